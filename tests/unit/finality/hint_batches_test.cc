#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "confirmer/finality/hint_worker.h"
#include "tests/support/fake_chain.h"
#include "tests/support/test_engine.h"

// What is fetched, and what only has its status asked for.
namespace hilt::finality {
namespace {

using namespace test_support;  // NOLINT(google-build-using-namespace): a test's own words
using domain::Commitment;
using domain::Payment;
using domain::PaymentStatus;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Le;

constexpr Shown kProcessed{.commitment = Commitment::kProcessed};

class HintBatchesTest : public ::testing::Test {
 protected:
  explicit HintBatchesTest(settle::EngineRules rules = WithEndpoint()) : engine_(std::move(rules)) {
    worker_.set_on_error([this](const absl::Status& error) { errors_.push_back(error); });
    worker_.set_on_no_statuses([this](const absl::Status& why) { no_statuses_.push_back(why); });
  }

  // All that is due now; how many fetches it took.
  size_t Run() {
    const size_t before = chain_.fetches();
    while (worker_.Step()) engine_.Drain();
    return chain_.fetches() - before;
  }
  // The same as time goes by.
  size_t RunFor(absl::Duration time) {
    size_t fetches = 0;
    for (const absl::Time end = engine_.clock().Now() + time; engine_.clock().Now() < end;) {
      engine_.clock().Advance(absl::Milliseconds(500));
      fetches += Run();
    }
    return fetches;
  }
  void Want(uint16_t count) {
    domain::Step step;
    for (uint16_t i = 1; i <= count; ++i) step.hints.push_back(SignatureOf(i));
    ASSERT_TRUE(engine_.Deliver(step).ok());
  }
  storage::FetchHint Hint(uint16_t signature) const {
    return **engine_.reader().FindHint(SignatureOf(signature));
  }

  TestEngine engine_;
  FakeChain chain_;
  HintWorker worker_{engine_.store(), engine_.writer(), chain_, engine_.clock()};
  std::vector<absl::Status> errors_;
  std::vector<absl::Status> no_statuses_;
  const Payment payment_ = engine_.Create(Usdc(1));
};

TEST_F(HintBatchesTest, WhatIsDueIsAskedAboutInOneQuestionOf256AtMost) {
  Want(600);
  chain_.SetHeight(5'000, 6'000);
  EXPECT_EQ(Run(), 0u);
  EXPECT_THAT(chain_.status_questions(), ElementsAre(256, 256, 88));
  // Nobody has seen them: each is looked up once, a few at a time.
  EXPECT_THAT(chain_.knowledge_questions(), Each(Le(32u)));
  for (uint16_t i = 1; i <= 600; ++i) {
    ASSERT_TRUE(engine_.HasHint(i)) << i;
    EXPECT_EQ(Hint(i).first_height, 5'000u) << i;
    EXPECT_EQ(Hint(i).attempts, 1u) << i;
  }
  // And not again while the caches know nothing of them.
  const size_t looked_up = chain_.knowledge_questions().size();
  EXPECT_EQ(RunFor(absl::Seconds(10)), 0u);
  EXPECT_EQ(chain_.knowledge_questions().size(), looked_up);
}

TEST_F(HintBatchesTest, WhatWasJudgedIsFetchedAgainOnlyOnceItIsFinalized) {
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms, kWebhook)).ok());
  chain_.Hold(Paid(payment_.terms, kConfirmed));
  EXPECT_EQ(Run(), 1u);
  EXPECT_EQ(RunFor(absl::Seconds(13)), 0u);
  EXPECT_GE(chain_.status_questions().size(), 10u);
  chain_.Hold(Paid(payment_.terms, kFinal));
  EXPECT_EQ(RunFor(absl::Seconds(3)), 1u);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
  EXPECT_FALSE(engine_.HasHint(1));
}

