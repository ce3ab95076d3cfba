#include "confirmer/settle/writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "confirmer/settle/refusal.h"
#include "storage/memory/memory_store.h"
#include "tests/support/manual_clock.h"
#include "tests/support/observation_builder.h"

namespace hilt::settle::testing {
namespace {

using test_support::NonceOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Fails when told to, and keeps what was committed before.
class BreakableStore final : public storage::Store {
 public:
  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    return store_.Get(key);
  }
  absl::StatusOr<std::vector<storage::Entry>> Scan(const storage::ScanRange& range) const override {
    return store_.Scan(range);
  }
  std::unique_ptr<const storage::Reader> Snapshot() const override { return store_.Snapshot(); }
  absl::Status Commit(const storage::Batch& batch) override {
    if (broken) return absl::UnavailableError("no space left on device");
    batches.push_back(batch.operations().size());
    return store_.Commit(batch);
  }

  bool broken = false;
  std::vector<size_t> batches;  // operations in each that was committed

 private:
  storage::MemoryStore store_;
};

class WriterTest : public ::testing::Test {
 protected:
  // Writes a row of this number; refused or not.
  absl::Status Submit(int number, const absl::Status& refusal = absl::OkStatus()) {
    return writer_.Submit(MakeCommand<int>(
        [this, number, refusal](WriteContext& context) -> absl::StatusOr<int> {
          applied_.push_back(number);
          const auto put = context.ledger.PutUnmatched(NonceOf(static_cast<uint8_t>(number)), {});
          if (!put.ok()) return put;
          if (!refusal.ok()) return refusal;
          return number;
        },
        [this](absl::StatusOr<int> answer) { answers_.push_back(std::move(answer)); }));
  }

  bool Stored(int number) const {
    return !storage::LedgerReader(store_).Unmatched(NonceOf(static_cast<uint8_t>(number)))->empty();
  }

  BreakableStore store_;
  const EngineRules rules_{};
  test_support::ManualClock clock_;
  Writer writer_{store_, rules_, clock_, {.queue_commands = 4, .batch_commands = 3}};
  std::vector<int> applied_;
  std::vector<absl::StatusOr<int>> answers_;
};

TEST_F(WriterTest, CommitsWhatWaitsInOneBatchInOrder) {
  for (const int number : {2, 1, 3}) ASSERT_TRUE(Submit(number).ok());
  EXPECT_EQ(writer_.queue_depth(), 3u);
  EXPECT_EQ(writer_.Step(), 3u);
  EXPECT_THAT(applied_, ElementsAre(2, 1, 3));
  EXPECT_THAT(store_.batches, ElementsAre(3));
  ASSERT_EQ(answers_.size(), 3u);
  EXPECT_EQ(*answers_[0], 2);
  EXPECT_EQ(*answers_[2], 3);
  EXPECT_EQ(writer_.Step(), 0u);
}

TEST_F(WriterTest, TakesNoMoreThanABatchAtOnce) {
  for (const int number : {1, 2, 3, 4}) ASSERT_TRUE(Submit(number).ok());
  EXPECT_EQ(writer_.Step(), 3u);
  EXPECT_EQ(writer_.Step(), 1u);
  EXPECT_THAT(store_.batches, ElementsAre(3, 1));
}

TEST_F(WriterTest, AnswersNobodyBeforeItIsDurable) {
  bool stored = false;
  ASSERT_TRUE(writer_
                  .Submit(MakeCommand<int>(
                      [](WriteContext& context) -> absl::StatusOr<int> {
                        const auto put = context.ledger.PutUnmatched(NonceOf(1), {});
                        if (!put.ok()) return put;
                        return 1;
                      },
                      [&](const absl::StatusOr<int>&) { stored = Stored(1); }))
                  .ok());
  writer_.Step();
  EXPECT_TRUE(stored);
}

TEST_F(WriterTest, ARefusedCommandLeavesNoTrace) {
  ASSERT_TRUE(Submit(1).ok());
  ASSERT_TRUE(Submit(2, absl::NotFoundError("no such payment")).ok());
  ASSERT_TRUE(Submit(3).ok());
  writer_.Step();
  EXPECT_TRUE(Stored(1));
  EXPECT_FALSE(Stored(2));
  EXPECT_TRUE(Stored(3));
  ASSERT_EQ(answers_.size(), 3u);
  EXPECT_EQ(answers_[1].status().code(), absl::StatusCode::kNotFound);
}

TEST_F(WriterTest, ACommandSeesWhatThoseBeforeItInTheBatchWrote) {
  std::vector<size_t> seen;
  const auto apply = [&](WriteContext& context) -> absl::StatusOr<int> {
    seen.push_back(context.ledger.Unmatched(NonceOf(1))->size());
    const auto put = context.ledger.PutUnmatched(NonceOf(1), {});
    if (!put.ok()) return put;
    return 0;
  };
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(writer_.Submit(MakeCommand<int>(apply, [](const absl::StatusOr<int>&) {})).ok());
  }
  writer_.Step();
  EXPECT_THAT(seen, ElementsAre(0, 1));
}

