#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "confirmer/finality/confirmer.h"
#include "confirmer/finality/expiry_worker.h"
#include "confirmer/finality/hint_worker.h"
#include "tests/support/fake_chain.h"
#include "tests/support/test_engine.h"

// Payments of at least agreement_from: two endpoints are asked, and must agree.
namespace hilt::finality {
namespace {

using namespace test_support;  // NOLINT(google-build-using-namespace): a test's own words
using domain::Commitment;
using domain::DiscrepancyKind;
using domain::Observation;
using domain::Payment;
using domain::PaymentStatus;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class HintAgreementTest : public ::testing::Test {
 protected:
  explicit HintAgreementTest(settle::EngineRules rules = WithEndpoint())
      : engine_(std::move(rules)) {
    worker_.set_on_disagreement(
        [this](const solana::Signature& signature, const std::string& what) {
          EXPECT_EQ(signature, SignatureOf(1));
          alarms_.push_back(what);
        });
  }

  void Run() {
    while (worker_.Step()) engine_.Drain();
  }
  void RunFor(absl::Duration time) {
    for (const absl::Time end = engine_.clock().Now() + time; engine_.clock().Now() < end;) {
      engine_.clock().Advance(absl::Milliseconds(500));
      Run();
    }
  }
  Observation Elsewhere() const {
    Shown moved = kFinal;
    moved.slot = 1'003;
    return Paid(payment_.terms, moved);
  }

  TestEngine engine_;
  FakeChain chain_;
  HintWorker worker_{engine_.store(), engine_.writer(), chain_, engine_.clock()};
  std::vector<std::string> alarms_;
  const Payment payment_ = engine_.Create(Large(1));
};

TEST_F(HintAgreementTest, APaymentThatNeedsItIsConfirmedByTwoEndpointsThatAgree) {
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms, kWebhook)).ok());
  chain_.Hold(Paid(payment_.terms, kConfirmed));
  Run();
  EXPECT_EQ(chain_.asked_two(), 0u) << "below the commitment that is required";
  chain_.Hold(Paid(payment_.terms, kFinal));
  chain_.HoldBySpare(Paid(payment_.terms, kFinal));
  RunFor(absl::Seconds(2));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
  EXPECT_TRUE(engine_.Now(payment_).state.settlement->agreed);
  EXPECT_FALSE(engine_.HasHint(1));
  EXPECT_EQ(chain_.asked_two(), 1u);
  EXPECT_THAT(alarms_, IsEmpty());
}

TEST_F(HintAgreementTest, ASmallPaymentAsksNobodyTwice) {
  const Payment small = engine_.Create(Usdc(2));
  ASSERT_TRUE(engine_.Deliver(Paid(small.terms, By(2, kWebhook))).ok());
  chain_.Hold(Paid(small.terms, By(2, kFinal)));
  Run();
  EXPECT_EQ(engine_.Status(small), PaymentStatus::kConfirmed);
  EXPECT_EQ(chain_.asked_two(), 0u);
}

TEST_F(HintAgreementTest, WaitsAsACandidateWhileOnlyOneEndpointShowsIt) {
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms, kWebhook)).ok());
  chain_.Hold(Paid(payment_.terms, kFinal));
  RunFor(absl::Minutes(5));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingConfirmation);
  EXPECT_THAT(engine_.Discrepancies(), IsEmpty());
  ASSERT_TRUE(engine_.HasHint(1));
  chain_.HoldBySpare(Paid(payment_.terms, kFinal));
  RunFor(absl::Minutes(2));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
}

TEST_F(HintAgreementTest, ADisagreementIsAnAlarmAndADiscrepancyUntilTheyAgree) {
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms, kWebhook)).ok());
  chain_.Hold(Paid(payment_.terms, kFinal));
  chain_.HoldBySpare(Elsewhere());
  RunFor(absl::Minutes(5));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingConfirmation);
  EXPECT_THAT(alarms_, ElementsAre("main and spare show it differently: slot"));
  ASSERT_THAT(engine_.Discrepancies(), SizeIs(1));
  EXPECT_EQ(engine_.Discrepancies()[0].kind, DiscrepancyKind::kEndpointDisagreement);
  chain_.HoldBySpare(Paid(payment_.terms, kFinal));
  RunFor(absl::Minutes(2));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
  EXPECT_THAT(engine_.Discrepancies(), IsEmpty());
}

TEST_F(HintAgreementTest, WithoutAgreementForADayThePaymentFailsAndTheDiscrepancyStays) {
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms, kWebhook)).ok());
  chain_.Hold(Paid(payment_.terms, kFinal));
  chain_.HoldBySpare(Elsewhere());
  RunFor(absl::Seconds(10));
  ExpiryWorker expiry(engine_.store(), engine_.writer(), &chain_, engine_.rules(), engine_.clock());
  const auto expire_at = [&](absl::Time now) {
    engine_.clock().Set(now);
    ASSERT_TRUE(expiry.Step().ok());
    engine_.Drain();
  };
  const absl::Time due = payment_.terms.expires_at + absl::Seconds(120) + kWallClockGrace;
  expire_at(due);
  expire_at(due + settle::kUndecidedAtMost - absl::Seconds(1));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingConfirmation);
  expire_at(due + settle::kUndecidedAtMost + absl::Minutes(1));
  Run();
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kFailed);
  EXPECT_EQ(engine_.Now(payment_).state.failure_reason, domain::FailureReason::kSessionExpired);
  std::vector<DiscrepancyKind> kinds;
  for (const auto& open : engine_.Discrepancies()) kinds.push_back(open.kind);
  EXPECT_THAT(kinds, ::testing::UnorderedElementsAre(DiscrepancyKind::kEndpointDisagreement,
                                                     DiscrepancyKind::kPaidAfterFailure));
  EXPECT_FALSE(engine_.HasHint(1));
}