TEST_F(HintBatchesTest, AnAttemptThatWasJudgedIsFetchedAgainOnlyOnceItIsFinalized) {
  ASSERT_TRUE(engine_.Deliver(Short(payment_.terms, kWebhook)).ok());
  chain_.Hold(Short(payment_.terms, kConfirmed));
  EXPECT_EQ(Run(), 1u);
  EXPECT_EQ(RunFor(absl::Seconds(13)), 0u);
  chain_.Hold(Short(payment_.terms, kFinal));
  EXPECT_EQ(RunFor(absl::Seconds(3)), 1u);
  EXPECT_EQ(engine_.Discrepancies().size(), 1u);
  EXPECT_FALSE(engine_.HasHint(1));
}

TEST_F(HintBatchesTest, WhatLandsElsewhereOrFailsIsFetchedAgain) {
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms, kWebhook)).ok());
  chain_.Hold(Paid(payment_.terms, kConfirmed));
  Run();
  Shown moved = kConfirmed;
  moved.slot = 1'007;
  chain_.Hold(Paid(payment_.terms, moved));
  EXPECT_EQ(RunFor(absl::Seconds(1)), 1u);
  EXPECT_EQ(engine_.Now(payment_).state.candidates.front().key.slot, domain::Slot(1'007));
  domain::Observation failed = Paid(payment_.terms, moved);
  failed.execution = domain::Execution::kFailed;
  chain_.Hold(failed);
  EXPECT_EQ(RunFor(absl::Seconds(1)), 1u);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingSignature);
}

TEST_F(HintBatchesTest, WhatCouldNotBeJudgedIsFetchedAgainThoughNothingNewIsSaidOfIt) {
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms, kWebhook)).ok());
  chain_.Hold(Unjudgeable(payment_.terms, kConfirmed));
  EXPECT_EQ(Run(), 1u);
  EXPECT_EQ(RunFor(absl::Milliseconds(500)), 1u);
}

TEST_F(HintBatchesTest, WhatIsOnlyProcessedIsNotFetchedYet) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  chain_.Hold(Paid(payment_.terms, kProcessed));
  EXPECT_EQ(Run(), 0u);
  EXPECT_EQ(RunFor(absl::Seconds(2)), 0u);
  chain_.Hold(Paid(payment_.terms, kConfirmed));
  EXPECT_EQ(RunFor(absl::Seconds(2)), 1u);
  EXPECT_EQ(engine_.Now(payment_).state.candidates.size(), 1u);
}

// We were down when it landed.
TEST_F(HintBatchesTest, WhatLandedLongAgoIsFoundAtTheFirstLook) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  chain_.Hold(Paid(payment_.terms));
  chain_.Age(SignatureOf(1));
  EXPECT_EQ(Run(), 1u);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
}

TEST_F(HintBatchesTest, WhatLandedWhileNobodyLookedIsFoundAtTheNextLook) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  Run();
  ASSERT_TRUE(Hint(1).first_height.has_value());
  chain_.Hold(Paid(payment_.terms));
  chain_.Age(SignatureOf(1));
  engine_.clock().Advance(absl::Hours(1));
  EXPECT_EQ(Run(), 1u);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
}

TEST_F(HintBatchesTest, ACacheThatIsWrongDelaysAndLosesNothing) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  Run();
  chain_.Hold(Paid(payment_.terms));
  chain_.Age(SignatureOf(1));
  RunFor(absl::Minutes(1));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
}

TEST_F(HintBatchesTest, NothingDiesThatAnEndpointStillShows) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  chain_.SetHeight(5'000, 6'000);
  Run();
  chain_.HoldElsewhere(Paid(payment_.terms));
  chain_.SetHeight(5'000 + kDeadAfterBlocks, 6'500);
  engine_.clock().Advance(absl::Minutes(2));
  EXPECT_EQ(Run(), 1u);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
}

