#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/support/test_engine.h"

// One payment, and more than one transaction that names it.
namespace hilt::settle::testing {
namespace {

using namespace test_support;  // NOLINT(google-build-using-namespace): a test's own words
using domain::Commitment;
using domain::DiscrepancyKind;
using domain::Observation;
using domain::Payment;
using domain::PaymentStatus;
using domain::Step;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr uint64_t kSlot = 1'000;

Step BlockWith(Commitment commitment, const std::vector<Observation>& seen) {
  Step step;
  for (const Observation& observation : seen) {
    step.observations.push_back(In(BlockOf(kSlot, 1), commitment, observation));
  }
  step.advance = Reached(commitment == Commitment::kFinalized ? kSlot : kSlot - 1);
  return step;
}

Observation PaidAt(const domain::Terms& terms, uint16_t signature, uint32_t index) {
  Observation seen = Paid(terms, By(signature, kFinal));
  seen.index = index;
  return seen;
}

std::vector<DiscrepancyKind> Kinds(const TestEngine& engine) {
  std::vector<DiscrepancyKind> kinds;
  for (const domain::Discrepancy& open : engine.Discrepancies()) kinds.push_back(open.kind);
  return kinds;
}

// Each half is money that reached the merchant, so each is told to operators.
TEST(SeveralTransactions, HalvesAreNotAddedUp) {
  for (const Shown& half_later : {By(2, kFinal), By(2, kConfirmed)}) {
    TestEngine engine(WithChainSource());
    const Payment payment = engine.Create(Usdc(1));
    const auto half = [&](const Shown& shown) {
      ObservationBuilder builder(payment.terms);
      return Show(builder.Memo(payment.terms.nonce).Pay(0, 4'950).Pay(1, 50), shown);
    };
    ASSERT_TRUE(engine.Deliver(half(By(1, kFinal))).ok());
    ASSERT_TRUE(engine.Deliver(half(half_later)).ok());
    ASSERT_TRUE(engine.Deliver(half(By(2, kFinal))).ok());
    EXPECT_EQ(engine.Status(payment), PaymentStatus::kPendingSignature);
    EXPECT_EQ(engine.Now(payment).state.attempts.count, 2u);
    EXPECT_THAT(Kinds(engine), ElementsAre(DiscrepancyKind::kMerchantUnderpaid,
                                           DiscrepancyKind::kMerchantUnderpaid));
    // The whole sum at once settles, whatever came before.
    ASSERT_TRUE(engine.Deliver(Paid(payment.terms, By(3, kFinal))).ok());
    EXPECT_EQ(engine.Status(payment), PaymentStatus::kConfirmed);
  }
}

TEST(SeveralTransactions, OfOneBlockTheLowerIndexSettlesAndTheOtherIsADuplicate) {
  for (const bool seen_before : {false, true}) {
    TestEngine engine(WithChainSource());
    const Payment payment = engine.Create(Usdc(1));
    const Observation lower = PaidAt(payment.terms, 2, 3);
    const Observation higher = PaidAt(payment.terms, 1, 7);
    if (seen_before) {
      // At confirmed the higher one was heard of first.
      ASSERT_TRUE(engine.Deliver(BlockWith(Commitment::kConfirmed, {higher})).ok());
      ASSERT_TRUE(engine.Deliver(BlockWith(Commitment::kConfirmed, {lower})).ok());
      EXPECT_EQ(engine.Now(payment).state.candidates.front().key.signature, lower.signature);
    }
    ASSERT_TRUE(engine.Deliver(BlockWith(Commitment::kFinalized, {lower, higher})).ok());
    EXPECT_EQ(engine.Now(payment).state.settlement->key.signature, lower.signature);
    ASSERT_THAT(Kinds(engine), ElementsAre(DiscrepancyKind::kDuplicatePayment));
    EXPECT_EQ(engine.Discrepancies().front().signature, higher.signature);
  }
}

// Anyone can announce signatures: they push one another out, and not the buyer's transaction.
TEST(SeveralTransactions, TheOneWhoseAnnouncementWasLetGoSettles) {
  TestEngine engine(WithChainSource());
  const Payment payment = engine.Create(Usdc(1));
  const uint16_t one_too_many = domain::kMaxBroadcasts + 1;
  for (uint16_t signature = 1; signature <= one_too_many; ++signature) {
    ASSERT_TRUE(engine.Broadcast(payment, signature).ok());
  }
  EXPECT_THAT(engine.Now(payment).state.broadcasts,
              Each(::testing::Field(&domain::Broadcast::signature, ::testing::Ne(SignatureOf(1)))));
  ASSERT_TRUE(engine.Deliver(Paid(payment.terms, By(1, kFinal))).ok());
  EXPECT_EQ(engine.Status(payment), PaymentStatus::kConfirmed);
  EXPECT_EQ(engine.Now(payment).state.settlement->key.signature, SignatureOf(1));
  EXPECT_THAT(engine.Discrepancies(), IsEmpty());
}

}  // namespace
}  // namespace hilt::settle::testing
