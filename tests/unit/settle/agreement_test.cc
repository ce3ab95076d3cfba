#include "confirmer/settle/agreement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/support/test_engine.h"

namespace hilt::settle::testing {
namespace {

using namespace test_support;  // NOLINT(google-build-using-namespace): a test's own words
using domain::Commitment;
using domain::DiscrepancyKind;
using domain::Observation;
using domain::Payment;
using domain::PaymentStatus;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const domain::BlockRef kBlock = BlockOf(1'000, 1);

Observation Seen(const Payment& payment, const domain::BlockRef& block = kBlock) {
  return In(block, Commitment::kFinalized, Paid(payment.terms));
}

TEST(Difference, NamesWhatTwoEndpointsShowDifferently) {
  const Observation seen = Seen(TestEngine().Create(Large(1)));
  const struct {
    std::string name;
    std::function<void(Observation&)> change;
    std::string what;
  } cases[] = {
      {"nothing", [](Observation&) {}, ""},
      {"the index, which not all tell", [](Observation& o) { o.index = 7; }, ""},
      {"slot", [](Observation& o) { o.slot = domain::Slot(7); }, "slot"},
      {"blockhash", [](Observation& o) { o.blockhash->bytes[0] ^= 1; }, "blockhash"},
      {"no blockhash", [](Observation& o) { o.blockhash.reset(); }, "blockhash"},
      {"block time", [](Observation& o) { *o.block_time += absl::Seconds(1); }, "block time"},
      {"failed", [](Observation& o) { o.execution = domain::Execution::kFailed; }, "err"},
      {"error", [](Observation& o) { o.error = "x"; }, "err"},
      {"version", [](Observation& o) { o.version = domain::MessageVersion::kV1; }, "instructions"},
      {"fee payer", [](Observation& o) { o.fee_payer.bytes[0] ^= 1; }, "instructions"},
      {"signers", [](Observation& o) { o.signers.clear(); }, "instructions"},
      {"no memo", [](Observation& o) { o.memos.clear(); }, "instructions"},
      {"memo", [](Observation& o) { o.memos[0].data[9] ^= 1; }, "instructions"},
      {"memo's program", [](Observation& o) { o.memos[0].program.bytes[0] ^= 1; }, "instructions"},
      {"memo's place", [](Observation& o) { o.memos[0].place.inner_index = 0; }, "instructions"},
      {"amount", [](Observation& o) { ++o.transfers[0].transfer.amount; }, "instructions"},
      {"destination", [](Observation& o) { o.transfers[0].transfer.destination.bytes[0] ^= 1; },
       "instructions"},
      {"authority", [](Observation& o) { o.transfers[0].transfer.authority.bytes[0] ^= 1; },
       "instructions"},
      {"outer program", [](Observation& o) { o.transfers[0].place.outer_program.bytes[0] ^= 1; },
       "instructions"},
      {"one transfer less", [](Observation& o) { o.transfers.pop_back(); }, "instructions"},
      {"not understood", [](Observation& o) { o.instructions_understood = false; }, "instructions"},
      {"fee", [](Observation& o) { ++o.fee_lamports; }, "balances"},
      {"lamports", [](Observation& o) { ++o.lamport_changes[0].delta; }, "balances"},
      {"token balance", [](Observation& o) { ++o.token_changes[0].delta; }, "balances"},
      {"owner", [](Observation& o) { o.token_changes[0].owner.bytes[0] ^= 1; }, "balances"},
      {"mint", [](Observation& o) { o.token_changes[0].mint.bytes[0] ^= 1; }, "balances"},
      {"held", [](Observation& o) { o.token_changes[0].held_at_end = false; }, "balances"},
  };
  for (const auto& c : cases) {
    Observation other = seen;
    c.change(other);
    EXPECT_EQ(Difference(seen, other).value_or(""), c.what) << c.name;
    EXPECT_EQ(Difference(other, seen).value_or(""), c.what) << c.name;
  }
}

TEST(Difference, IsNotInWhatAFailedTransactionMovedWhichIsNothing) {
  Observation failed = Seen(TestEngine().Create(Large(1)));
  failed.execution = domain::Execution::kFailed;
  Observation less = failed;
  less.transfers.clear();
  less.token_changes.clear();
  less.token_balances_recorded = false;
  EXPECT_EQ(Difference(failed, less), std::nullopt);
  less.error = "x";
  EXPECT_EQ(Difference(failed, less), "err");
}

class AgreementTest : public ::testing::Test {
 protected:
  AgreementTaken Take(const Observation& main, const Observation& spare) {
    const auto taken = engine_.Do<AgreementTaken>([&](WriteContext& context) {
      return TakeFromTwo(context, {ShownBy{"main", main}, ShownBy{"spare", spare}});
    });
    EXPECT_TRUE(taken.ok()) << taken.status();
    return taken.value_or(AgreementTaken());
  }
  bool Wants(const Observation& seen) const { return *WantsAgreement(engine_.reader(), seen); }

  TestEngine engine_{WithChainSource()};
  const Payment payment_ = engine_.Create(Large(1));
};

TEST_F(AgreementTest, IsWantedWhereAPaymentNeedsItAndTheEvidenceWouldConfirm) {
  const Payment small = engine_.Create(Usdc(2));
  EXPECT_TRUE(Wants(Paid(payment_.terms)));
  EXPECT_FALSE(Wants(Paid(payment_.terms, kConfirmed)));
  EXPECT_FALSE(Wants(Paid(small.terms, By(2, kFinal))));
  EXPECT_FALSE(Wants(Paid(TestEngine().Create(Large(9)).terms, By(3, kFinal)))) << "no payment";
}

TEST_F(AgreementTest, OneEndpointOrTheFollowerAloneMakesACandidate) {
  ASSERT_TRUE(engine_.Deliver(Seen(payment_)).ok());
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingConfirmation);
  EXPECT_TRUE(engine_.HasHint(1));
  EXPECT_TRUE(Wants(Seen(payment_)));
}

TEST_F(AgreementTest, OfTwoConfirmsThePaymentWhateverWasSeenBefore) {
  for (const bool followed : {false, true}) {
    const auto number = static_cast<uint8_t>(followed ? 2 : 3);
    const Payment payment = engine_.Create(Large(number));
    const Observation seen =
        In(kBlock, Commitment::kFinalized, Paid(payment.terms, By(number, kFinal)));
    if (followed) {
      ASSERT_TRUE(engine_.Deliver(seen).ok());
    }
    const AgreementTaken taken = Take(seen, seen);
    EXPECT_FALSE(taken.hangs);
    EXPECT_EQ(taken.disagreement, std::nullopt);
    EXPECT_EQ(engine_.Status(payment), PaymentStatus::kConfirmed);
    EXPECT_TRUE(engine_.Now(payment).state.settlement->agreed);
    EXPECT_EQ(engine_.Now(payment).state.settlement->key.blockhash, kBlock.blockhash);
    EXPECT_FALSE(Wants(seen)) << "it is final";
  }
}

TEST_F(AgreementTest, ADisagreementKeepsTheCandidateAndIsToldOnce) {
  Observation failed = Seen(payment_);
  failed.execution = domain::Execution::kFailed;
  // Whichever of them shows it paid.
  for (const bool first : {true, false}) {
    const Observation& main = first ? Seen(payment_) : failed;
    const Observation& spare = first ? failed : Seen(payment_);
    const AgreementTaken taken = Take(main, spare);
    EXPECT_TRUE(taken.hangs);
    const std::string what = "main and spare show it differently: err";
    EXPECT_EQ(taken.disagreement, first ? std::optional<std::string>(what) : std::nullopt);
    EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingConfirmation);
    ASSERT_EQ(engine_.Discrepancies().size(), 1u);
    EXPECT_EQ(engine_.Discrepancies()[0].kind, DiscrepancyKind::kEndpointDisagreement);
    EXPECT_EQ(engine_.Discrepancies()[0].detail, what);
    EXPECT_EQ(engine_.Discrepancies()[0].verdict, domain::Verdict::kSettled);
  }
  EXPECT_THAT(engine_.EventNames(),
              ElementsAre("payment.created", "discrepancy.opened", "payment.pending"));
}

TEST_F(AgreementTest, ThatComesAboutLaterConfirmsAndClosesTheDiscrepancy) {
  Observation other = Seen(payment_);
  other.slot = domain::Slot(1'001);
  Take(Seen(payment_), other);
  ASSERT_EQ(engine_.Discrepancies().size(), 1u);
  Take(Seen(payment_), Seen(payment_));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
  EXPECT_THAT(engine_.Discrepancies(), IsEmpty());
  const auto closed = engine_.Discrepancies(storage::DiscrepancyStateFilter::kResolved);
  ASSERT_EQ(closed.size(), 1u);
  EXPECT_EQ(closed[0].resolution->note, "main and spare show it alike");
}

TEST_F(AgreementTest, ADisagreementThatComesBackIsToldAgain) {
  const Observation seen = In(kBlock, Commitment::kFinalized, Short(payment_.terms));
  Observation other = seen;
  other.slot = domain::Slot(1'001);
  EXPECT_TRUE(Take(seen, other).disagreement.has_value());
  EXPECT_FALSE(Take(seen, other).disagreement.has_value());
  Take(seen, seen);
  EXPECT_TRUE(Take(seen, other).disagreement.has_value());
}

TEST_F(AgreementTest, OnAnotherBlockThanTheChainShowedFinalConfirmsNothing) {
  ASSERT_TRUE(engine_.Deliver(Seen(payment_)).ok());
  const Observation elsewhere = Seen(payment_, BlockOf(1'000, 2));
  // However often they say it.
  for (int i = 0; i < 3; ++i) {
    const AgreementTaken taken = Take(elsewhere, elsewhere);
    EXPECT_TRUE(taken.hangs);
    EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingConfirmation);
    EXPECT_EQ(engine_.Now(payment_).state.candidates.front().key.blockhash, kBlock.blockhash);
  }
  ASSERT_EQ(engine_.Discrepancies().size(), 1u);
  EXPECT_EQ(engine_.Discrepancies()[0].detail,
            "main and spare show it in another block than was final before");
}

TEST_F(AgreementTest, OnABadOneIsAnAttempt) {
  const Observation seen = In(kBlock, Commitment::kFinalized, Short(payment_.terms));
  const AgreementTaken taken = Take(seen, seen);
  EXPECT_FALSE(taken.hangs);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingSignature);
  EXPECT_EQ(engine_.Now(payment_).state.attempts.count, 1u);
}

TEST_F(AgreementTest, AtConfirmedHoldsForTheFinalizedBlockAsWell) {
  EngineRules rules = WithChainSource();
  domain::Asset usdc = UsdcAsset();
  usdc.agreement_from = domain::TokenAmount(10'000);
  rules.assets = *domain::AssetRegistry::Create({usdc});
  TestEngine engine(rules);
  SessionRequest request = Usdc(1);
  request.required_commitment = Commitment::kConfirmed;
  const Payment payment = engine.Create(request);
  const Observation seen = In(kBlock, Commitment::kConfirmed, Paid(payment.terms));
  ASSERT_TRUE(engine
                  .Do<AgreementTaken>([&](WriteContext& context) {
                    return TakeFromTwo(context, {ShownBy{"main", seen}, ShownBy{"spare", seen}});
                  })
                  .ok());
  EXPECT_EQ(engine.Status(payment), PaymentStatus::kConfirmed);
  ASSERT_TRUE(engine.Deliver(In(kBlock, Commitment::kFinalized, Paid(payment.terms))).ok());
  EXPECT_EQ(engine.EventNames().back(), "payment.finalized");
}

}  // namespace
}  // namespace hilt::settle::testing
