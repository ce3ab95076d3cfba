#include "confirmer/finality/confirmer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "confirmer/settle/refusal.h"
#include "tests/support/fake_chain.h"
#include "tests/support/test_engine.h"

namespace hilt::finality {
namespace {

using namespace test_support;  // NOLINT(google-build-using-namespace): a test's own words
using settle::ReasonOf;

class ConfirmerTest : public ::testing::Test {
 protected:
  using Answer = std::optional<absl::StatusOr<ConfirmAnswer>>;

  // `answer` is filled in once; twice is a failure.
  void Ask(const ConfirmRequest& request, absl::Duration wait, Answer& answer) {
    confirmer_.Confirm(request, engine_.clock().Now() + wait,
                       [&answer](absl::StatusOr<ConfirmAnswer> given) {
                         EXPECT_FALSE(answer.has_value());
                         answer = std::move(given);
                       });
  }
  void Ask(absl::Duration wait, Answer& answer) { Ask(request_, wait, answer); }

  // All that is due now.
  void Run() {
    while (confirmer_.Step()) engine_.Drain();
  }
  // As time goes by, in steps of 100 ms.
  void RunFor(absl::Duration time) {
    for (const absl::Time end = engine_.clock().Now() + time; engine_.clock().Now() < end;) {
      engine_.clock().Advance(absl::Milliseconds(100));
      Run();
    }
  }

  TestEngine engine_;
  FakeChain chain_;
  Confirmer confirmer_{engine_.store(), engine_.writer(), &chain_,
                       engine_.rules(), engine_.clock(),  {.tasks = 4, .tasks_of_payment = 2}};
  const domain::Payment payment_ = engine_.Create(Usdc(1));
  const ConfirmRequest request_{.payment_id = IdOf(1), .signature = SignatureOf(1)};
};

TEST_F(ConfirmerTest, AnswersAtOnceWhatIsFinalAndRecordsIt) {
  chain_.Hold(Paid(payment_.terms));
  Answer answer;
  Ask(absl::Seconds(10), answer);
  Run();
  ASSERT_TRUE(answer.has_value());
  ASSERT_TRUE(answer->ok()) << answer->status();
  EXPECT_EQ((*answer)->outcome, ConfirmOutcome::kConfirmed);
  EXPECT_EQ((*answer)->payment->state.status(), domain::PaymentStatus::kConfirmed);
  EXPECT_EQ(engine_.Status(payment_), domain::PaymentStatus::kConfirmed);
  EXPECT_EQ(confirmer_.tasks(), 0u);
}

TEST_F(ConfirmerTest, WhatIsConfirmedAlreadyNeedsNoEndpoint) {
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms)).ok());
  Confirmer alone(engine_.store(), engine_.writer(), nullptr, engine_.rules(), engine_.clock(), {});
  Answer answer;
  alone.Confirm(request_, engine_.clock().Now(),
                [&](absl::StatusOr<ConfirmAnswer> given) { answer = std::move(given); });
  alone.Step();
  ASSERT_TRUE(answer.has_value() && answer->ok());
  EXPECT_EQ((*answer)->outcome, ConfirmOutcome::kConfirmed);
}

TEST_F(ConfirmerTest, WithoutAnEndpointSaysSo) {
  Confirmer alone(engine_.store(), engine_.writer(), nullptr, engine_.rules(), engine_.clock(), {});
  Answer answer;
  alone.Confirm(request_, engine_.clock().Now() + absl::Seconds(10),
                [&](absl::StatusOr<ConfirmAnswer> given) { answer = std::move(given); });
  alone.Step();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(ReasonOf(answer->status()), "no_endpoint");
}

TEST_F(ConfirmerTest, WaitsUntilTheTransactionIsSeenAndFinal) {
  Answer answer;
  Ask(absl::Seconds(30), answer);
  RunFor(absl::Seconds(3));
  EXPECT_FALSE(answer.has_value());
  chain_.Hold(Paid(payment_.terms, kConfirmed));
  RunFor(absl::Seconds(3));
  EXPECT_FALSE(answer.has_value());
  EXPECT_EQ(engine_.Status(payment_), domain::PaymentStatus::kPendingConfirmation);
  chain_.Hold(Paid(payment_.terms, kFinal));
  RunFor(absl::Seconds(3));
  ASSERT_TRUE(answer.has_value() && answer->ok());
  EXPECT_EQ((*answer)->outcome, ConfirmOutcome::kConfirmed);
}

