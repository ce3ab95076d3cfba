#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/settle/fixtures.h"

namespace hilt::settle::testing {
namespace {

using domain::Candidate;
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

TEST(Confirmed, IsToldFinalizedOnce) {
  Life life(Commitment::kConfirmed);
  life.See(kChainConfirmed);
  EXPECT_THAT(life.See({}).events, ElementsAre(EventType::kPaymentFinalized));
  EXPECT_EQ(life.See({}).disposition, Disposition::kNoChange);
}

TEST(Confirmed, AtFinalizedIsNotToldFinalizedAgain) {
  Life life;
  life.See({});
  EXPECT_EQ(life.See({.blockhash = 3}).events.size(), 0u);
}

TEST(Confirmed, ABlockhashThatBecomesKnownIsKeptAndTellsNothing) {
  Life life(Commitment::kConfirmed);
  life.See(kChainConfirmed);
  const Effects effects = life.See({.commitment = Commitment::kConfirmed, .blockhash = 3});
  EXPECT_EQ(effects.disposition, Disposition::kApplied);
  EXPECT_THAT(effects.events, IsEmpty());
  EXPECT_EQ(life.state().settlement->key.blockhash, TestBlockhash(3));
}

TEST(Confirmed, OwnSignatureInAnotherBlockReplacesTheSettlement) {
  Life life(Commitment::kConfirmed);
  life.See({.commitment = Commitment::kConfirmed, .slot = 5});
  EXPECT_THAT(life.See({.slot = 7}).events, ElementsAre(EventType::kPaymentFinalized));
  EXPECT_EQ(life.state().settlement->key.slot, domain::Slot(7));
  EXPECT_FALSE(life.state().reverted);
}

TEST(Confirmed, WeakerEvidenceOfAnotherBlockIsOnlyFetchedAgain) {
  Life life(Commitment::kConfirmed);
  life.See({.commitment = Commitment::kConfirmed, .slot = 5});
  const Effects effects = life.See(
      {.grade = EvidenceGrade::kProvider, .commitment = Commitment::kConfirmed, .slot = 7});
  EXPECT_EQ(effects.disposition, Disposition::kNoChange);
  EXPECT_THAT(effects.refetch, ElementsAre(TestSignature(1)));
}

TEST(Confirmed, WhereAgreementIsAskedNothingUnagreedReplacesTheSettlement) {
  const Seen unagreed[] = {{}, {.slot = 107}, {.blockhash = 2}};
  for (const Seen& seen : unagreed) {
    Life life(Commitment::kConfirmed);
    life.rules.agreement_required = true;
    life.See({.commitment = Commitment::kConfirmed, .blockhash = 1, .agreed = true});
    const Effects effects = life.See(seen);
    EXPECT_EQ(effects.disposition, Disposition::kNoChange);
    EXPECT_THAT(effects.refetch, ElementsAre(TestSignature(1)));
  }
}

TEST(Confirmed, AFinalizedSettlementStaysInItsBlock) {
  Life life;
  life.See({.slot = 5});
  EXPECT_EQ(life.See({.slot = 7}).disposition, Disposition::kNoChange);
  EXPECT_EQ(life.state().settlement->key.slot, domain::Slot(5));
}

TEST(Confirmed, AnotherSettledSignatureIsADuplicateOnceTheEvidenceWouldConfirm) {
  Life life;
  life.See({});
  const Effects weak = life.See({.signature = 2, .commitment = Commitment::kConfirmed});
  EXPECT_THAT(weak.open, IsEmpty());
  EXPECT_THAT(weak.refetch, ElementsAre(TestSignature(2)));
  const Effects strong = life.See({.signature = 2});
  EXPECT_EQ(strong.disposition, Disposition::kNoChange);
  EXPECT_THAT(strong.open,
              ElementsAre(DiscrepancyRef{DiscrepancyKind::kDuplicatePayment, TestSignature(2)}));
}

TEST(Confirmed, OwnSignatureFailedOnTheFinalizedChainReverts) {
  Life life(Commitment::kConfirmed);
  life.See(kChainConfirmed);
  const Effects effects = life.See(kFailedOnChain);
  EXPECT_THAT(effects.events, ElementsAre(EventType::kPaymentReverted));
  EXPECT_THAT(effects.open,
              ElementsAre(DiscrepancyRef{DiscrepancyKind::kReverted, TestSignature(1)}));
  EXPECT_EQ(life.status(), PaymentStatus::kConfirmed);
  EXPECT_TRUE(life.state().reverted);
}

TEST(Confirmed, NothingWeakerThanTheFinalizedChainOverturnsTheSettlement) {
  const Seen contradictions[] = {
      {.verdict = Verdict::kTransactionFailed, .commitment = Commitment::kConfirmed},
      {.verdict = Verdict::kViewsDisagree,
       .grade = EvidenceGrade::kProvider,
       .commitment = Commitment::kConfirmed},
  };
  for (const Seen& seen : contradictions) {
    Life life(Commitment::kConfirmed);
    life.rules.webhook_trust = WebhookTrust::kEvidence;
    life.See(kChainConfirmed);
    const Effects effects = life.See(seen);
    EXPECT_EQ(effects.disposition, Disposition::kNoChange);
    EXPECT_THAT(effects.open, IsEmpty());
    EXPECT_THAT(effects.refetch, ElementsAre(TestSignature(1)));
  }
}

TEST(Confirmed, AFinalizedSettlementIsNeverOverturned) {
  Life life;
  life.See({});
  const Effects effects = life.See(kFailedOnChain);
  EXPECT_EQ(effects.disposition, Disposition::kNoChange);
  EXPECT_FALSE(life.state().reverted);
}

TEST(Reverted, IsReinstatedAtOnceByTheFirstDuplicateHeld) {
  Life life(Commitment::kConfirmed);
  life.See(kChainConfirmed);
  const Candidate duplicates[] = {CandidateOf({.signature = 4}), CandidateOf({.signature = 5})};
  const Effects effects = life.See(kFailedOnChain, nullptr, duplicates);
  EXPECT_THAT(effects.events,
              ElementsAre(EventType::kPaymentReverted, EventType::kPaymentReinstated));
  EXPECT_EQ(life.state().settlement->key.signature, TestSignature(4));
  EXPECT_FALSE(life.state().reverted);
  EXPECT_THAT(effects.close,
              ElementsAre(DiscrepancyRef{DiscrepancyKind::kReverted, TestSignature(1)},
                          DiscrepancyRef{DiscrepancyKind::kDuplicatePayment, TestSignature(4)}));
}

TEST(Reverted, TakesNoDuplicateThatNobodyAgreedOnWhereAgreementIsAsked) {
  Life life(Commitment::kConfirmed);
  life.rules.agreement_required = true;
  life.See({.commitment = Commitment::kConfirmed, .agreed = true});
  const Candidate duplicates[] = {CandidateOf({.signature = 4}),
                                  CandidateOf({.signature = 5, .agreed = true})};
  const Effects effects = life.SettlementGone(duplicates);
  EXPECT_EQ(life.state().settlement->key.signature, TestSignature(5));
  EXPECT_THAT(effects.refetch, ElementsAre(TestSignature(4)));
}

TEST(Reverted, WhereTheChainIsFollowedTakesNoDuplicateThatMayBeLostItself) {
  Life life(Commitment::kConfirmed);
  life.rules.chain_source = true;
  life.See(kChainConfirmed);
  const Candidate duplicates[] = {
      CandidateOf({.signature = 4, .commitment = Commitment::kConfirmed}),
      CandidateOf({.signature = 5})};
  const Effects effects = life.SettlementGone(duplicates);
  EXPECT_EQ(life.state().settlement->key.signature, TestSignature(5));
  EXPECT_THAT(effects.refetch, ElementsAre(TestSignature(4)));
}

TEST(Reverted, EachLossIsAMatterOfItsOwn) {
  Life life(Commitment::kConfirmed);
  life.See(kChainConfirmed);
  life.SettlementGone();
  life.See({.signature = 2, .commitment = Commitment::kConfirmed});
  const Effects second = life.SettlementGone();
  EXPECT_THAT(second.open,
              ElementsAre(DiscrepancyRef{DiscrepancyKind::kReverted, TestSignature(2)}));
  EXPECT_EQ(life.state().attempts.count, 2u);
}

TEST(Reverted, IsReinstatedByANewSettledObservationAtTheRequiredCommitment) {
  Life life(Commitment::kConfirmed);
  life.See(kChainConfirmed);
  life.SettlementGone();
  EXPECT_THAT(life.See({.signature = 2, .commitment = Commitment::kConfirmed}).events,
              ElementsAre(EventType::kPaymentReinstated));
  EXPECT_EQ(life.state().settlement->key.signature, TestSignature(2));
}

TEST(Reverted, IsNotReinstatedByTheLostBlockShownAgain) {
  Life life(Commitment::kConfirmed);
  life.See(kChainConfirmed);
  life.SettlementGone();
  EXPECT_EQ(life.See(kChainConfirmed).disposition, Disposition::kNoChange);
  EXPECT_EQ(life.See(kWebhook).disposition, Disposition::kNoChange);
  EXPECT_TRUE(life.state().reverted);
  EXPECT_THAT(life.See({}).events, ElementsAre(EventType::kPaymentReinstated));
}

TEST(Reverted, EvidenceThatWouldNotConfirmIsFetchedAgain) {
  Life life(Commitment::kConfirmed);
  life.See(kChainConfirmed);
  life.SettlementGone();
  const Effects effects = life.See(
      {.signature = 2, .grade = EvidenceGrade::kProvider, .commitment = Commitment::kConfirmed});
  EXPECT_EQ(effects.disposition, Disposition::kNoChange);
  EXPECT_THAT(effects.refetch, ElementsAre(TestSignature(2)));
}

TEST(Failed, ASettledObservationIsADiscrepancyAndNeverAConfirmation) {
  Life life;
  life.Expire();
  const Effects effects = life.See({});
  EXPECT_EQ(life.status(), PaymentStatus::kFailed);
  EXPECT_THAT(effects.open,
              ElementsAre(DiscrepancyRef{DiscrepancyKind::kPaidAfterFailure, TestSignature(1)}));
}

}  // namespace
}  // namespace hilt::settle::testing
