#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/settle/fixtures.h"

namespace hilt::settle::testing {
namespace {

using domain::AttemptOutcome;
using domain::Commitment;
using domain::DiscrepancyKind;
using domain::EventType;
using domain::EvidenceGrade;
using domain::PaymentStatus;
using domain::Verdict;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Seen kChainConfirmed{.commitment = Commitment::kConfirmed};
constexpr Seen kFailedOnChain{.verdict = Verdict::kTransactionFailed, .credited = false};

TEST(Settling, ChainEvidenceAtTheRequiredCommitmentConfirms) {
  Life life;
  const Effects effects = life.See({.blockhash = 4, .index = 3});
  EXPECT_EQ(life.status(), PaymentStatus::kConfirmed);
  EXPECT_THAT(effects.events, ElementsAre(EventType::kPaymentConfirmed));
  EXPECT_EQ(life.state().confirmed_at, kNow);
  EXPECT_EQ(life.state().settlement->key.blockhash, TestBlockhash(4));
  EXPECT_THAT(life.state().candidates, IsEmpty());
}

TEST(Settling, BelowTheRequiredCommitmentItIsACandidateUntilItRises) {
  Life life;
  EXPECT_THAT(life.See(kChainConfirmed).events, ElementsAre(EventType::kPaymentPending));
  EXPECT_EQ(life.status(), PaymentStatus::kPendingConfirmation);
  EXPECT_THAT(life.See({}).events, ElementsAre(EventType::kPaymentConfirmed));
}

TEST(Settling, AWebhookConfirmsOnlyWhereItIsTrustedAsEvidence) {
  Life hinted(Commitment::kConfirmed);
  hinted.See(kWebhook);
  EXPECT_EQ(hinted.status(), PaymentStatus::kPendingConfirmation);

  Life trusted(Commitment::kConfirmed);
  trusted.rules.webhook_trust = WebhookTrust::kEvidence;
  trusted.See(kWebhook);
  EXPECT_EQ(trusted.status(), PaymentStatus::kConfirmed);

  Life finalized;
  finalized.rules.webhook_trust = WebhookTrust::kEvidence;
  finalized.See(kWebhook);
  EXPECT_EQ(finalized.status(), PaymentStatus::kPendingConfirmation);
}

TEST(Settling, WaitsForAgreementWhereItIsRequired) {
  Life life;
  life.rules.agreement_required = true;
  life.See({});
  EXPECT_EQ(life.status(), PaymentStatus::kPendingConfirmation);
  EXPECT_THAT(life.See({.agreed = true}).events, ElementsAre(EventType::kPaymentConfirmed));
}

TEST(Settling, AgreementAndFinalityMayComeSeparatelyForOneKnownBlock) {
  Life life;
  life.rules.agreement_required = true;
  life.See({.commitment = Commitment::kConfirmed, .blockhash = 1, .agreed = true});
  EXPECT_EQ(life.status(), PaymentStatus::kPendingConfirmation);
  EXPECT_THAT(life.See({.blockhash = 1}).events, ElementsAre(EventType::kPaymentConfirmed));
  EXPECT_TRUE(life.state().settlement->agreed);
}

TEST(Settling, OneEndpointCannotFinalizeWhatTwoAgreedOnDifferently) {
  const Seen lies[] = {{}, {.blockhash = 2}, {.blockhash = 1, .payer = 66}};
  for (const Seen& lie : lies) {
    Life life;
    life.rules.agreement_required = true;
    life.See({.commitment = Commitment::kConfirmed, .blockhash = 1, .agreed = true});
    life.See(lie);
    EXPECT_EQ(life.status(), PaymentStatus::kPendingConfirmation);
  }
}

TEST(Settling, WeakerEvidenceOfAnotherBlockIsFetchedAgain) {
  Life life;
  life.See({.commitment = Commitment::kConfirmed, .slot = 5});
  Seen elsewhere = kWebhook;
  elsewhere.slot = 7;
  const Effects effects = life.See(elsewhere);
  EXPECT_EQ(effects.disposition, Disposition::kNoChange);
  EXPECT_THAT(effects.refetch, ElementsAre(TestSignature(1)));
}

TEST(SettlingDeathTest, AWebhookThatClaimsFinalizedIsOurBug) {
  Life life;
  EXPECT_DEATH(life.See({.grade = EvidenceGrade::kProvider}), "kConfirmed");
}

TEST(Settling, TheSameObservationAgainChangesNothing) {
  for (const Seen& seen : {Seen{}, kWebhook, kChainConfirmed}) {
    Life life;
    life.See(seen);
    const Effects again = life.See(seen);
    EXPECT_EQ(again.disposition, Disposition::kNoChange);
    EXPECT_THAT(again.open, IsEmpty());
  }
}

TEST(Settling, OtherCandidatesAreFetchedAgainBecauseTheyMayProveDuplicates) {
  Life life;
  Seen other = kWebhook;
  other.signature = 2;
  life.See(other);
  EXPECT_THAT(life.See({.signature = 1}).refetch, ElementsAre(TestSignature(2)));
}

TEST(Settling, TheSettlementsOwnCandidateIsNotFetchedAgain) {
  Life life;
  life.See(kWebhook);
  EXPECT_THAT(life.See({}).refetch, IsEmpty());
}

TEST(Settling, PendingIsToldWhenTheBestCandidateChangesAndOnlyThen) {
  Life life;
  Seen first = kWebhook;
  first.slot = 5;
  Seen second = kWebhook;
  second.signature = 2;
  second.slot = 6;
  life.See(first);
  EXPECT_THAT(life.See(second).events, IsEmpty());
  EXPECT_THAT(life.See({.signature = 2, .commitment = Commitment::kConfirmed, .slot = 6}).events,
              ElementsAre(EventType::kPaymentPending));
}

TEST(Settling, ACandidateWithoutRoomIsFetchedAgainRatherThanLost) {
  Life life;
  for (uint8_t i = 1; i <= domain::kMaxCandidates; ++i) {
    life.See({.signature = i, .commitment = Commitment::kConfirmed, .slot = i});
  }
  const Effects effects =
      life.See({.signature = 99, .commitment = Commitment::kConfirmed, .slot = 99});
  EXPECT_EQ(effects.disposition, Disposition::kNoChange);
  EXPECT_THAT(effects.refetch, ElementsAre(TestSignature(99)));
}

TEST(Attempts, ABadTransactionNeverHarmsAPayment) {
  Life life;
  for (const Verdict verdict : domain::kAllVerdicts) {
    if (verdict == Verdict::kSettled) continue;
    life.See(
        {.signature = static_cast<uint8_t>(20 + static_cast<int>(verdict)), .verdict = verdict});
  }
  EXPECT_EQ(life.status(), PaymentStatus::kPendingSignature);
  EXPECT_EQ(life.state().failure_reason, std::nullopt);
  EXPECT_THAT(life.See({.signature = 1}).events, ElementsAre(EventType::kPaymentConfirmed));
}

TEST(Attempts, OneTransactionIsOneAttemptHoweverOftenItIsSeen) {
  Life life;
  const Effects first = life.See({.verdict = Verdict::kMerchantUnderpaid,
                                  .grade = EvidenceGrade::kProvider,
                                  .commitment = Commitment::kConfirmed});
  ASSERT_TRUE(first.attempt);
  const Effects better = life.See({.verdict = Verdict::kMerchantUnderpaid}, &*first.attempt);
  ASSERT_TRUE(better.attempt);
  EXPECT_EQ(life.state().attempts.count, 1u);
  EXPECT_EQ(life.state().attempts.Latest()->commitment, Commitment::kFinalized);
  EXPECT_EQ(life.See({.verdict = Verdict::kMerchantUnderpaid}, &*better.attempt).disposition,
            Disposition::kNoChange);
}

TEST(Attempts, AreCountedOnceThoughTheLogNoLongerHoldsThem) {
  Life life;
  std::optional<domain::Attempt> ninth;
  for (uint8_t i = 1; i <= 30; ++i) {
    const Effects effects = life.See(
        {.signature = i, .verdict = Verdict::kFeeUnderpaid, .commitment = Commitment::kConfirmed});
    if (i == 9) ninth = effects.attempt;
  }
  life.See({.signature = 9, .verdict = Verdict::kFeeUnderpaid}, &*ninth);
  EXPECT_EQ(life.state().attempts.count, 30u);
  EXPECT_EQ(life.state().attempts.first.size(), domain::kAttemptsKeptEachEnd);
  EXPECT_EQ(life.state().attempts.last.size(), domain::kAttemptsKeptEachEnd);
  EXPECT_EQ(life.state().attempts.Latest()->key.signature, TestSignature(30));
}

TEST(Attempts, OpenADiscrepancyOnlyWhereMoneyReachedALegsWallet) {
  Life life;
  EXPECT_THAT(life.See({.verdict = Verdict::kMerchantUnderpaid, .credited = false}).open,
              IsEmpty());
  EXPECT_THAT(life.See({.signature = 2, .verdict = Verdict::kMerchantUnderpaid}).open,
              ElementsAre(DiscrepancyRef{DiscrepancyKind::kMerchantUnderpaid, TestSignature(2)}));
}

TEST(Attempts, TheChainsWordStandsAgainstALaterWebhook) {
  Life life(Commitment::kConfirmed);
  life.rules.webhook_trust = WebhookTrust::kEvidence;
  const Effects failed = life.See(kFailedOnChain);
  ASSERT_TRUE(failed.attempt);
  const Effects webhook = life.See(kWebhook, &*failed.attempt);
  EXPECT_EQ(webhook.disposition, Disposition::kNoChange);
  EXPECT_THAT(webhook.refetch, ElementsAre(TestSignature(1)));
  EXPECT_EQ(life.status(), PaymentStatus::kPendingSignature);
}

TEST(Attempts, AWeakerViewOfAnAttemptIsNotRecorded) {
  Life life;
  const Effects chain = life.See({.verdict = Verdict::kMerchantUnderpaid});
  Seen webhook = kWebhook;
  webhook.verdict = Verdict::kFeeUnderpaid;
  const Effects effects = life.See(webhook, &*chain.attempt);
  EXPECT_EQ(effects.disposition, Disposition::kNoChange);
  EXPECT_THAT(effects.refetch, IsEmpty());
}

TEST(Attempts, AViewAsGoodThatSaysOtherwiseTakesThePlaceOfWhatIsOnRecord) {
  const struct {
    const char* name;
    Seen seen;
  } cases[] = {
      {"another verdict", {.verdict = Verdict::kFeeUnderpaid}},
      {"another slot", {.verdict = Verdict::kMerchantUnderpaid, .slot = 107}},
      {"another block", {.verdict = Verdict::kMerchantUnderpaid, .blockhash = 2}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Life life;
    const Effects first = life.See({.verdict = Verdict::kMerchantUnderpaid, .blockhash = 1});
    const Effects second = life.See(c.seen, &*first.attempt);
    EXPECT_EQ(second.disposition, Disposition::kApplied);
    EXPECT_EQ(life.state().attempts.count, 1u);
    EXPECT_EQ(life.state().attempts.Latest()->verdict, c.seen.verdict);
    EXPECT_EQ(life.state().attempts.Latest()->key.slot, domain::Slot(c.seen.slot));
  }
}

TEST(Attempts, OnAForkTheWinningBlockDecidesWhicheverWay) {
  Life life;
  const Effects failed = life.See(
      {.verdict = Verdict::kTransactionFailed, .commitment = Commitment::kConfirmed, .slot = 5});
  EXPECT_THAT(life.See({.slot = 7}, &*failed.attempt).events,
              ElementsAre(EventType::kPaymentConfirmed));
}

TEST(Contradiction, OfTheLastCandidateReverts) {
  Life life;
  life.See(kWebhook);
  const Effects effects = life.See(kFailedOnChain);
  EXPECT_THAT(effects.events, ElementsAre(EventType::kPaymentReverted));
  EXPECT_EQ(life.status(), PaymentStatus::kPendingSignature);
  EXPECT_EQ(life.state().attempts.count, 1u);
}

TEST(Contradiction, OfACandidateNeedsChainEvidenceAsGoodAsItsOwn) {
  Life life;
  life.rules.agreement_required = true;
  life.See({});
  const Seen weaker[] = {
      {.verdict = Verdict::kTransactionFailed, .commitment = Commitment::kConfirmed},
      {.verdict = Verdict::kFeeUnderpaid,
       .grade = EvidenceGrade::kProvider,
       .commitment = Commitment::kConfirmed},
  };
  for (const Seen& seen : weaker) {
    EXPECT_EQ(life.See(seen).disposition, Disposition::kNoChange);
    EXPECT_EQ(life.state().candidates.size(), 1u);
  }
}

TEST(Contradiction, OfTheOnlyAnnouncedSignatureIsAnAttemptFailed) {
  for (const Verdict verdict : {Verdict::kTransactionFailed, Verdict::kNoMemo}) {
    Life life;
    life.Broadcast(1);
    EXPECT_THAT(life.See({.verdict = verdict}).events,
                ElementsAre(EventType::kPaymentAttemptFailed));
    EXPECT_EQ(life.status(), PaymentStatus::kPendingSignature);
  }
}

TEST(Contradiction, HoldsForABroadcastThatIsAnnouncedAfterItFailed) {
  Life life;
  const Effects failed = life.See(kFailedOnChain);
  const Effects announced = life.Broadcast(1, &*failed.attempt);
  EXPECT_THAT(announced.events, IsEmpty());
  EXPECT_EQ(life.status(), PaymentStatus::kPendingSignature);
  EXPECT_EQ(life.Cancel().disposition, Disposition::kApplied);
}

TEST(Contradiction, EndsABroadcastThoughTheAttemptIsOnRecord) {
  Seen weaker = kFailedOnChain;
  weaker.commitment = Commitment::kConfirmed;
  for (const Seen& again : {kFailedOnChain, weaker}) {
    Life life;
    const Effects failed = life.See(kFailedOnChain);
    life.Broadcast(1);  // by a caller that did not know of the attempt
    EXPECT_THAT(life.See(again, &*failed.attempt).events,
                ElementsAre(EventType::kPaymentAttemptFailed));
    EXPECT_EQ(life.state().attempts.count, 1u);
  }
}

TEST(Contradiction, LeavesWhatOtherSignaturesAnnounced) {
  Life life;
  life.Broadcast(1);
  life.Broadcast(2);
  EXPECT_THAT(life.See(kFailedOnChain).events, IsEmpty());
  EXPECT_EQ(life.status(), PaymentStatus::kPendingConfirmation);
}

TEST(Contradiction, OfTheBestCandidateTellsTheNextBest) {
  Life life;
  life.See({.signature = 1, .commitment = Commitment::kConfirmed, .slot = 5});
  life.See({.signature = 2, .commitment = Commitment::kConfirmed, .slot = 6});
  EXPECT_THAT(life.See(kFailedOnChain).events, ElementsAre(EventType::kPaymentPending));
  EXPECT_EQ(life.state().candidates.front().key.signature, TestSignature(2));
}

TEST(Contradiction, AWebhookCannotContradict) {
  Life life;
  life.Broadcast(1);
  Seen webhook = kWebhook;
  webhook.verdict = Verdict::kMerchantUnderpaid;
  life.See(webhook);
  EXPECT_EQ(life.status(), PaymentStatus::kPendingConfirmation);
}

TEST(Unverifiable, IsFetchedAgainAndChangesNothing) {
  Life life;
  life.See(kWebhook);
  const Effects effects = life.See({.verdict = Verdict::kUnverifiable});
  EXPECT_EQ(effects.disposition, Disposition::kNoChange);
  EXPECT_THAT(effects.refetch, ElementsAre(TestSignature(1)));
}

TEST(NoMemo, ConcernsNoPaymentThatDidNotAnnounceIt) {
  Life life;
  const Effects effects = life.See({.verdict = Verdict::kNoMemo});
  EXPECT_EQ(effects.disposition, Disposition::kNoChange);
  EXPECT_EQ(effects.attempt, std::nullopt);
}

TEST(LeftChain, ACandidateThatLeftDoesNotComeBackByTheSameBlock) {
  Life life;
  life.See(kWebhook);
  const Effects gone = life.CandidateGone(kWebhook);
  ASSERT_TRUE(gone.attempt);
  EXPECT_EQ(gone.attempt->outcome, AttemptOutcome::kLeftChain);
  EXPECT_EQ(life.See(kWebhook, &*gone.attempt).disposition, Disposition::kNoChange);
  Seen elsewhere = kWebhook;
  elsewhere.slot = 101;
  EXPECT_THAT(life.See(elsewhere, &*gone.attempt).events, ElementsAre(EventType::kPaymentPending));
}

TEST(LeftChain, WhatIsThenShownToHaveFailedIsOneAttemptStill) {
  Life life;
  life.See(kWebhook);
  const Effects gone = life.CandidateGone(kWebhook);
  const Effects failed = life.See(kFailedOnChain, &*gone.attempt);
  ASSERT_TRUE(failed.attempt);
  EXPECT_EQ(failed.attempt->outcome, AttemptOutcome::kVerdict);
  EXPECT_EQ(life.state().attempts.count, 1u);
}

TEST(LeftChain, ADeadBroadcastThatLandsAfterAllSettles) {
  Life life;
  life.Broadcast(1);
  const Effects dead = life.BroadcastDead(1);
  EXPECT_THAT(life.See({}, &*dead.attempt).events, ElementsAre(EventType::kPaymentConfirmed));
}

}  // namespace
}  // namespace hilt::settle::testing
