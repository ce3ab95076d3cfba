#include "confirmer/finality/hint_worker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/support/fake_chain.h"
#include "tests/support/test_engine.h"

namespace hilt::finality {
namespace {

using namespace test_support;  // NOLINT(google-build-using-namespace): a test's own words
using domain::Payment;
using domain::PaymentStatus;

// Can be read, and takes no commit.
class FullStore final : public storage::Store {
 public:
  explicit FullStore(storage::Store& store) : store_(store) {}
  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    return store_.Get(key);
  }
  absl::StatusOr<std::vector<storage::Entry>> Scan(const storage::ScanRange& range) const override {
    return store_.Scan(range);
  }
  std::unique_ptr<const storage::Reader> Snapshot() const override { return store_.Snapshot(); }
  absl::Status Commit(const storage::Batch& /*batch*/) override {
    return absl::UnavailableError("no space left on device");
  }

 private:
  storage::Store& store_;
};

class HintWorkerTest : public ::testing::Test {
 protected:
  // All that is due now; how many fetches it took.
  size_t Run() {
    const size_t before = chain_.fetches();
    while (worker_.Step()) engine_.Drain();
    return chain_.fetches() - before;
  }

  TestEngine engine_;
  FakeChain chain_;
  HintWorker worker_{engine_.store(), engine_.writer(), chain_, engine_.clock()};
  const Payment payment_ = engine_.Create(Usdc(1));
};

TEST_F(HintWorkerTest, FetchesWhatIsDueAndHasItJudged) {
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms, kWebhook)).ok());
  chain_.Hold(Paid(payment_.terms));
  EXPECT_EQ(Run(), 1u);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
  EXPECT_FALSE(engine_.HasHint(1));
  EXPECT_EQ(Run(), 0u);
}

TEST_F(HintWorkerTest, LeavesWhatIsNotDueYet) {
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms, kWebhook)).ok());
  chain_.Hold(Paid(payment_.terms, kConfirmed));
  Run();
  EXPECT_FALSE(worker_.Step());
  engine_.clock().Advance(RetryAfter(0) - absl::Milliseconds(1));
  EXPECT_FALSE(worker_.Step());
  engine_.clock().Advance(absl::Milliseconds(1));
  EXPECT_TRUE(worker_.Step());
}

TEST_F(HintWorkerTest, WorksOffMoreThanItReadsAtOnce) {
  constexpr uint16_t kHints = 600;
  domain::Step step;
  const Payment elsewhere = TestEngine().Create(Usdc(9));
  for (uint16_t i = 0; i < kHints; ++i) {
    step.hints.push_back(SignatureOf(i));
    chain_.Hold(Paid(elsewhere.terms, By(i, kFinal)));  // concerns nobody: decided at once
  }
  ASSERT_TRUE(engine_.Deliver(step).ok());
  EXPECT_EQ(Run(), kHints);
  EXPECT_EQ(engine_.reader().ReadTotals()->hints, 0u);
}

// A batch that took long, or a clock that was set back.
TEST_F(HintWorkerTest, AHintThatWasDueBeforeTheLastLookIsFoundWithinAMinute) {
  Run();
  const auto put = engine_.Do<bool>([](settle::WriteContext& context) -> absl::StatusOr<bool> {
    const absl::Status status = context.ledger.PutHint({.signature = SignatureOf(1),
                                                        .arrived_at = context.now,
                                                        .next_at = context.now - absl::Hours(1)});
    if (!status.ok()) return status;
    return true;
  });
  ASSERT_TRUE(put.ok()) << put.status();
  chain_.Hold(Paid(payment_.terms));
  for (int i = 0; i < 60; ++i) {
    engine_.clock().Advance(absl::Seconds(1));
    Run();
  }
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
}

TEST_F(HintWorkerTest, WhatWasPutOffForLongIsNotForgotten) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  chain_.Fail(absl::UnavailableError("refused"));
  for (int i = 0; i < 60; ++i) {
    engine_.clock().Advance(absl::Minutes(1));
    Run();
  }
  chain_.Fail(absl::OkStatus());
  chain_.Hold(Paid(payment_.terms));
  engine_.clock().Advance(absl::Minutes(1));
  Run();
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
}

TEST_F(HintWorkerTest, DoesNotFetchTwiceAtATime) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  ASSERT_TRUE(worker_.Step());
  // The writer has not judged it yet.
  EXPECT_FALSE(worker_.Step());
  engine_.Drain();
  engine_.clock().Advance(RetryAfter(0));
  EXPECT_TRUE(worker_.Step());
}

TEST_F(HintWorkerTest, TakesNothingMoreOnceItIsStopped) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  worker_.Stop();
  EXPECT_FALSE(worker_.Step());
}