TEST_F(HintBatchesTest, WhereNobodyTellsStatusesEachIsFetched) {
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms, kWebhook)).ok());
  const Payment other = engine_.Create(Usdc(2));
  ASSERT_TRUE(engine_.Deliver(Paid(other.terms, By(2, kWebhook))).ok());
  chain_.Hold(Paid(payment_.terms, kConfirmed));
  chain_.Hold(Paid(other.terms, By(2, kFinal)));
  const absl::Status refusal = absl::FailedPreconditionError("main: rpc error -32601");
  chain_.FailStatuses(refusal);
  EXPECT_EQ(Run(), 2u);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingConfirmation);
  EXPECT_EQ(engine_.Status(other), PaymentStatus::kConfirmed);
  chain_.Hold(Paid(payment_.terms, kFinal));
  EXPECT_EQ(RunFor(absl::Seconds(1)), 1u);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
  EXPECT_THAT(no_statuses_, ElementsAre(refusal)) << "told once";
  EXPECT_THAT(errors_, IsEmpty());
}

TEST_F(HintBatchesTest, WhereNobodyCanBeAskedNothingIsFetchedAndNoLookIsCounted) {
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms, kWebhook)).ok());
  Want(300);
  chain_.Hold(Paid(payment_.terms, kFinal));
  chain_.FailStatuses(absl::UnavailableError("main: rests for 150 ms more: HTTP 429"));
  EXPECT_EQ(RunFor(absl::Seconds(55)), 0u);
  for (uint16_t i = 1; i <= 300; ++i) ASSERT_EQ(Hint(i).attempts, 0u) << i;
  // Each second two questions, however many hints there are.
  EXPECT_LE(chain_.status_questions().size(), 2 * 56u);
  EXPECT_THAT(no_statuses_, IsEmpty());
  EXPECT_THAT(errors_, IsEmpty());
  chain_.FailStatuses(absl::OkStatus());
  RunFor(absl::Seconds(1));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
}

// An endpoint may fail at statuses and at nothing else, and for ever.
TEST_F(HintBatchesTest, AfterAMinuteInWhichNobodyToldStatusesPaymentsGoOnByFetches) {
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms, kWebhook)).ok());
  const Payment other = engine_.Create(Usdc(2));
  ASSERT_TRUE(engine_.Deliver(Paid(other.terms, By(2, kWebhook))).ok());
  chain_.Hold(Paid(payment_.terms, kFinal));
  chain_.Hold(Paid(other.terms, By(2, kFinal)));
  chain_.FailStatuses(absl::UnavailableError("main: no answer in time"));
  EXPECT_EQ(RunFor(absl::Seconds(59)), 0u);
  EXPECT_EQ(RunFor(absl::Seconds(5)), 2u);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
  EXPECT_EQ(engine_.Status(other), PaymentStatus::kConfirmed);
}

TEST_F(HintBatchesTest, ARefusalWhileTheEngineStopsIsNotTold) {
  Want(1);
  chain_.FailStatuses(absl::FailedPreconditionError("main: HTTP 403; spare: the engine stops"));
  chain_.set_on_statuses([this] { worker_.Stop(); });
  Run();
  EXPECT_EQ(chain_.status_questions().size(), 1u);
  EXPECT_THAT(no_statuses_, IsEmpty());
  EXPECT_THAT(errors_, IsEmpty());
}

TEST_F(HintBatchesTest, WhereNobodyTellsWhatIsKnownEachIsFetched) {
  Want(40);
  chain_.FailKnowledge(absl::FailedPreconditionError("main: rpc error -32011"));
  EXPECT_EQ(Run(), 40u);
  EXPECT_FALSE(Hint(1).first_height.has_value());
  EXPECT_EQ(chain_.knowledge_questions().front(), 32u);
  EXPECT_THAT(errors_, IsEmpty());
}

TEST_F(HintBatchesTest, WhereNobodyCanBeAskedWhatIsKnownOneIsFetched) {
  Want(40);
  chain_.FailKnowledge(absl::UnavailableError("main: no answer in time"));
  EXPECT_EQ(Run(), 1u);
  EXPECT_EQ(Hint(40).attempts, 0u);
  chain_.FailKnowledge(absl::OkStatus());
  EXPECT_EQ(RunFor(absl::Seconds(1)), 0u);
  EXPECT_TRUE(Hint(40).first_height.has_value());
}