TEST_F(WriterTest, WhereTheCommitFailsEveryCommandIsAnsweredStoreUnavailable) {
  store_.broken = true;
  ASSERT_TRUE(Submit(1).ok());
  ASSERT_TRUE(Submit(2, absl::NotFoundError("no such payment")).ok());
  writer_.Step();
  ASSERT_EQ(answers_.size(), 2u);
  for (const absl::StatusOr<int>& answer : answers_) {
    EXPECT_EQ(answer.status().code(), absl::StatusCode::kUnavailable);
    EXPECT_EQ(ReasonOf(answer.status()), "store_unavailable");
  }
  EXPECT_TRUE(writer_.failed());
}

TEST_F(WriterTest, AStoreThatFailedOnceIsNotWrittenAgain) {
  store_.broken = true;
  ASSERT_TRUE(Submit(1).ok());
  writer_.Step();
  store_.broken = false;
  ASSERT_TRUE(Submit(2).ok());
  writer_.Step();
  EXPECT_FALSE(Stored(2));
  EXPECT_THAT(store_.batches, IsEmpty());
  EXPECT_EQ(ReasonOf(answers_.back().status()), "store_unavailable");
}

// What it read may be the failed batch's, of which nobody knows whether it is durable.
TEST_F(WriterTest, ACommandThatWritesNothingIsNotAnsweredOkAfterAFailure) {
  store_.broken = true;
  ASSERT_TRUE(Submit(1).ok());
  writer_.Step();
  absl::StatusOr<int> answer = 0;
  ASSERT_TRUE(
      writer_
          .Submit(MakeCommand<int>([](WriteContext&) -> absl::StatusOr<int> { return 1; },
                                   [&](absl::StatusOr<int> done) { answer = std::move(done); }))
          .ok());
  writer_.Step();
  EXPECT_EQ(ReasonOf(answer.status()), "store_unavailable");
}

TEST_F(WriterTest, RefusesWhatTheQueueCannotHold) {
  for (const int number : {1, 2, 3, 4}) ASSERT_TRUE(Submit(number).ok());
  EXPECT_EQ(Submit(5).code(), absl::StatusCode::kResourceExhausted);
  writer_.Step();
  EXPECT_TRUE(Submit(6).ok());
}

TEST_F(WriterTest, AfterStopTakesWhatWaitsAndRefusesTheRest) {
  ASSERT_TRUE(Submit(1).ok());
  writer_.Stop();
  const absl::Status refused = Submit(2);
  EXPECT_EQ(refused.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(refused), "shutting_down");
  EXPECT_TRUE(writer_.WaitForWork());
  writer_.Step();
  EXPECT_TRUE(Stored(1));
  EXPECT_FALSE(writer_.WaitForWork());
}

TEST_F(WriterTest, TellsReadersOfTheLogBeforeItAnswersAndOnlyWhereSomethingWasWritten) {
  std::vector<std::string> order;
  writer_.set_on_commit([&] { order.emplace_back("readers"); });
  const auto submit = [&](bool writes) {
    return writer_.Submit(MakeCommand<int>(
        [writes](WriteContext& context) -> absl::StatusOr<int> {
          if (writes) context.ledger.PutIdempotencyKey("client", "key", {});
          return 0;
        },
        [&](const absl::StatusOr<int>&) { order.emplace_back("answer"); }));
  };
  ASSERT_TRUE(submit(true).ok());
  writer_.Step();
  ASSERT_TRUE(submit(false).ok());
  writer_.Step();
  EXPECT_THAT(order, ElementsAre("readers", "answer", "answer"));
}

TEST_F(WriterTest, AnswersEveryCommandThatItTookFromManyThreads) {
  constexpr int kThreads = 4;
  constexpr int kEach = 50;
  std::atomic<int> accepted = 0;
  std::atomic<int> answered = 0;
  std::thread writer([&] {
    while (writer_.WaitForWork()) writer_.Step();
  });
  std::vector<std::thread> clients;
  clients.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    clients.emplace_back([&] {
      for (int j = 0; j < kEach; ++j) {
        const absl::Status submitted =
            writer_.Submit(MakeCommand<int>([](WriteContext&) -> absl::StatusOr<int> { return 0; },
                                            [&](const absl::StatusOr<int>&) { ++answered; }));
        if (submitted.ok()) ++accepted;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  writer_.Stop();
  writer.join();
  EXPECT_GT(accepted.load(), 0);
  EXPECT_EQ(answered.load(), accepted.load());
}

}  // namespace
}  // namespace hilt::settle::testing
