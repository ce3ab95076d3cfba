#include "confirmer/settle/transition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/settle/fixtures.h"

namespace hilt::settle::testing {
namespace {

using domain::Commitment;
using domain::DiscrepancyKind;
using domain::EventType;
using domain::EvidenceGrade;
using domain::FailureReason;
using domain::PaymentStatus;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Seen kChainConfirmed{.commitment = Commitment::kConfirmed};

TEST(Created, IsVersionOneAndPendingSignature) {
  const Effects effects = Created(kNow);
  EXPECT_EQ(effects.disposition, Disposition::kApplied);
  EXPECT_THAT(effects.events, ElementsAre(EventType::kPaymentCreated));
  EXPECT_EQ(effects.next.version, 1u);
  EXPECT_EQ(effects.next.created_at, kNow);
  EXPECT_EQ(effects.next.status(), PaymentStatus::kPendingSignature);
}

TEST(Broadcast, MakesAPaymentPendingConfirmationOnce) {
  Life life;
  EXPECT_THAT(life.Broadcast(1).events, ElementsAre(EventType::kPaymentPending));
  EXPECT_EQ(life.status(), PaymentStatus::kPendingConfirmation);
  const Effects again = life.Broadcast(1);
  EXPECT_EQ(again.disposition, Disposition::kNoChange);
  EXPECT_THAT(again.events, IsEmpty());
}

TEST(Broadcast, TellsOfEachLiveSignatureThatIsNew) {
  Life announced;
  announced.Broadcast(1);
  EXPECT_THAT(announced.Broadcast(2).events, ElementsAre(EventType::kPaymentPending));
  Life seen;
  seen.See(kChainConfirmed);
  EXPECT_THAT(seen.Broadcast(2).events, ElementsAre(EventType::kPaymentPending));
  // What the chain has refuted already is kept, and nothing is pending by it.
  const domain::Attempt refuted{.outcome = domain::AttemptOutcome::kVerdict,
                                .grade = EvidenceGrade::kChain};
  const Effects kept = seen.Broadcast(3, &refuted);
  EXPECT_EQ(kept.disposition, Disposition::kApplied);
  EXPECT_THAT(kept.events, IsEmpty());
}

TEST(Broadcast, IsAcceptedUntilExpiryPlusGraceInclusive) {
  Life life;
  life.now = kNow + absl::Minutes(10) + life.rules.grace;
  EXPECT_EQ(life.Broadcast(1).disposition, Disposition::kApplied);
  life.now += absl::Microseconds(1);
  EXPECT_EQ(life.Broadcast(2).disposition, Disposition::kRefusedExpired);
  // What was taken in time may be said again.
  EXPECT_EQ(life.Broadcast(1).disposition, Disposition::kNoChange);
}

TEST(Broadcast, OfATransactionThatTheChainShowedNotToSettleMakesNothingPending) {
  struct Row {
    const char* what;
    domain::Attempt recorded;
    PaymentStatus status;
  };
  const domain::AttemptOutcome verdict = domain::AttemptOutcome::kVerdict;
  const Row rows[] = {
      {"shown by the chain",
       {.outcome = verdict, .grade = EvidenceGrade::kChain},
       PaymentStatus::kPendingSignature},
      {"said by a webhook",
       {.outcome = verdict, .grade = EvidenceGrade::kProvider},
       PaymentStatus::kPendingConfirmation},
      {"given up, and it may land after all",
       {.outcome = domain::AttemptOutcome::kDeadBroadcast, .grade = EvidenceGrade::kChain},
       PaymentStatus::kPendingConfirmation},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    Life life;
    EXPECT_EQ(life.Broadcast(1, &row.recorded).disposition, Disposition::kApplied);
    EXPECT_EQ(life.status(), row.status);
  }
}

TEST(Broadcast, OfATerminalPaymentChangesNothing) {
  Life confirmed;
  confirmed.See({});
  EXPECT_EQ(confirmed.Broadcast(2).disposition, Disposition::kNoChange);
  Life failed;
  failed.Cancel();
  EXPECT_EQ(failed.Broadcast(2).disposition, Disposition::kRefusedTerminal);
}

TEST(Broadcast, PastEightTheOldestIsLetGo) {
  Life life;
  for (uint8_t i = 1; i <= domain::kMaxBroadcasts + 1; ++i) life.Broadcast(i);
  ASSERT_EQ(life.state().broadcasts.size(), domain::kMaxBroadcasts);
  EXPECT_EQ(life.state().broadcasts.front().signature, TestSignature(2));
}

TEST(Broadcast, ThatPushesTheLastLiveOneOutTellsThatNothingIsPending) {
  Life life;
  life.Broadcast(1);
  const domain::Attempt refuted{.outcome = domain::AttemptOutcome::kVerdict,
                                .grade = EvidenceGrade::kChain};
  for (uint8_t i = 2; i <= domain::kMaxBroadcasts; ++i) life.Broadcast(i, &refuted);
  ASSERT_EQ(life.status(), PaymentStatus::kPendingConfirmation);
  const Effects effects = life.Broadcast(domain::kMaxBroadcasts + 1, &refuted);
  EXPECT_THAT(effects.events, ElementsAre(EventType::kPaymentAttemptFailed));
  EXPECT_EQ(life.status(), PaymentStatus::kPendingSignature);
}

TEST(BroadcastDead, OfTheLastOneIsAnAttemptFailed) {
  Life life;
  life.Broadcast(1);
  life.Broadcast(2);
  EXPECT_THAT(life.BroadcastDead(1).events, IsEmpty());
  EXPECT_THAT(life.BroadcastDead(2).events, ElementsAre(EventType::kPaymentAttemptFailed));
  EXPECT_EQ(life.status(), PaymentStatus::kPendingSignature);
  EXPECT_EQ(life.state().attempts.count, 2u);
  EXPECT_EQ(life.BroadcastDead(2).disposition, Disposition::kNoChange);
}

TEST(BroadcastDead, SaysLessThanWhatWasSeenOfTheSignature) {
  Life life;
  const Effects seen = life.See({.verdict = domain::Verdict::kMerchantUnderpaid,
                                 .grade = EvidenceGrade::kProvider,
                                 .commitment = Commitment::kConfirmed});
  life.Broadcast(1);
  EXPECT_EQ(life.BroadcastDead(1, &*seen.attempt).attempt, std::nullopt);
  EXPECT_EQ(life.state().attempts.Latest()->outcome, domain::AttemptOutcome::kVerdict);
}

TEST(BroadcastDead, BesideACandidateChangesNoStatus) {
  Life life;
  life.Broadcast(1);
  life.See({.signature = 2, .commitment = Commitment::kConfirmed});
  EXPECT_THAT(life.BroadcastDead(1).events, IsEmpty());
  EXPECT_EQ(life.status(), PaymentStatus::kPendingConfirmation);
}

TEST(BroadcastDead, OfATerminalPaymentChangesNothing) {
  Life life;
  life.Broadcast(1);
  life.See({.signature = 2});
  EXPECT_EQ(life.BroadcastDead(1).disposition, Disposition::kNoChange);
}

TEST(CandidateGone, OfTheLastCandidateReverts) {
  Life life;
  life.See(kChainConfirmed);
  EXPECT_THAT(life.CandidateGone(kChainConfirmed).events, ElementsAre(EventType::kPaymentReverted));
  EXPECT_EQ(life.status(), PaymentStatus::kPendingSignature);
}

TEST(CandidateGone, LeavesALiveBroadcastPending) {
  Life life;
  life.Broadcast(1);
  life.See(kChainConfirmed);
  EXPECT_THAT(life.CandidateGone(kChainConfirmed).events, ElementsAre(EventType::kPaymentReverted));
  EXPECT_EQ(life.status(), PaymentStatus::kPendingConfirmation);
}

TEST(CandidateGone, IsOfOneBlockNotOfTheSignature) {
  Life life;
  life.See({.commitment = Commitment::kConfirmed, .slot = 7});
  EXPECT_EQ(life.CandidateGone({.slot = 5}).disposition, Disposition::kNoChange);
  EXPECT_EQ(life.state().candidates.size(), 1u);
}

TEST(CandidateGone, ComesBackOnlyWithItsBlockOrFinalized) {
  constexpr Seen kInBlock{.commitment = Commitment::kConfirmed, .blockhash = 1};
  const struct {
    const char* name;
    Seen seen;
    size_t candidates;
  } cases[] = {
      {"a webhook", kWebhook, 0},
      {"a fetch at confirmed, which names no block", kChainConfirmed, 0},
      {"the block itself, shown again", kInBlock, 1},
      {"another block", {.commitment = Commitment::kConfirmed, .blockhash = 2}, 1},
  };
  for (const auto& c : cases) {
    Life life;
    life.See(kInBlock);
    const Effects gone = life.CandidateGone(kInBlock);
    life.See(c.seen, &*gone.attempt);
    EXPECT_EQ(life.state().candidates.size(), c.candidates) << c.name;
  }
}

TEST(CandidateGone, OfATerminalPaymentChangesNothing) {
  Life life;
  life.See(kWebhook);
  life.Expire();
  EXPECT_EQ(life.CandidateGone(kWebhook).disposition, Disposition::kNoChange);
}

TEST(SettlementGone, RevertsWhatOnlyConfirmedSufficedFor) {
  Life life(Commitment::kConfirmed);
  life.See(kChainConfirmed);
  const Effects effects = life.SettlementGone();
  EXPECT_THAT(effects.events, ElementsAre(EventType::kPaymentReverted));
  EXPECT_THAT(effects.open,
              ElementsAre(DiscrepancyRef{DiscrepancyKind::kReverted, TestSignature(1)}));
  EXPECT_EQ(life.status(), PaymentStatus::kConfirmed);
  EXPECT_EQ(life.SettlementGone().disposition, Disposition::kNoChange);
}

TEST(SettlementGone, IsImpossibleOnceFinalizedAndMeaninglessBefore) {
  Life finalized;
  finalized.See({});
  EXPECT_EQ(finalized.SettlementGone().disposition, Disposition::kNoChange);
  Life pending;
  EXPECT_EQ(pending.SettlementGone().disposition, Disposition::kNoChange);
}

TEST(Expiry, FailsAPaymentThatNobodyPaid) {
  Life life;
  life.Broadcast(1);
  EXPECT_THAT(life.Expire().events, ElementsAre(EventType::kPaymentFailed));
  EXPECT_EQ(life.status(), PaymentStatus::kFailed);
  EXPECT_EQ(life.state().failure_reason, FailureReason::kSessionExpired);
  EXPECT_EQ(life.state().failed_at, kNow);
}

TEST(Expiry, WaitsForChainGradeCandidates) {
  for (const ExpiryCause cause : {ExpiryCause::kChainTime, ExpiryCause::kWallClock,
                                  ExpiryCause::kNoAgreement, ExpiryCause::kUnverifiable}) {
    Life life;
    life.See(kChainConfirmed);
    EXPECT_EQ(life.Expire(cause).disposition, Disposition::kWaits);
    EXPECT_EQ(life.status(), PaymentStatus::kPendingConfirmation);
  }
}

TEST(Expiry, DoesNotWaitForAWebhookThatTheChainDoesNotBearOut) {
  Life life;
  life.See(kWebhook);
  const Effects effects = life.Expire();
  EXPECT_EQ(life.status(), PaymentStatus::kFailed);
  EXPECT_THAT(effects.refetch, ElementsAre(TestSignature(1)));
}

TEST(Expiry, GivesUpACandidateThatLacksNothingButAgreement) {
  Life life;
  life.rules.agreement_required = true;
  life.See({});
  EXPECT_EQ(life.Expire(ExpiryCause::kChainTime).disposition, Disposition::kWaits);
  const Effects effects = life.Expire(ExpiryCause::kNoAgreement);
  EXPECT_EQ(life.status(), PaymentStatus::kFailed);
  EXPECT_THAT(effects.open, IsEmpty());
  EXPECT_THAT(effects.refetch, ElementsAre(TestSignature(1)));
}

TEST(Expiry, NamesWhatCouldNotBeJudged) {
  Life life;
  const solana::Signature undecided[] = {TestSignature(3), TestSignature(4)};
  const Effects effects = life.Expire(ExpiryCause::kUnverifiable, undecided);
  EXPECT_EQ(life.status(), PaymentStatus::kFailed);
  EXPECT_THAT(effects.open,
              ElementsAre(DiscrepancyRef{DiscrepancyKind::kUnverifiable, TestSignature(3)},
                          DiscrepancyRef{DiscrepancyKind::kUnverifiable, TestSignature(4)}));
}

TEST(Expiry, NeverTouchesATerminalPayment) {
  Life confirmed;
  confirmed.See({});
  EXPECT_EQ(confirmed.Expire().disposition, Disposition::kNoChange);
  EXPECT_EQ(confirmed.status(), PaymentStatus::kConfirmed);
  Life cancelled;
  cancelled.Cancel();
  EXPECT_EQ(cancelled.Expire().disposition, Disposition::kNoChange);
  EXPECT_EQ(cancelled.state().failure_reason, FailureReason::kCancelled);
}

TEST(Cancel, IsPossibleOnlyWhileNothingIsOnItsWay) {
  Life idle;
  EXPECT_THAT(idle.Cancel().events, ElementsAre(EventType::kPaymentFailed));
  EXPECT_EQ(idle.state().failure_reason, FailureReason::kCancelled);
  EXPECT_EQ(idle.Cancel().disposition, Disposition::kNoChange);

  Life expired;
  expired.Expire();
  EXPECT_EQ(expired.Cancel().disposition, Disposition::kRefusedTerminal);

  Life announced;
  announced.Broadcast(1);
  EXPECT_EQ(announced.Cancel().disposition, Disposition::kRefusedPending);

  Life confirmed;
  confirmed.See({});
  EXPECT_EQ(confirmed.Cancel().disposition, Disposition::kRefusedTerminal);
}

}  // namespace
}  // namespace hilt::settle::testing
