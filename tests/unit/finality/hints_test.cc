#include "confirmer/finality/hints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "tests/support/test_engine.h"

namespace hilt::finality {
namespace {

using namespace test_support;  // NOLINT(google-build-using-namespace): a test's own words
using domain::DiscrepancyKind;
using domain::Payment;
using domain::PaymentStatus;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr uint64_t kHeight = 5'000;  // of a node, where a test begins
constexpr uint64_t kSlot = 900;      // before the slot in which transactions are seen, 1,000

class HintsTest : public ::testing::Test {
 protected:
  void Take(const Fetched& fetched) { TakeIn(engine_, fetched); }
  static void TakeIn(TestEngine& engine, const Fetched& fetched) {
    const auto taken = engine.Do<bool>([&](settle::WriteContext& context) -> absl::StatusOr<bool> {
      const absl::Status status = TakeFetched(context, SignatureOf(1), fetched).status();
      if (!status.ok()) return status;
      return true;
    });
    ASSERT_TRUE(taken.ok()) << taken.status();
  }
  void See(const domain::Observation& observation) {
    Take({.transaction = {observation}, .knowledge = {}});
  }
  // A node at this height and slot does not know it.
  void Miss(uint64_t height, uint64_t slot, bool known = false) {
    MissIn(engine_, height, slot, known);
  }
  static void MissIn(TestEngine& engine, uint64_t height, uint64_t slot, bool known = false) {
    TakeIn(engine,
           {.transaction = {std::optional<domain::Observation>()},
            .knowledge = ChainQuery::Knowledge{
                .finalized_height = height, .finalized_slot = domain::Slot(slot), .known = known}});
  }
  storage::FetchHint Hint() const { return **engine_.reader().FindHint(SignatureOf(1)); }

  Payment CreateQuick(uint8_t number) {
    settle::SessionRequest request = Usdc(number);
    request.required_commitment = domain::Commitment::kConfirmed;
    return engine_.Create(request);
  }