TEST_F(HintBatchesTest, NothingIsAskedTwiceAtATime) {
  Want(10);
  ASSERT_TRUE(worker_.Step());
  // The writer has taken nothing of it yet.
  EXPECT_FALSE(worker_.Step());
  engine_.Drain();
  EXPECT_FALSE(worker_.Step());
  engine_.clock().Advance(RetryAfter(0));
  EXPECT_TRUE(worker_.Step());
}

TEST_F(HintBatchesTest, ABatchThatTheWriterDoesNotTakeStaysDue) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  chain_.Hold(Paid(payment_.terms, kProcessed));
  settle::Writer full(engine_.store(), engine_.rules(), engine_.clock(), {.queue_commands = 0});
  HintWorker worker(engine_.store(), full, chain_, engine_.clock());
  EXPECT_TRUE(worker.Step());
  EXPECT_FALSE(worker.Step());
  engine_.clock().Advance(absl::Seconds(5));
  EXPECT_TRUE(worker.Step());
  EXPECT_EQ(Hint(1).attempts, 0u);
}

// Where the chain is followed.
class FollowedHintsTest : public HintBatchesTest {
 protected:
  FollowedHintsTest() : HintBatchesTest(WithChainSource()) {}

  void Show(Commitment commitment, uint64_t frontier) {
    domain::Step step;
    step.observations = {In(BlockOf(1'000, 1), commitment, Paid(payment_.terms))};
    chain_.Hold(Paid(payment_.terms, {.commitment = commitment}));
    if (frontier != 0) step.advance = Reached(frontier);
    ASSERT_TRUE(engine_.Deliver(step).ok());
  }
};

TEST_F(FollowedHintsTest, WhatTheFollowerRaisesItselfIsNeverFetched) {
  Show(Commitment::kConfirmed, 0);
  ASSERT_EQ(engine_.Status(payment_), PaymentStatus::kPendingConfirmation);
  ASSERT_TRUE(engine_.HasHint(1));
  RunFor(absl::Seconds(13));
  Show(Commitment::kFinalized, 1'000);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
  EXPECT_FALSE(engine_.HasHint(1));
  RunFor(absl::Seconds(3));
  EXPECT_EQ(chain_.fetches(), 0u);
}

TEST_F(FollowedHintsTest, WhatIsFinalizedBeforeTheFollowerGetsThereIsFetched) {
  Show(Commitment::kConfirmed, 0);
  Run();
  chain_.Hold(Paid(payment_.terms, kFinal));
  EXPECT_EQ(RunFor(absl::Seconds(3)), 1u);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
}

TEST_F(FollowedHintsTest, WhatTheFrontierPassesOverIsLookedUpAtOnce) {
  Show(Commitment::kConfirmed, 0);
  Run();
  chain_.Forget(SignatureOf(1));
  domain::Step step;
  step.advance = Reached(1'000);
  ASSERT_TRUE(engine_.Deliver(step).ok());
  ASSERT_EQ(engine_.Status(payment_), PaymentStatus::kPendingSignature);
  EXPECT_EQ(Run(), 0u);
  EXPECT_EQ(chain_.knowledge_questions().size(), 1u);
  Shown moved = kFinal;
  moved.slot = 1'003;
  chain_.Hold(Paid(payment_.terms, moved));
  EXPECT_EQ(RunFor(absl::Seconds(3)), 1u);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
}

// A hint of a webhook, which the follower had shown before or shows after.
TEST_F(FollowedHintsTest, WhatTheFinalizedChainHasDecidedNeedsNoHint) {
  Want(1);
  Show(Commitment::kFinalized, 1'000);
  EXPECT_FALSE(engine_.HasHint(1));
  EXPECT_EQ(Run(), 0u);
}

TEST_F(FollowedHintsTest, WhatTheFollowerCouldNotReadWholeKeepsItsHint) {
  Want(1);
  domain::Observation hidden =
      In(BlockOf(1'000, 1), Commitment::kFinalized, Unjudgeable(payment_.terms));
  hidden.memos.clear();
  ASSERT_TRUE(engine_.Deliver(hidden).ok());
  EXPECT_TRUE(engine_.HasHint(1));
}

}  // namespace
}  // namespace hilt::finality
