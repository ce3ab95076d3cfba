#include "confirmer/settle/take_step.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/test_engine.h"

namespace hilt::settle::testing {
namespace {

using namespace test_support;  // NOLINT(google-build-using-namespace): a test's own words
using domain::BlockRef;
using domain::Commitment;
using domain::DiscrepancyKind;
using domain::Observation;
using domain::Payment;
using domain::PaymentStatus;
using domain::Step;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Two blocks of one slot, of which one will be lost, and a later one.
const BlockRef kLost = BlockOf(1'000, 1);
const BlockRef kWon = BlockOf(1'000, 2);
const BlockRef kLater = BlockOf(1'003, 3);

Observation Failed(const domain::Terms& terms) {
  Observation seen = Paid(terms);
  seen.execution = domain::Execution::kFailed;
  return seen;
}

Step Confirmed(const BlockRef& block, const Observation& seen) {
  Step step;
  step.observations = {In(block, Commitment::kConfirmed, seen)};
  step.advance = Reached(950);
  return step;
}

// The frontier comes to the block.
Step Finalized(const BlockRef& block, const std::vector<Observation>& seen = {}) {
  Step step;
  for (const Observation& observation : seen) {
    step.observations.push_back(In(block, Commitment::kFinalized, observation));
  }
  step.advance = Reached(block.slot.value());
  return step;
}

Step Retracted(const BlockRef& block, Step step) {
  step.retracted.push_back(block);
  return step;
}

// Above the frontier.
Step Retracted(const BlockRef& block) {
  Step step;
  step.advance = Reached(950);
  return Retracted(block, step);
}

class TakeStepTest : public ::testing::Test {
 protected:
  Payment Create(Commitment required, uint8_t number = 1) {
    SessionRequest request = Usdc(number);
    request.required_commitment = required;
    return engine_.Create(request);
  }
  void Deliver(const Step& step) {
    const absl::Status taken = engine_.Deliver(step);
    ASSERT_TRUE(taken.ok()) << taken;
  }
  std::vector<std::string> Since(size_t events) const { return engine_.EventNames(events); }
  std::string Cursor() const { return engine_.reader().FindCursor("blocks")->value_or("none"); }

  TestEngine engine_{WithChainSource()};
};

TEST_F(TakeStepTest, TheCursorIsStoredWithWhatItCovers) {
  Deliver(Finalized(kWon));
  EXPECT_EQ(Cursor(), "at 1000");
  const auto advance = engine_.reader().FindAdvance("blocks");
  ASSERT_TRUE(advance.ok() && *advance);
  EXPECT_EQ((*advance)->covered_from, domain::Slot(900));
  EXPECT_EQ((*advance)->frontier, domain::Slot(1'000));
}

TEST_F(TakeStepTest, AStepIsTakenWholeOrNotAtAll) {
  const Payment payment = Create(Commitment::kFinalized);
  Deliver(Finalized(kLater));
  Step back = Finalized(kWon, {Paid(payment.terms)});
  const auto rows = engine_.Rows();
  EXPECT_TRUE(absl::IsInvalidArgument(engine_.Deliver(back)));
  EXPECT_EQ(engine_.Rows(), rows);
  back.advance = Reached(2'000);
  back.advance->source = "";
  EXPECT_TRUE(absl::IsInvalidArgument(engine_.Deliver(back)));
  EXPECT_EQ(engine_.Rows(), rows);
}

TEST_F(TakeStepTest, ABlockAtConfirmedMakesACandidateAndAtFinalizedASettlement) {
  const Payment payment = Create(Commitment::kFinalized);
  Deliver(Confirmed(kWon, Paid(payment.terms)));
  EXPECT_EQ(engine_.Status(payment), PaymentStatus::kPendingConfirmation);
  Deliver(Finalized(kWon, {Paid(payment.terms)}));
  EXPECT_THAT(engine_.EventNames(),
              ElementsAre("payment.created", "payment.pending", "payment.confirmed"));
  EXPECT_EQ(engine_.Now(payment).state.settlement->key.blockhash, kWon.blockhash);
}

TEST_F(TakeStepTest, ASettlementAtConfirmedIsFinalizedByTheFrontiersBlock) {
  const Payment payment = Create(Commitment::kConfirmed);
  Deliver(Confirmed(kWon, Paid(payment.terms)));
  Deliver(Finalized(kWon, {Paid(payment.terms)}));
  EXPECT_THAT(engine_.EventNames(),
              ElementsAre("payment.created", "payment.confirmed", "payment.finalized"));
  EXPECT_THAT(engine_.Discrepancies(), IsEmpty());
}

TEST_F(TakeStepTest, ACandidateGoesWithItsBlockAndIsFetchedAgain) {
  const Payment payment = Create(Commitment::kFinalized);
  Deliver(Confirmed(kLost, Paid(payment.terms)));
  Deliver(Retracted(kLost));
  EXPECT_EQ(engine_.Status(payment), PaymentStatus::kPendingSignature);
  EXPECT_THAT(Since(1), ElementsAre("payment.pending", "payment.reverted"));
  EXPECT_TRUE(engine_.HasHint(1));
  const std::vector<domain::Attempt> attempts = engine_.Now(payment).state.attempts.first;
  ASSERT_EQ(attempts.size(), 1u);
  EXPECT_EQ(attempts[0].outcome, domain::AttemptOutcome::kLeftChain);
}

TEST_F(TakeStepTest, ACandidateOfAnotherBlockInTheSlotStays) {
  const Payment payment = Create(Commitment::kFinalized);
  Deliver(Confirmed(kWon, Paid(payment.terms)));
  Deliver(Retracted(kLost));
  EXPECT_EQ(engine_.Status(payment), PaymentStatus::kPendingConfirmation);
}

// Which block a webhook was about, nobody knows: its signature is being fetched.
TEST_F(TakeStepTest, ACandidateWhoseBlockIsNotKnownStaysUntilTheFrontierComes) {
  const Payment payment = Create(Commitment::kFinalized);
  ASSERT_TRUE(engine_.Deliver(Paid(payment.terms, kWebhook)).ok());
  Deliver(Retracted(kLost));
  EXPECT_EQ(engine_.Status(payment), PaymentStatus::kPendingConfirmation);
  EXPECT_TRUE(engine_.HasHint(1));
  Deliver(Finalized(kWon));
  EXPECT_EQ(engine_.Status(payment), PaymentStatus::kPendingSignature);
}

TEST_F(TakeStepTest, ABlockThatIsShownAgainRaisesItsCandidateAgain) {
  const Payment payment = Create(Commitment::kFinalized);
  const Observation paid = Paid(payment.terms);
  Deliver(Confirmed(kWon, paid));
  Deliver(Retracted(kWon));
  ASSERT_EQ(engine_.Status(payment), PaymentStatus::kPendingSignature);
  Deliver(Confirmed(kWon, paid));
  EXPECT_EQ(engine_.Status(payment), PaymentStatus::kPendingConfirmation);
  Deliver(Finalized(kWon, {paid}));
  EXPECT_EQ(engine_.Status(payment), PaymentStatus::kConfirmed);
}

// A node that is still on the fork that was left says no more than before.
TEST_F(TakeStepTest, WhatTheBlockTookBackIsNotRaisedByAFetchAtConfirmed) {
  const Payment payment = Create(Commitment::kFinalized);
  Deliver(Confirmed(kLost, Paid(payment.terms)));
  Deliver(Retracted(kLost));
  ASSERT_TRUE(engine_.Deliver(Paid(payment.terms, kConfirmed)).ok());
  EXPECT_EQ(engine_.Status(payment), PaymentStatus::kPendingSignature);
}

TEST_F(TakeStepTest, ASettlementIsLostOnlyOnceTheFrontierHasPassedIt) {
  const Payment payment = Create(Commitment::kConfirmed);
  Deliver(Confirmed(kLost, Paid(payment.terms)));
  Deliver(Retracted(kLost));
  EXPECT_FALSE(engine_.Now(payment).state.reverted);
  EXPECT_TRUE(engine_.HasHint(1));
  Deliver(Retracted(kLost, Finalized(kWon)));
  EXPECT_EQ(engine_.Status(payment), PaymentStatus::kConfirmed);
  EXPECT_TRUE(engine_.Now(payment).state.reverted);
  EXPECT_THAT(Since(1), ElementsAre("payment.confirmed", "payment.reverted", "discrepancy.opened"));
  ASSERT_EQ(engine_.Discrepancies().size(), 1u);
  EXPECT_EQ(engine_.Discrepancies()[0].kind, DiscrepancyKind::kReverted);
}

// It stood in an empty slot, and the frontier passes over it.
TEST_F(TakeStepTest, WhatRestsOnASlotThatTheFrontierPassesOverIsGone) {
  const Payment pending = Create(Commitment::kFinalized, 1);
  const Payment settled = Create(Commitment::kConfirmed, 2);
  ASSERT_TRUE(engine_.Deliver(Paid(pending.terms, kWebhook)).ok());
  Deliver(Confirmed(kLost, Paid(settled.terms, By(2, kFinal))));
  Deliver(Finalized(kLater));
  EXPECT_EQ(engine_.Status(pending), PaymentStatus::kPendingSignature);
  EXPECT_TRUE(engine_.Now(settled).state.reverted);
}

TEST_F(TakeStepTest, TheSameTransactionInAnotherBlockOfTheStepKeepsItsPaymentConfirmed) {
  const Payment payment = Create(Commitment::kConfirmed);
  Deliver(Confirmed(kLost, Paid(payment.terms)));
  Deliver(Retracted(kLost, Finalized(kWon, {Paid(payment.terms)})));
  EXPECT_THAT(Since(1), ElementsAre("payment.confirmed", "payment.finalized"));
  EXPECT_EQ(engine_.Now(payment).state.settlement->key.blockhash, kWon.blockhash);
  EXPECT_THAT(engine_.Discrepancies(), IsEmpty());
}

TEST_F(TakeStepTest, WhatIsFinalizedAndCannotBeJudgedIsNotGone) {
  const Payment payment = Create(Commitment::kFinalized);
  Deliver(Confirmed(kWon, Paid(payment.terms)));
  Deliver(Finalized(kWon, {Unjudgeable(payment.terms)}));
  EXPECT_EQ(engine_.Status(payment), PaymentStatus::kPendingConfirmation);
  EXPECT_TRUE(engine_.HasHint(1));
  EXPECT_EQ(engine_.reader().Unverifiables(IdOf(1))->size(), 1u);
}

// The payment may have been created when the source had shown the block.
TEST_F(TakeStepTest, WhatTurnsUpBehindTheFrontierIsNotJudgedByIt) {
  Deliver(Finalized(kWon));
  const Payment payment = Create(Commitment::kConfirmed);
  ASSERT_TRUE(engine_.Deliver(Paid(payment.terms, kConfirmed)).ok());
  Deliver(Finalized(kLater));
  EXPECT_EQ(engine_.Status(payment), PaymentStatus::kConfirmed);
  EXPECT_FALSE(engine_.Now(payment).state.reverted);
  EXPECT_TRUE(engine_.HasHint(1));
}

TEST_F(TakeStepTest, ASourceSaysNothingOfSlotsBeforeItsFirst) {
  const Payment payment = Create(Commitment::kFinalized);
  Shown early = kWebhook;
  early.slot = 899;
  ASSERT_TRUE(engine_.Deliver(Paid(payment.terms, early)).ok());
  Deliver(Finalized(kLater));
  EXPECT_EQ(engine_.Status(payment), PaymentStatus::kPendingConfirmation);
}

TEST_F(TakeStepTest, APaymentOnAForkThatIsLostGoesBackAndConfirmsOnTheOneThatWins) {
  const Payment payment = Create(Commitment::kFinalized);
  Deliver(Confirmed(kLost, Paid(payment.terms)));
  Deliver(Retracted(kLost, Confirmed(kLater, Paid(payment.terms))));
  Deliver(Finalized(kWon));
  Deliver(Finalized(kLater, {Paid(payment.terms)}));
  EXPECT_THAT(Since(1), ElementsAre("payment.pending", "payment.reverted", "payment.pending",
                                    "payment.confirmed"));
  EXPECT_EQ(engine_.Now(payment).state.settlement->key.blockhash, kLater.blockhash);
  EXPECT_THAT(engine_.Discrepancies(), IsEmpty());
}

TEST_F(TakeStepTest, APaymentThatSucceededOnTheLostForkAndFailedOnTheOtherNeverConfirms) {
  const Payment payment = Create(Commitment::kFinalized);
  Deliver(Confirmed(kLost, Paid(payment.terms)));
  Deliver(Retracted(kLost, Confirmed(kWon, Failed(payment.terms))));
  Deliver(Finalized(kWon, {Failed(payment.terms)}));
  EXPECT_EQ(engine_.Status(payment), PaymentStatus::kPendingSignature);
  EXPECT_THAT(Since(1), ElementsAre("payment.pending", "payment.reverted"));
  // Whoever still shows the lost fork changes nothing.
  ASSERT_TRUE(engine_.Deliver(Paid(payment.terms, kWebhook)).ok());
  ASSERT_TRUE(engine_.Deliver(Paid(payment.terms, kConfirmed)).ok());
  EXPECT_EQ(engine_.Status(payment), PaymentStatus::kPendingSignature);
}

TEST_F(TakeStepTest, WhereConfirmedSufficesAForkThatFailsThePaymentRevertsIt) {
  const Payment payment = Create(Commitment::kConfirmed);
  Deliver(Confirmed(kLost, Paid(payment.terms)));
  Deliver(Retracted(kLost, Confirmed(kWon, Failed(payment.terms))));
  Deliver(Finalized(kWon, {Failed(payment.terms)}));
  EXPECT_TRUE(engine_.Now(payment).state.reverted);
  Deliver(Finalized(kLater, {Paid(payment.terms, By(2, kFinal))}));
  EXPECT_FALSE(engine_.Now(payment).state.reverted);
  EXPECT_THAT(engine_.Discrepancies(), IsEmpty());
}

// The second payment stood in the block that was lost, too.
TEST_F(TakeStepTest, ADuplicateThatMayBeLostItselfDoesNotTakeTheSettlementsPlace) {
  const Payment payment = Create(Commitment::kConfirmed);
  Deliver(Confirmed(kLost, Paid(payment.terms, By(1, kFinal))));
  Deliver(Confirmed(kLost, Paid(payment.terms, By(2, kFinal))));
  Deliver(Retracted(kLost, Finalized(kWon)));
  EXPECT_TRUE(engine_.Now(payment).state.reverted);
  EXPECT_TRUE(engine_.HasHint(2));
  Deliver(Finalized(kLater, {Paid(payment.terms, By(2, kFinal))}));
  EXPECT_FALSE(engine_.Now(payment).state.reverted);
  EXPECT_EQ(engine_.Now(payment).state.settlement->key.signature, SignatureOf(2));
}

TEST_F(TakeStepTest, EveryStepAgainChangesNoByte) {
  const Payment one = Create(Commitment::kFinalized, 1);
  const Payment two = Create(Commitment::kConfirmed, 2);
  const Observation paid = Paid(one.terms, By(1, kFinal));
  const Observation settled = Paid(two.terms, By(2, kFinal));
  const std::vector<Step> steps = {
      Confirmed(kLost, paid),    Confirmed(kLost, settled),
      Retracted(kLost),          Retracted(kLost, Finalized(kWon, {settled})),
      Finalized(kLater, {paid}),
  };
  for (const Step& step : steps) {
    Deliver(step);
    const auto rows = engine_.Rows();
    engine_.clock().Advance(absl::Seconds(30));
    Deliver(step);
    EXPECT_EQ(engine_.Rows(), rows) << step.advance->cursor;
  }
  EXPECT_EQ(engine_.Status(one), PaymentStatus::kConfirmed);
  EXPECT_EQ(engine_.Status(two), PaymentStatus::kConfirmed);
}

}  // namespace
}  // namespace hilt::settle::testing