TEST_F(HintWorkerTest, WhatTheWriterDoesNotTakeStaysDue) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  settle::Writer full(engine_.store(), engine_.rules(), engine_.clock(), {.queue_commands = 0});
  HintWorker worker(engine_.store(), full, chain_, engine_.clock());
  EXPECT_TRUE(worker.Step());
  EXPECT_FALSE(worker.Step()) << "it is not fetched again at once";
  engine_.clock().Advance(absl::Seconds(5));
  EXPECT_TRUE(worker.Step());
  EXPECT_TRUE(engine_.HasHint(1));
}

// However much there is to fetch: nothing of it could be kept.
TEST_F(HintWorkerTest, DoesNotSpinOnceACommitHasFailed) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  ASSERT_TRUE(engine_.Broadcast(payment_, 2).ok());
  FullStore full(engine_.store());
  settle::Writer writer(full, engine_.rules(), engine_.clock(), {});
  HintWorker worker(full, writer, chain_, engine_.clock());
  chain_.FailStatuses(absl::FailedPreconditionError("refused"));
  ASSERT_TRUE(worker.Step()) << "both are to be fetched";
  ASSERT_TRUE(worker.Step()) << "one is";
  writer.Step();
  ASSERT_TRUE(writer.failed());
  EXPECT_FALSE(worker.Step());
  const auto began = std::chrono::steady_clock::now();
  EXPECT_TRUE(worker.WaitForWork());
  EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::milliseconds(150));
  worker.Stop();
  EXPECT_FALSE(worker.WaitForWork());
}

TEST_F(HintWorkerTest, ANewWorkerTakesUpWhatAnotherLeft) {
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms, kWebhook)).ok());
  chain_.Hold(Paid(payment_.terms));
  // Taken, and never judged: the process stopped.
  settle::Writer lost(engine_.store(), engine_.rules(), engine_.clock(), {});
  {
    HintWorker first(engine_.store(), lost, chain_, engine_.clock());
    ASSERT_TRUE(first.Step());
  }
  EXPECT_EQ(Run(), 1u);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
}

TEST_F(HintWorkerTest, ABroadcastThatNeverComesDiesByTheNodesHeightAndNotByTheClockAlone) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  chain_.SetHeight(5'000, 6'000);
  Run();
  // Much time, and no blocks.
  for (int i = 0; i < 10; ++i) {
    engine_.clock().Advance(absl::Minutes(1));
    Run();
  }
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingConfirmation);
  chain_.SetHeight(5'000 + kDeadAfterBlocks, 6'500);
  engine_.clock().Advance(absl::Minutes(1));
  Run();
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingSignature);
  EXPECT_FALSE(engine_.HasHint(1));
}

TEST_F(HintWorkerTest, BlocksInNoTimeKillNothing) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  chain_.SetHeight(5'000, 6'000);
  Run();
  // Another endpoint, far ahead of the first.
  chain_.SetHeight(50'000, 60'000);
  engine_.clock().Advance(absl::Seconds(59));
  Run();
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingConfirmation);
}

TEST_F(HintWorkerTest, AnEndpointThatDoesNotAnswerKillsNothing) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  chain_.SetHeight(5'000, 6'000);
  Run();
  chain_.SetHeight(50'000, 60'000);
  chain_.Fail(absl::UnavailableError("refused"));
  engine_.clock().Advance(absl::Minutes(10));
  Run();
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingConfirmation);
  EXPECT_TRUE(engine_.HasHint(1));
}

TEST_F(HintWorkerTest, WaitsForWorkUntilItIsStopped) {
  worker_.Notify();
  EXPECT_TRUE(worker_.WaitForWork());
  worker_.Stop();
  EXPECT_FALSE(worker_.WaitForWork());
}

TEST_F(HintWorkerTest, ManyThreadsFetchEachHintOnce) {
  constexpr uint16_t kHints = 100;
  domain::Step step;
  const Payment elsewhere = TestEngine().Create(Usdc(9));
  for (uint16_t i = 0; i < kHints; ++i) {
    step.hints.push_back(SignatureOf(i));
    chain_.Hold(Paid(elsewhere.terms, By(i, kFinal)));  // concerns nobody: decided at once
  }
  ASSERT_TRUE(engine_.Deliver(step).ok());
  std::thread writer([this] {
    while (engine_.writer().WaitForWork()) engine_.writer().Step();
  });
  std::vector<std::thread> workers;
  workers.reserve(3);
  for (int i = 0; i < 3; ++i) {
    workers.emplace_back([this] {
      while (worker_.Step()) {
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  engine_.writer().Stop();
  writer.join();
  Run();
  EXPECT_EQ(chain_.fetches(), kHints);
  for (uint16_t i = 0; i < kHints; ++i) EXPECT_FALSE(engine_.HasHint(i)) << i;
}

}  // namespace
}  // namespace hilt::finality