  TestEngine engine_;
};

TEST_F(HintsTest, IsKeptWhileSomethingHangsOnItAndGoesWhenTheChainHasDecided) {
  const Payment payment = engine_.Create(Usdc(1));
  ASSERT_TRUE(engine_.Deliver(Paid(payment.terms, kWebhook)).ok());
  See(Paid(payment.terms, kConfirmed));
  ASSERT_TRUE(engine_.HasHint(1));
  See(Paid(payment.terms, kFinal));
  EXPECT_FALSE(engine_.HasHint(1));
  EXPECT_EQ(engine_.Status(payment), PaymentStatus::kConfirmed);
}

TEST_F(HintsTest, ASettlementIsFollowedUntilItIsFinalized) {
  const Payment payment = CreateQuick(1);
  ASSERT_TRUE(engine_.Deliver(Paid(payment.terms, kWebhook)).ok());
  See(Paid(payment.terms, kConfirmed));
  ASSERT_EQ(engine_.Status(payment), PaymentStatus::kConfirmed);
  ASSERT_TRUE(engine_.HasHint(1));
  See(Paid(payment.terms, kFinal));
  EXPECT_FALSE(engine_.HasHint(1));
  EXPECT_EQ(engine_.EventNames().back(), "payment.finalized");
}

// An endpoint may show less of the same block than another did.
TEST_F(HintsTest, ASettlementIsFollowedThoughItIsShownIncompleteMeanwhile) {
  const Payment payment = CreateQuick(1);
  ASSERT_TRUE(engine_.Deliver(Paid(payment.terms, kWebhook)).ok());
  See(Paid(payment.terms, kConfirmed));
  ASSERT_EQ(engine_.Status(payment), PaymentStatus::kConfirmed);
  See(Unjudgeable(payment.terms, kConfirmed));
  EXPECT_TRUE(engine_.HasHint(1));
}

TEST_F(HintsTest, ACandidateIsFollowedThoughItIsShownIncompleteMeanwhile) {
  const Payment payment = engine_.Create(Usdc(1));
  ASSERT_TRUE(engine_.Deliver(Paid(payment.terms, kWebhook)).ok());
  See(Paid(payment.terms, kConfirmed));
  See(Unjudgeable(payment.terms, kConfirmed));
  EXPECT_TRUE(engine_.HasHint(1));
}

TEST_F(HintsTest, ABadOneIsFollowedThoughItIsShownIncompleteMeanwhile) {
  const Payment payment = engine_.Create(Usdc(1));
  ASSERT_TRUE(engine_.Deliver(Paid(payment.terms, kWebhook)).ok());
  See(Short(payment.terms, kConfirmed));
  See(Unjudgeable(payment.terms, kConfirmed));
  EXPECT_TRUE(engine_.HasHint(1));
}

TEST_F(HintsTest, WhatMayHideAMemoIsFetchedAgain) {
  const Payment payment = engine_.Create(Usdc(1));
  domain::Step step;
  step.hints = {SignatureOf(1)};
  ASSERT_TRUE(engine_.Deliver(step).ok());
  domain::Observation without_memo = Unjudgeable(payment.terms);
  without_memo.memos.clear();
  See(without_memo);
  EXPECT_TRUE(engine_.HasHint(1));
  See(Paid(payment.terms));
  EXPECT_EQ(engine_.Status(payment), PaymentStatus::kConfirmed);
}

TEST_F(HintsTest, ABadOneGoesOnceTheChainIsFinal) {
  const Payment payment = engine_.Create(Usdc(1));
  ASSERT_TRUE(engine_.Deliver(Short(payment.terms, kWebhook)).ok());
  See(Short(payment.terms, kConfirmed));
  EXPECT_TRUE(engine_.HasHint(1));
  See(Short(payment.terms, kFinal));
  EXPECT_FALSE(engine_.HasHint(1));
  EXPECT_EQ(engine_.Discrepancies().size(), 1u);
}

TEST_F(HintsTest, WhatConcernsNobodyGoesAtOnce) {
  domain::Step step;
  step.hints = {SignatureOf(1)};
  ASSERT_TRUE(engine_.Deliver(step).ok());
  const Payment elsewhere = TestEngine().Create(Usdc(9));
  See(Paid(elsewhere.terms));
  EXPECT_FALSE(engine_.HasHint(1));
}

TEST_F(HintsTest, IsTriedAgainLaterWhereNoEndpointAnswered) {
  const Payment payment = engine_.Create(Usdc(1));
  ASSERT_TRUE(engine_.Broadcast(payment, 1).ok());
  Take({.transaction = absl::UnavailableError("refused"), .knowledge = {}});
  EXPECT_EQ(Hint().attempts, 1u);
  EXPECT_EQ(Hint().next_at, engine_.clock().Now() + RetryAfter(0));
  EXPECT_FALSE(Hint().first_height.has_value());
}

TEST_F(HintsTest, BeginsWithShortTriesAgainWhereThereWasNews) {
  const Payment payment = engine_.Create(Usdc(1));
  ASSERT_TRUE(engine_.Broadcast(payment, 1).ok());
  for (int i = 0; i < 30; ++i) Miss(kHeight, kSlot);
  ASSERT_EQ(Hint().attempts, 30u);
  See(Paid(payment.terms, kConfirmed));
  EXPECT_EQ(Hint().attempts, 1u);
  EXPECT_EQ(Hint().next_at, engine_.clock().Now() + RetryAfter(0));
  // The same again is no news.
  See(Paid(payment.terms, kConfirmed));
  EXPECT_EQ(Hint().attempts, 2u);
}

TEST_F(HintsTest, AHintThatIsGoneTakesNothing) {
  const Payment payment = engine_.Create(Usdc(1));
  const auto rows = engine_.Rows();
  See(Paid(payment.terms));
  EXPECT_EQ(engine_.Rows(), rows);
}

TEST_F(HintsTest, ABroadcastIsDeadAfterThreeHundredBlocks) {
  const Payment payment = engine_.Create(Usdc(1));
  ASSERT_TRUE(engine_.Broadcast(payment, 1).ok());
  Miss(kHeight, kSlot);
  EXPECT_EQ(Hint().first_height, kHeight);
  Miss(kHeight + kDeadAfterBlocks - 1, kSlot);
  EXPECT_EQ(engine_.Status(payment), PaymentStatus::kPendingConfirmation);
  ASSERT_TRUE(engine_.HasHint(1));
  Miss(kHeight + kDeadAfterBlocks, kSlot);
  EXPECT_EQ(engine_.Status(payment), PaymentStatus::kPendingSignature);
  EXPECT_FALSE(engine_.HasHint(1));
  EXPECT_EQ(engine_.EventNames().back(), "payment.attempt_failed");
}

// The node that was asked first was behind when the broadcast was recorded.
TEST_F(HintsTest, BlocksAreCountedFromWhereAChainSourceHasComeIfThatIsFurther) {
  for (const uint64_t reached : {kHeight + 200, kHeight - 200}) {
    const auto number = static_cast<uint8_t>(reached < kHeight ? 2 : 1);
    TestEngine engine(WithChainSource());
    const Payment payment = engine.Create(Usdc(number));
    domain::Step step;
    step.advance = Reached(1'000);
    step.advance->frontier_height = reached;
    ASSERT_TRUE(engine.Deliver(step).ok());
    ASSERT_TRUE(engine.Broadcast(payment, 1).ok());
    MissIn(engine, kHeight, kSlot);
    const uint64_t from = std::max(reached, kHeight);
    EXPECT_EQ((**engine.reader().FindHint(SignatureOf(1))).first_height, from);
    MissIn(engine, from + kDeadAfterBlocks - 1, kSlot);
    EXPECT_EQ(engine.Status(payment), PaymentStatus::kPendingConfirmation);
    MissIn(engine, from + kDeadAfterBlocks, kSlot);
    EXPECT_EQ(engine.Status(payment), PaymentStatus::kPendingSignature);
  }
}

TEST_F(HintsTest, WhatANodeKnowsIsNotDead) {
  const Payment payment = engine_.Create(Usdc(1));
  ASSERT_TRUE(engine_.Broadcast(payment, 1).ok());
  Miss(kHeight, kSlot);
  Miss(kHeight + 10 * kDeadAfterBlocks, kSlot, /*known=*/true);
  EXPECT_TRUE(engine_.HasHint(1));
  EXPECT_EQ(engine_.Status(payment), PaymentStatus::kPendingConfirmation);
}

TEST_F(HintsTest, ACandidateThatLeftTheChainIsTakenBack) {
  const Payment payment = engine_.Create(Usdc(1));
  ASSERT_TRUE(engine_.Deliver(Paid(payment.terms, kWebhook)).ok());
  Miss(kHeight, 1'000);
  Miss(kHeight + kDeadAfterBlocks, 1'000 + kDeadAfterBlocks);
  EXPECT_EQ(engine_.Status(payment), PaymentStatus::kPendingSignature);
  EXPECT_THAT(engine_.Now(payment).state.candidates, IsEmpty());
  EXPECT_EQ(engine_.Now(payment).state.attempts.Latest()->outcome,
            domain::AttemptOutcome::kLeftChain);
  EXPECT_EQ(engine_.EventNames().back(), "payment.reverted");
  EXPECT_FALSE(engine_.HasHint(1));
}

// The wallet's announcement goes with what it announced.
TEST_F(HintsTest, ACandidateThatWasAnnouncedAsWellLeavesNothingPending) {
  const Payment payment = engine_.Create(Usdc(1));
  ASSERT_TRUE(engine_.Broadcast(payment, 1).ok());
  ASSERT_TRUE(engine_.Deliver(Paid(payment.terms, kWebhook)).ok());
  const size_t before = engine_.event_count();
  Miss(kHeight, 1'000);
  Miss(kHeight + kDeadAfterBlocks, 1'000 + kDeadAfterBlocks);
  EXPECT_EQ(engine_.Status(payment), PaymentStatus::kPendingSignature);
  EXPECT_FALSE(engine_.Now(payment).state.broadcasts[0].live);
  EXPECT_EQ(engine_.Now(payment).state.attempts.count, 1u);
  EXPECT_THAT(engine_.EventNames(before),
              ElementsAre("payment.reverted", "payment.attempt_failed"));
}

TEST_F(HintsTest, ASettlementThatLeftTheChainIsReverted) {
  const Payment payment = CreateQuick(1);
  ASSERT_TRUE(engine_.Deliver(Paid(payment.terms, kConfirmed)).ok());
  Miss(kHeight, 1'000);
  Miss(kHeight + kDeadAfterBlocks, 1'000 + kDeadAfterBlocks);
  EXPECT_TRUE(engine_.Now(payment).state.reverted);
  ASSERT_EQ(engine_.Discrepancies().size(), 1u);
  EXPECT_EQ(engine_.Discrepancies()[0].kind, DiscrepancyKind::kReverted);
  EXPECT_FALSE(engine_.HasHint(1));
}

TEST_F(HintsTest, ANodeThatLagsBehindWhatWasSeenBuriesNothing) {
  for (const bool settled : {false, true}) {
    const auto number = static_cast<uint8_t>(settled ? 2 : 1);
    const Payment payment = settled ? CreateQuick(number) : engine_.Create(Usdc(number));
    ASSERT_TRUE(engine_.Deliver(Paid(payment.terms, settled ? kConfirmed : kWebhook)).ok());
    const PaymentStatus status = engine_.Status(payment);
    Miss(kHeight, 1'000 + kDeadAfterBlocks - 1);
    Miss(kHeight + kDeadAfterBlocks, 1'000 + kDeadAfterBlocks - 1);
    EXPECT_EQ(engine_.Status(payment), status);
    EXPECT_FALSE(engine_.Now(payment).state.reverted);
    // It is asked again: nothing else would ever look at it.
    EXPECT_TRUE(engine_.HasHint(1));
    Miss(kHeight + kDeadAfterBlocks, 1'000 + kDeadAfterBlocks);
    EXPECT_FALSE(engine_.HasHint(1));
  }
}

TEST_F(HintsTest, ASlotThatNoChainHasComeToHoldsNothingUp) {
  for (const uint64_t slot : {uint64_t{1'000'000}, uint64_t{1} << 52, ~uint64_t{0}}) {
    TestEngine engine;
    const Payment payment = engine.Create(Usdc(1));
    domain::Observation forged = Paid(payment.terms, kWebhook);
    forged.slot = domain::Slot(slot);
    ASSERT_TRUE(engine.Deliver(forged).ok());
    ASSERT_EQ(engine.Status(payment), PaymentStatus::kPendingConfirmation);
    MissIn(engine, kHeight, 1'000);
    MissIn(engine, kHeight + kDeadAfterBlocks, 1'000 + kDeadAfterBlocks);
    EXPECT_EQ(engine.Status(payment), PaymentStatus::kPendingSignature) << slot;
  }
}

TEST_F(HintsTest, BlocksAreCountedFromWhenItWasLastSeen) {
  const Payment payment = engine_.Create(Usdc(1));
  ASSERT_TRUE(engine_.Broadcast(payment, 1).ok());
  Miss(kHeight, kSlot);
  See(Unjudgeable(payment.terms, kConfirmed));
  EXPECT_FALSE(Hint().first_height.has_value());
  Miss(kHeight + kDeadAfterBlocks, 1'000);
  EXPECT_TRUE(engine_.HasHint(1));
  EXPECT_EQ(Hint().first_height, kHeight + kDeadAfterBlocks);
}

TEST_F(HintsTest, AFinalizedSettlementIsNeverBuried) {
  const Payment payment = engine_.Create(Usdc(1));
  ASSERT_TRUE(engine_.Deliver(Paid(payment.terms, kFinal)).ok());
  domain::Step step;
  step.hints = {SignatureOf(1)};
  ASSERT_TRUE(engine_.Deliver(step).ok());
  Miss(kHeight, 1'000);
  Miss(kHeight + kDeadAfterBlocks, 1'000 + kDeadAfterBlocks);
  EXPECT_FALSE(engine_.Now(payment).state.reverted);
  EXPECT_FALSE(engine_.HasHint(1));
}

TEST_F(HintsTest, ASignatureThatNobodyKnowsIsDropped) {
  domain::Step step;
  step.hints = {SignatureOf(1)};
  ASSERT_TRUE(engine_.Deliver(step).ok());
  Miss(kHeight, kSlot);
  ASSERT_TRUE(engine_.HasHint(1));
  Miss(kHeight + kDeadAfterBlocks, kSlot);
  EXPECT_FALSE(engine_.HasHint(1));
}

TEST_F(HintsTest, WhatCannotBeJudgedIsGivenUpWhenNothingWaitsForItAnyMore) {
  const Payment payment = engine_.Create(Usdc(1));
  ASSERT_TRUE(engine_.Deliver(Unjudgeable(payment.terms)).ok());
  engine_.clock().Advance(kGivenUpAfter);
  See(Unjudgeable(payment.terms));
  // The payment is pending: its end decides.
  EXPECT_TRUE(engine_.HasHint(1));
  ASSERT_TRUE(engine_.Deliver(Paid(payment.terms, By(2, kFinal))).ok());
  See(Unjudgeable(payment.terms));
  EXPECT_FALSE(engine_.HasHint(1));
  EXPECT_THAT(*engine_.reader().Unverifiables(payment.terms.payment_id), IsEmpty());
  ASSERT_EQ(engine_.Discrepancies().size(), 1u);
  EXPECT_EQ(engine_.Discrepancies()[0].kind, DiscrepancyKind::kUnverifiable);
  EXPECT_EQ(engine_.Discrepancies()[0].detail, "inner_instructions_not_recorded");
}

TEST(RetryAfter, GrowsAndIsBounded) {
  absl::Duration last;
  for (uint32_t attempts = 0; attempts < 100; ++attempts) {
    const absl::Duration wait = RetryAfter(attempts);
    EXPECT_GE(wait, last) << attempts;
    EXPECT_LE(wait, absl::Minutes(1)) << attempts;
    last = wait;
  }
  EXPECT_EQ(RetryAfter(0), absl::Milliseconds(500));
  EXPECT_EQ(RetryAfter(4'000'000'000U), absl::Minutes(1));
}

TEST(RetryAfter, LooksOftenUntilATransactionIsUsuallyFinalized) {
  absl::Duration total;
  uint32_t attempts = 0;
  for (; total < absl::Seconds(13); ++attempts) total += RetryAfter(attempts);
  EXPECT_GE(attempts, 10u);
  EXPECT_LE(RetryAfter(attempts), absl::Seconds(2));
}

}  // namespace
}  // namespace hilt::finality