TEST_F(ConfirmerTest, AtTheEndOfTheWaitSaysWhatIsKnownThen) {
  struct Row {
    std::string name;
    std::optional<domain::Observation> shown;
    ConfirmOutcome outcome;
  };
  const std::vector<Row> table = {
      {"nothing", std::nullopt, ConfirmOutcome::kNotSeen},
      {"confirmed", Paid(payment_.terms, kConfirmed), ConfirmOutcome::kAwaitingCommitment},
      {"not to be judged", Unjudgeable(payment_.terms), ConfirmOutcome::kUndecided},
  };
  for (const Row& row : table) {
    if (row.shown) chain_.Hold(*row.shown);
    Answer answer;
    Ask(absl::Seconds(5), answer);
    Run();
    RunFor(absl::Milliseconds(4'900));
    EXPECT_FALSE(answer.has_value()) << row.name;
    RunFor(absl::Milliseconds(100));
    ASSERT_TRUE(answer.has_value() && answer->ok()) << row.name;
    EXPECT_EQ(Name((*answer)->outcome), Name(row.outcome)) << row.name;
  }
}

TEST_F(ConfirmerTest, AWaitOfZeroLooksOnce) {
  Answer answer;
  Ask(absl::ZeroDuration(), answer);
  Run();
  ASSERT_TRUE(answer.has_value() && answer->ok());
  EXPECT_EQ((*answer)->outcome, ConfirmOutcome::kNotSeen);
  EXPECT_EQ(chain_.fetches(), 1u);
}

TEST_F(ConfirmerTest, AsksTheChainAFewTimesAndNotWithoutEnd) {
  Answer answer;
  Ask(absl::Seconds(60), answer);
  Run();
  RunFor(absl::Seconds(60));
  ASSERT_TRUE(answer.has_value());
  EXPECT_GE(chain_.fetches(), 20u);
  EXPECT_LE(chain_.fetches(), 40u);
}

TEST_F(ConfirmerTest, AnEndpointThatAnswersAgainInTimeIsNoError) {
  chain_.Fail(absl::UnavailableError("refused"));
  Answer answer;
  Ask(absl::Seconds(10), answer);
  RunFor(absl::Seconds(2));
  EXPECT_FALSE(answer.has_value());
  chain_.Fail(absl::OkStatus());
  chain_.Hold(Paid(payment_.terms));
  RunFor(absl::Seconds(3));
  ASSERT_TRUE(answer.has_value() && answer->ok());
  EXPECT_EQ((*answer)->outcome, ConfirmOutcome::kConfirmed);
}

TEST_F(ConfirmerTest, WithNoAnswerFromAnyEndpointSaysSoUnlessSomethingElseShowedIt) {
  chain_.Fail(absl::UnavailableError("refused"));
  Answer unseen;
  Ask(absl::Seconds(5), unseen);
  Run();
  RunFor(absl::Seconds(5));
  ASSERT_TRUE(unseen.has_value());
  EXPECT_EQ(ReasonOf(unseen->status()), "endpoint_unavailable");
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms, kWebhook)).ok());
  Answer seen;
  Ask(absl::Seconds(5), seen);
  Run();
  RunFor(absl::Seconds(5));
  ASSERT_TRUE(seen.has_value() && seen->ok()) << seen->status();
  EXPECT_EQ((*seen)->outcome, ConfirmOutcome::kAwaitingCommitment);
}

TEST_F(ConfirmerTest, WhatWasSeenIsRecordedThoughTheAnswerIsAnError) {
  // Names a nonce of no payment, and pays an account that is watched.
  chain_.Hold(Show(ObservationBuilder(payment_.terms).Memo(NonceOf(9)).Pay(1, 100), kFinal));
  Answer answer;
  Ask({.payment_id = {}, .signature = SignatureOf(1)}, absl::Seconds(5), answer);
  Run();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(ReasonOf(answer->status()), "payment_not_found");
  ASSERT_EQ(engine_.Discrepancies().size(), 1u);
  EXPECT_EQ(engine_.Discrepancies()[0].kind, domain::DiscrepancyKind::kUnmatched);
}

TEST_F(ConfirmerTest, WithoutASignatureWaitsForOneAndABadOneDoesNotEndIt) {
  Answer answer;
  Ask({.payment_id = IdOf(1), .signature = {}}, absl::Seconds(30), answer);
  RunFor(absl::Seconds(1));
  EXPECT_FALSE(answer.has_value());
  chain_.Hold(Short(payment_.terms, By(5, kFinal)));
  ASSERT_TRUE(engine_.Broadcast(payment_, 5).ok());
  RunFor(absl::Seconds(3));
  EXPECT_EQ(engine_.Now(payment_).state.attempts.count, 1u);
  EXPECT_FALSE(answer.has_value());
  chain_.Hold(Paid(payment_.terms, By(6, kFinal)));
  ASSERT_TRUE(engine_.Broadcast(payment_, 6).ok());
  RunFor(absl::Seconds(3));
  ASSERT_TRUE(answer.has_value() && answer->ok());
  EXPECT_EQ((*answer)->outcome, ConfirmOutcome::kConfirmed);
  EXPECT_EQ((*answer)->signature, SignatureOf(6));
}