TEST_F(HintAgreementTest, ConfirmPaymentSaysWhetherEndpointsDisagree) {
  chain_.Hold(Paid(payment_.terms, kFinal));
  Confirmer confirmer(engine_.store(), engine_.writer(), &chain_, engine_.rules(), engine_.clock(),
                      {});
  const auto ask = [&] {
    std::optional<ConfirmOutcome> outcome;
    confirmer.Confirm({.payment_id = IdOf(1), .signature = SignatureOf(1)}, engine_.clock().Now(),
                      [&](const absl::StatusOr<ConfirmAnswer>& answer) {
                        ASSERT_TRUE(answer.ok()) << answer.status();
                        outcome = answer->outcome;
                      });
    while (confirmer.Step()) engine_.Drain();
    return outcome;
  };
  EXPECT_EQ(ask(), ConfirmOutcome::kAwaitingCommitment);
  chain_.HoldBySpare(Elsewhere());
  Run();
  EXPECT_EQ(ask(), ConfirmOutcome::kUndecided);
  chain_.HoldBySpare(Paid(payment_.terms, kFinal));
  RunFor(absl::Seconds(5));
  EXPECT_EQ(ask(), ConfirmOutcome::kConfirmed);
}

// Nothing new will be said of it: it is final.
class FollowedAgreementTest : public HintAgreementTest {
 protected:
  FollowedAgreementTest() : HintAgreementTest(WithChainSource()) {}
};

TEST_F(FollowedAgreementTest, WhatTheFollowerShowsFinalWaitsForTheTwoEndpoints) {
  chain_.Hold(Paid(payment_.terms, kFinal));
  domain::Step step;
  domain::BlockRef block = BlockOf(1'000, 0);
  block.blockhash.bytes.fill(static_cast<uint8_t>(1'000));
  step.observations = {In(block, Commitment::kFinalized, Paid(payment_.terms))};
  step.advance = Reached(1'000);
  ASSERT_TRUE(engine_.Deliver(step).ok());
  RunFor(absl::Seconds(5));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingConfirmation);
  chain_.HoldBySpare(Paid(payment_.terms, kFinal));
  RunFor(absl::Seconds(5));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
}

// Where `confirmed` is enough, a status that is not new says nothing of the agreement.
class QuickAgreementTest : public HintAgreementTest {
 protected:
  static settle::EngineRules Rules() {
    settle::EngineRules rules = WithEndpoint();
    domain::Asset usdc = UsdcAsset();
    usdc.agreement_from = domain::TokenAmount(kAgreementFrom);
    rules.assets = *domain::AssetRegistry::Create({usdc});
    rules.default_commitment = Commitment::kConfirmed;
    return rules;
  }
  QuickAgreementTest() : HintAgreementTest(Rules()) {}
};

TEST_F(QuickAgreementTest, IsAskedForAgainAtTheSameCommitment) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  chain_.Hold(Paid(payment_.terms, kConfirmed));
  RunFor(absl::Seconds(3));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingConfirmation);
  chain_.HoldBySpare(Paid(payment_.terms, kConfirmed));
  RunFor(absl::Seconds(3));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
  // Until it is final, and then by two again.
  const size_t asked = chain_.asked_two();
  RunFor(absl::Seconds(5));
  EXPECT_EQ(chain_.asked_two(), asked);
  chain_.Hold(Paid(payment_.terms, kFinal));
  chain_.HoldBySpare(Paid(payment_.terms, kFinal));
  RunFor(absl::Seconds(5));
  EXPECT_EQ(engine_.EventNames().back(), "payment.finalized");
  EXPECT_FALSE(engine_.HasHint(1));
}

// Its settlement was lost, and another transaction paid as well.
TEST_F(QuickAgreementTest, ReinstatesARevertedPayment) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  chain_.Hold(Paid(payment_.terms, kConfirmed));
  chain_.HoldBySpare(Paid(payment_.terms, kConfirmed));
  Run();
  ASSERT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
  domain::Observation failed = Paid(payment_.terms, kFinal);
  failed.execution = domain::Execution::kFailed;
  chain_.Hold(failed);
  chain_.HoldBySpare(failed);
  RunFor(absl::Seconds(3));
  ASSERT_TRUE(engine_.Now(payment_).state.reverted);
  const Observation second = Paid(payment_.terms, By(2, kFinal));
  chain_.Hold(second);
  domain::Step step;
  step.hints = {SignatureOf(2)};
  ASSERT_TRUE(engine_.Deliver(step).ok());
  RunFor(absl::Seconds(3));
  EXPECT_TRUE(engine_.Now(payment_).state.reverted) << "one endpoint alone";
  chain_.HoldBySpare(second);
  RunFor(absl::Seconds(5));
  EXPECT_FALSE(engine_.Now(payment_).state.reverted);
  EXPECT_EQ(engine_.Now(payment_).state.settlement->key.signature, SignatureOf(2));
  EXPECT_THAT(engine_.Discrepancies(), IsEmpty());
}

}  // namespace
}  // namespace hilt::finality
