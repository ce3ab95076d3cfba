#include "confirmer/settle/requests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "confirmer/settle/refusal.h"
#include "tests/support/test_engine.h"

namespace hilt::settle::testing {
namespace {

using namespace test_support;  // NOLINT(google-build-using-namespace): a test's own words
using domain::PaymentStatus;
using ::testing::ElementsAre;
using ::testing::Pair;

absl::StatusOr<domain::Payment> Cancel(TestEngine& engine, const domain::PaymentId& id) {
  return engine.Do<domain::Payment>(
      [&](WriteContext& context) { return CancelSession(context, id); });
}

absl::StatusOr<domain::Discrepancy> Resolve(TestEngine& engine, const ResolveRequest& request) {
  return engine.Do<domain::Discrepancy>(
      [&](WriteContext& context) { return ResolveDiscrepancy(context, request); });
}

TEST(RecordBroadcast, MakesThePaymentPendingAndHasItFetched) {
  TestEngine engine;
  const domain::Payment payment = engine.Create(Usdc(1));
  BroadcastRequest request{.payment_id = payment.terms.payment_id,
                           .signature = SignatureOf(7),
                           .payer_hint = Key("payer"),
                           .wallet_source = "phantom"};
  const auto recorded = engine.Do<domain::Payment>(
      [&](WriteContext& context) { return RecordBroadcast(context, request); });
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  EXPECT_EQ(recorded->state.status(), PaymentStatus::kPendingConfirmation);
  EXPECT_EQ(recorded->details.payer_hint, Key("payer"));
  EXPECT_EQ(recorded->details.wallet_source, "phantom");
  EXPECT_TRUE(engine.HasHint(7));
  EXPECT_THAT(engine.EventNames(), ElementsAre("payment.created", "payment.pending"));
  // Another one that says less keeps what was said.
  request = {.payment_id = payment.terms.payment_id, .signature = SignatureOf(8)};
  const auto second = engine.Do<domain::Payment>(
      [&](WriteContext& context) { return RecordBroadcast(context, request); });
  EXPECT_EQ(second->details.wallet_source, "phantom");
  EXPECT_EQ(second->details.payer_hint, Key("payer"));
}

TEST(RecordBroadcast, TellsWatchersOfEachNewSignature) {
  TestEngine engine;
  const domain::Payment payment = engine.Create(Usdc(1));
  ASSERT_TRUE(engine.Broadcast(payment, 7).ok());
  ASSERT_TRUE(engine.Broadcast(payment, 8).ok());
  ASSERT_TRUE(engine.Broadcast(payment, 8).ok());
  EXPECT_THAT(engine.EventNames(),
              ElementsAre("payment.created", "payment.pending", "payment.pending"));
}

TEST(RecordBroadcast, AgainChangesNothing) {
  TestEngine engine;
  const domain::Payment payment = engine.Create(Usdc(1));
  ASSERT_TRUE(engine.Broadcast(payment, 7).ok());
  const auto rows = engine.Rows();
  engine.clock().Advance(absl::Seconds(10));
  ASSERT_TRUE(engine.Broadcast(payment, 7).ok());
  EXPECT_EQ(engine.Rows(), rows);
}

TEST(RecordBroadcast, IsRefusedWhereItCanLeadNowhere) {
  TestEngine engine;
  const domain::Payment payment = engine.Create(Usdc(1));
  EXPECT_EQ(ReasonOf(engine.Broadcast(IdOf(2), 7).status()), "payment_not_found");
  engine.clock().Set(payment.terms.expires_at + absl::Seconds(120));
  EXPECT_TRUE(engine.Broadcast(payment, 7).ok());
  engine.clock().Advance(absl::Microseconds(1));
  EXPECT_EQ(ReasonOf(engine.Broadcast(payment, 8).status()), "session_expired");
}

TEST(RecordBroadcast, OnACancelledPaymentIsRefusedAndOnAConfirmedOneChangesNothing) {
  TestEngine engine;
  const domain::Payment cancelled = engine.Create(Usdc(1));
  ASSERT_TRUE(Cancel(engine, cancelled.terms.payment_id).ok());
  const absl::Status refused = engine.Broadcast(cancelled, 7).status();
  EXPECT_EQ(ReasonOf(refused), "payment_failed");
  EXPECT_THAT(DetailsOf(refused), ElementsAre(Pair("failure_reason", "cancelled")));
  const domain::Payment confirmed = engine.Create(Usdc(2));
  ASSERT_TRUE(engine.Deliver(Paid(confirmed.terms)).ok());
  const auto rows = engine.Rows();
  ASSERT_TRUE(engine.Broadcast(confirmed, 7).ok());
  EXPECT_EQ(engine.Rows(), rows);
}

// What the chain has refuted may not keep the payment pending.
TEST(RecordBroadcast, OfATransactionThatTheChainHasShownToBeBadIsKeptAndNotLive) {
  TestEngine engine;
  const domain::Payment payment = engine.Create(Usdc(1));
  ASSERT_TRUE(engine.Deliver(Short(payment.terms, By(7, kFinal))).ok());
  const auto recorded = engine.Broadcast(payment, 7);
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  EXPECT_EQ(recorded->state.status(), PaymentStatus::kPendingSignature);
  EXPECT_EQ(recorded->state.broadcasts.size(), 1u);
}

TEST(CancelSession, EndsAPaymentThatNobodyBeganToPayOnce) {
  TestEngine engine;
  const domain::Payment payment = engine.Create(Usdc(1));
  ASSERT_TRUE(Cancel(engine, payment.terms.payment_id).ok());
  EXPECT_EQ(engine.Status(payment), PaymentStatus::kFailed);
  const auto rows = engine.Rows();
  EXPECT_TRUE(Cancel(engine, payment.terms.payment_id).ok());
  EXPECT_EQ(engine.Rows(), rows);
  EXPECT_THAT(engine.EventNames(), ElementsAre("payment.created", "payment.failed"));
}

TEST(CancelSession, IsRefusedWhereMoneyMayBeOnItsWayOrHasCome) {
  TestEngine engine;
  EXPECT_EQ(ReasonOf(Cancel(engine, IdOf(9)).status()), "payment_not_found");
  const domain::Payment pending = engine.Create(Usdc(1));
  ASSERT_TRUE(engine.Broadcast(pending, 7).ok());
  EXPECT_EQ(ReasonOf(Cancel(engine, IdOf(1)).status()), "payment_pending_confirmation");
  const domain::Payment confirmed = engine.Create(Usdc(2));
  ASSERT_TRUE(engine.Deliver(Paid(confirmed.terms)).ok());
  EXPECT_EQ(ReasonOf(Cancel(engine, IdOf(2)).status()), "payment_confirmed");
}

TEST(ResolveDiscrepancy, ClosesItOnceAndSaysSo) {
  TestEngine engine;
  const domain::Payment payment = engine.Create(Usdc(1));
  ASSERT_TRUE(engine.Deliver(Short(payment.terms)).ok());
  ASSERT_EQ(engine.Discrepancies().size(), 1u);
  const ResolveRequest request{.discrepancy_id = engine.Discrepancies()[0].id,
                               .note = "refunded",
                               .actor = "ann",
                               .peer = "console"};
  const auto resolved = Resolve(engine, request);
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  EXPECT_EQ(resolved->version, 2u);
  EXPECT_EQ(resolved->resolution->peer, "console");
  EXPECT_EQ(engine.EventNames().back(), "discrepancy.resolved");
  EXPECT_TRUE(engine.Discrepancies().empty());
  const auto rows = engine.Rows();
  EXPECT_TRUE(Resolve(engine, request).ok());
  ResolveRequest other = request;
  other.note = "not refunded";
  EXPECT_EQ(ReasonOf(Resolve(engine, other).status()), "discrepancy_resolved");
  EXPECT_EQ(engine.Rows(), rows);
}

TEST(ResolveDiscrepancy, IsRefusedForWhatIsNotThereAndForWhoPassesForTheEngine) {
  TestEngine engine;
  EXPECT_EQ(ReasonOf(Resolve(engine,
                             {.discrepancy_id = "nothing", .note = "n", .actor = "ann", .peer = ""})
                         .status()),
            "discrepancy_not_found");
  const domain::Payment payment = engine.Create(Usdc(1));
  ASSERT_TRUE(engine.Deliver(Short(payment.terms)).ok());
  EXPECT_EQ(ReasonOf(Resolve(engine, {.discrepancy_id = engine.Discrepancies()[0].id,
                                      .note = "n",
                                      .actor = "engine",
                                      .peer = ""})
                         .status()),
            "invalid_field");
  EXPECT_EQ(engine.Discrepancies().size(), 1u);
}

}  // namespace
}  // namespace hilt::settle::testing