TEST_F(ConfirmerTest, OfAnUnknownPaymentEndsAtOnce) {
  Answer answer;
  Ask({.payment_id = IdOf(9), .signature = SignatureOf(1)}, absl::Seconds(10), answer);
  Run();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(ReasonOf(answer->status()), "payment_not_found");
}

TEST_F(ConfirmerTest, RefusesMoreOfOnePaymentAndInAll) {
  std::vector<Answer> answers(6);
  Ask(absl::Seconds(10), answers[0]);
  Ask(absl::Seconds(10), answers[1]);
  Ask(absl::Seconds(10), answers[2]);
  ASSERT_TRUE(answers[2].has_value());
  EXPECT_EQ(ReasonOf(answers[2]->status()), "too_many_confirms");
  Ask({.payment_id = {}, .signature = SignatureOf(2)}, absl::Seconds(10), answers[3]);
  Ask({.payment_id = {}, .signature = SignatureOf(3)}, absl::Seconds(10), answers[4]);
  Ask({.payment_id = {}, .signature = SignatureOf(4)}, absl::Seconds(10), answers[5]);
  ASSERT_TRUE(answers[5].has_value());
  EXPECT_EQ(ReasonOf(answers[5]->status()), "too_many_confirms");
  EXPECT_EQ(confirmer_.tasks(), 4u);
  // Those that end make room.
  Run();
  RunFor(absl::Seconds(10));
  EXPECT_EQ(confirmer_.tasks(), 0u);
  Answer again;
  Ask(absl::ZeroDuration(), again);
  EXPECT_FALSE(again.has_value());
  Run();
  EXPECT_TRUE(again.has_value() && again->ok());
}

TEST_F(ConfirmerTest, StopEndsAllThatWaitAndThoseToCome) {
  Answer waiting;
  Ask(absl::Seconds(10), waiting);
  Run();
  confirmer_.Stop();
  ASSERT_TRUE(waiting.has_value());
  EXPECT_EQ(ReasonOf(waiting->status()), "shutting_down");
  Answer late;
  Ask(absl::Seconds(10), late);
  ASSERT_TRUE(late.has_value());
  EXPECT_EQ(ReasonOf(late->status()), "shutting_down");
  EXPECT_FALSE(confirmer_.WaitForWork());
  EXPECT_EQ(confirmer_.tasks(), 0u);
}

TEST_F(ConfirmerTest, StopEndsWhatIsBeingFetchedAndWhatTheWriterHas) {
  chain_.set_on_fetch([this] { confirmer_.Stop(); });
  Answer fetching;
  Ask(absl::Seconds(10), fetching);
  Run();
  ASSERT_TRUE(fetching.has_value());
  EXPECT_EQ(ReasonOf(fetching->status()), "shutting_down");
}

TEST_F(ConfirmerTest, AWriterThatTakesNoMoreEndsTheTask) {
  chain_.Hold(Paid(payment_.terms));
  engine_.writer().Stop();
  Answer answer;
  Ask(absl::Seconds(10), answer);
  Run();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(ReasonOf(answer->status()), "shutting_down");
  EXPECT_EQ(confirmer_.tasks(), 0u);
}

TEST_F(ConfirmerTest, EveryTaskIsAnsweredOnceWithManyThreadsAtWork) {
  chain_.Hold(Paid(payment_.terms));
  std::thread writer([this] {
    while (engine_.writer().WaitForWork()) engine_.writer().Step();
  });
  Confirmer busy(engine_.store(), engine_.writer(), &chain_, engine_.rules(), engine_.clock(),
                 {.tasks = 1000, .tasks_of_payment = 1000});
  std::vector<std::thread> workers;
  workers.reserve(3);
  for (int i = 0; i < 3; ++i) {
    workers.emplace_back([&] {
      while (busy.WaitForWork()) busy.Step();
    });
  }
  constexpr int kTasks = 60;
  std::mutex mutex;
  std::condition_variable all;
  int answered = 0;
  int confirmed = 0;
  for (int i = 0; i < kTasks; ++i) {
    busy.Confirm(request_, engine_.clock().Now(), [&](absl::StatusOr<ConfirmAnswer> answer) {
      const std::lock_guard<std::mutex> lock(mutex);
      ++answered;
      if (answer.ok() && answer->outcome == ConfirmOutcome::kConfirmed) ++confirmed;
      all.notify_one();
    });
  }
  {
    std::unique_lock<std::mutex> lock(mutex);
    all.wait(lock, [&] { return answered == kTasks; });
  }
  busy.Stop();
  for (std::thread& worker : workers) worker.join();
  engine_.writer().Stop();
  writer.join();
  EXPECT_EQ(confirmed, kTasks);
  EXPECT_EQ(busy.tasks(), 0u);
}

}  // namespace
}  // namespace hilt::finality
