#include "confirmer/settle/unmatched.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/test_engine.h"

namespace hilt::settle::testing {
namespace {

using namespace test_support;  // NOLINT(google-build-using-namespace): a test's own words
using domain::DiscrepancyKind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The fee account of `watched` gains 100 under the nonce of this number.
ObservationBuilder Stray(const domain::Payment& watched, uint8_t nonce) {
  ObservationBuilder builder(watched.terms);
  builder.Memo(NonceOf(nonce)).Pay(1, 100);
  return builder;
}

TEST(Unmatched, MoneyToAWatchedAccountUnderAnUnknownNonceIsADiscrepancy) {
  TestEngine engine;
  const domain::Payment watched = engine.Create(Usdc(1));
  ASSERT_TRUE(engine.Deliver(Show(Stray(watched, 9), kFinal)).ok());
  const auto open = engine.Discrepancies();
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].kind, DiscrepancyKind::kUnmatched);
  EXPECT_THAT(open[0].payments, IsEmpty());
  EXPECT_THAT(open[0].nonces, ElementsAre(NonceOf(9)));
  EXPECT_EQ(open[0].watch_account, watched.details.watch_account);
  ASSERT_EQ(open[0].credits.size(), 1u);
  EXPECT_EQ(open[0].credits[0].amount, 100);
  EXPECT_EQ(open[0].credits[0].wallet, watched.terms.legs[1].wallet);
  EXPECT_EQ(open[0].seen->commitment, domain::Commitment::kFinalized);
  EXPECT_FALSE(open[0].verdict.has_value());
  EXPECT_FALSE(engine.HasHint(1));
}

TEST(Unmatched, WhatIsTooWeakToAccuseIsFetched) {
  for (const Shown& shown : {kWebhook, kConfirmed}) {
    TestEngine engine;
    const domain::Payment watched = engine.Create(Usdc(1));
    ASSERT_TRUE(engine.Deliver(Show(Stray(watched, 9), shown)).ok());
    EXPECT_THAT(engine.Discrepancies(), IsEmpty());
    EXPECT_TRUE(engine.HasHint(1));
    EXPECT_THAT(*engine.reader().Unmatched(NonceOf(9)), ElementsAre(SignatureOf(1)));
  }
}

TEST(Unmatched, AWebhookThatIsEvidenceSuffices) {
  TestEngine engine(WebhookOnly());
  const domain::Payment watched = engine.Create(Usdc(1));
  ASSERT_TRUE(engine.Deliver(Show(Stray(watched, 9), kWebhook)).ok());
  EXPECT_EQ(engine.Discrepancies().size(), 1u);
}

TEST(Unmatched, RedeliveryChangesNoByteAndWantsNoFetch) {
  TestEngine engine;
  const domain::Payment watched = engine.Create(Usdc(1));
  ASSERT_TRUE(engine.Deliver(Show(Stray(watched, 9), kFinal)).ok());
  const auto rows = engine.Rows();
  ASSERT_TRUE(engine.Deliver(Show(Stray(watched, 9), kFinal)).ok());
  ASSERT_TRUE(engine.Deliver(Show(Stray(watched, 9), kWebhook)).ok());
  EXPECT_EQ(engine.Rows(), rows);
}

TEST(Unmatched, RentOfAWatchedTokenAccountIsNoMoney) {
  TestEngine engine;
  const domain::Payment watched = engine.Create(Usdc(1));
  ObservationBuilder builder(watched.terms);
  const domain::Leg& fee = watched.terms.legs[1];
  builder.Memo(NonceOf(9))
      .Changes({.account = fee.account, .owner = fee.wallet, .delta = 0})
      .Lamports(fee.account, 2'039'280);
  const auto rows = engine.Rows();
  ASSERT_TRUE(engine.Deliver(Show(builder, kFinal)).ok());
  EXPECT_EQ(engine.Rows(), rows);
}

TEST(Unmatched, SolToAWatchedWalletIsMoney) {
  TestEngine engine;
  const domain::Payment watched = engine.Create(Sol(1));
  ObservationBuilder builder(watched.terms);
  builder.Memo(NonceOf(9)).Pay(1, 70);
  ASSERT_TRUE(engine.Deliver(Show(builder, kFinal)).ok());
  ASSERT_EQ(engine.Discrepancies().size(), 1u);
  EXPECT_EQ(engine.Discrepancies()[0].credits[0].amount, 70);
  EXPECT_FALSE(engine.Discrepancies()[0].credits[0].mint.has_value());
}

TEST(Unmatched, AFailedTransactionMovedNothing) {
  TestEngine engine;
  const domain::Payment watched = engine.Create(Usdc(1));
  domain::Observation seen = Show(Stray(watched, 9), kFinal);
  seen.execution = domain::Execution::kFailed;
  const auto rows = engine.Rows();
  ASSERT_TRUE(engine.Deliver(seen).ok());
  EXPECT_EQ(engine.Rows(), rows);
}

TEST(Unmatched, WhatDoesNotSayWhatItMovedIsFetched) {
  TestEngine engine;
  const domain::Payment watched = engine.Create(Usdc(1));
  domain::Observation seen = Show(ObservationBuilder(watched.terms).Memo(NonceOf(9)), kFinal);
  seen.token_balances_recorded = false;
  ASSERT_TRUE(engine.Deliver(seen).ok());
  EXPECT_TRUE(engine.HasHint(1));
}

TEST(Unmatched, IsClosedWhenItsPaymentIsThereAndWasJudged) {
  TestEngine engine;
  const domain::Payment watched = engine.Create(Usdc(1));
  ASSERT_TRUE(engine.Deliver(Show(Stray(watched, 2), kFinal)).ok());
  const domain::Payment named = engine.Create(Usdc(2));
  ASSERT_EQ(engine.Discrepancies().size(), 1u);
  // A hint is no judgement.
  ASSERT_TRUE(engine.Deliver(Show(Stray(watched, 2), kWebhook)).ok());
  ASSERT_EQ(engine.Discrepancies().size(), 1u);
  ASSERT_TRUE(engine.Deliver(Show(Stray(watched, 2), kFinal)).ok());
  const auto open = engine.Discrepancies();
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].kind, DiscrepancyKind::kMerchantUnderpaid);
  EXPECT_THAT(open[0].payments, ElementsAre(named.terms.payment_id));
  const auto closed = engine.Discrepancies(storage::DiscrepancyStateFilter::kResolved);
  ASSERT_EQ(closed.size(), 1u);
  EXPECT_EQ(closed[0].kind, DiscrepancyKind::kUnmatched);
  EXPECT_EQ(closed[0].resolution->actor, "engine");
}

// A payment may hold the signature though the memo names another nonce.
TEST(Unmatched, StaysOpenWhereOnlyAnAnnouncedSignatureWasJudged) {
  TestEngine engine;
  const domain::Payment watched = engine.Create(Usdc(1));
  ASSERT_TRUE(engine.Broadcast(watched, 1).ok());
  ASSERT_TRUE(engine.Deliver(Show(Stray(watched, 9), kFinal)).ok());
  ASSERT_TRUE(engine.Deliver(Show(Stray(watched, 9), kFinal)).ok());
  ASSERT_EQ(engine.Discrepancies().size(), 1u);
  EXPECT_EQ(engine.Discrepancies()[0].kind, DiscrepancyKind::kUnmatched);
  EXPECT_EQ(engine.Discrepancies()[0].version, 1u);
}

}  // namespace
}  // namespace hilt::settle::testing
