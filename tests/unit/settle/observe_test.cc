#include "confirmer/settle/observe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/test_engine.h"

namespace hilt::settle::testing {
namespace {

using namespace test_support;  // NOLINT(google-build-using-namespace): a test's own words
using domain::DiscrepancyKind;
using domain::PaymentStatus;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

domain::Observation Failed(const domain::Terms& terms, const Shown& shown) {
  domain::Observation seen = Paid(terms, shown);
  seen.execution = domain::Execution::kFailed;
  return seen;
}

TEST(Observe, ConfirmsByTheFinalizedChain) {
  TestEngine engine;
  const domain::Payment payment = engine.Create(Usdc(1));
  ASSERT_TRUE(engine.Deliver(Paid(payment.terms)).ok());
  EXPECT_EQ(engine.Status(payment), PaymentStatus::kConfirmed);
  EXPECT_THAT(engine.EventNames(), ElementsAre("payment.created", "payment.confirmed"));
  EXPECT_FALSE(engine.HasHint(1));
  EXPECT_EQ(engine.Events().back().payment->state.status(), PaymentStatus::kConfirmed);
}

TEST(Observe, APaymentThatIsCreatedAndPaidInOneBatchIsConfirmed) {
  TestEngine engine;
  const domain::Terms terms = TestEngine().Create(Usdc(1)).terms;
  absl::StatusOr<domain::Payment> created = absl::UnknownError("");
  absl::StatusOr<bool> taken = absl::UnknownError("");
  ASSERT_TRUE(
      engine
          .Submit<domain::Payment>(
              [](WriteContext& context) { return CreateSession(context, Usdc(1)); }, &created)
          .ok());
  ASSERT_TRUE(engine
                  .Submit<bool>(
                      [&](WriteContext& context) { return Observe(context, Paid(terms)); }, &taken)
                  .ok());
  EXPECT_EQ(engine.writer().Step(), 2u);
  ASSERT_TRUE(taken.ok()) << taken.status();
  EXPECT_EQ(engine.Status(*created), PaymentStatus::kConfirmed);
}

TEST(Observe, OneStepMayPaySeveralPayments) {
  TestEngine engine;
  const domain::Payment one = engine.Create(Usdc(1));
  const domain::Payment two = engine.Create(Sol(2));
  domain::Step step;
  step.observations = {Paid(one.terms, By(1, kFinal)), Paid(two.terms, By(2, kFinal))};
  ASSERT_TRUE(engine.Deliver(step).ok());
  EXPECT_EQ(engine.Status(one), PaymentStatus::kConfirmed);
  EXPECT_EQ(engine.Status(two), PaymentStatus::kConfirmed);
}

struct Delivery {
  std::string name;
  EngineRules rules;
  domain::Observation (*make)(const domain::Terms&, const Shown&);
  std::vector<Shown> shown;  // delivered one after another, and then all of them again
};

// The chain's answer is in the store when the webhook comes again, and nothing is written.
TEST(Observe, RedeliveryChangesNoByte) {
  const std::vector<Delivery> table = {
      {"paid, on the chain", WithEndpoint(), Paid, {kFinal}},
      {"paid, confirmed and then finalized", WithEndpoint(), Paid, {kWebhook, kConfirmed, kFinal}},
      {"paid, by webhook that is evidence", WebhookOnly(), Paid, {kWebhook}},
      {"paid, by webhook that is a hint", WithEndpoint(), Paid, {kWebhook}},
      {"short, on the chain", WithEndpoint(), Short, {kFinal}},
      {"short, by webhook and then the chain", WithEndpoint(), Short, {kWebhook, kFinal}},
      {"short, by webhook that is evidence", WebhookOnly(), Short, {kWebhook}},
      {"not to be judged", WithEndpoint(), Unjudgeable, {kWebhook}},
      {"not to be judged, no endpoint", WebhookOnly(), Unjudgeable, {kWebhook}},
  };
  for (const Delivery& row : table) {
    TestEngine engine(row.rules);
    const domain::Payment payment = engine.Create(Usdc(1));
    for (const Shown& shown : row.shown) {
      ASSERT_TRUE(engine.Deliver(row.make(payment.terms, shown)).ok()) << row.name;
    }
    // The chain has decided: the hint was worked off.
    const bool decided = row.shown.back().commitment == domain::Commitment::kFinalized;
    if (decided) {
      ASSERT_TRUE(engine
                      .Do<bool>([](WriteContext& context) -> absl::StatusOr<bool> {
                        const auto deleted = context.ledger.DeleteHint(SignatureOf(1));
                        if (!deleted.ok()) return deleted;
                        return true;
                      })
                      .ok());
    }
    const auto rows = engine.Rows();
    engine.clock().Advance(absl::Seconds(30));
    for (const Shown& shown : row.shown) {
      ASSERT_TRUE(engine.Deliver(row.make(payment.terms, shown)).ok()) << row.name;
    }
    EXPECT_EQ(engine.Rows(), rows) << row.name;
  }
}

TEST(Observe, RedeliveryOfWhatCouldNotSettleChangesNoByte) {
  for (const bool cancelled : {false, true}) {
    TestEngine engine;
    const domain::Payment payment = engine.Create(Usdc(1));
    if (cancelled) {
      ASSERT_TRUE(engine
                      .Do<domain::Payment>([&](WriteContext& context) {
                        return CancelSession(context, payment.terms.payment_id);
                      })
                      .ok());
    } else {
      ASSERT_TRUE(engine.Deliver(Paid(payment.terms, By(1, kFinal))).ok());
    }
    ASSERT_TRUE(engine.Deliver(Paid(payment.terms, By(2, kFinal))).ok());
    ASSERT_EQ(engine.Discrepancies().size(), 1u);
    const auto rows = engine.Rows();
    ASSERT_TRUE(engine.Deliver(Paid(payment.terms, By(2, kWebhook))).ok());
    ASSERT_TRUE(engine.Deliver(Paid(payment.terms, By(2, kFinal))).ok());
    EXPECT_EQ(engine.Rows(), rows);
  }
}

struct Hint {
  std::string name;
  EngineRules rules;
  Shown shown;
  domain::Observation (*make)(const domain::Terms&, const Shown&);
  bool wanted;
};

TEST(Observe, AHintIsKeptWhereBetterEvidenceWouldDecide) {
  EngineRules evidence_and_endpoint = WebhookOnly();
  evidence_and_endpoint.rpc_endpoint = true;
  const std::vector<Hint> table = {
      {"a webhook that is a hint", WithEndpoint(), kWebhook, Paid, true},
      {"a bad one by such a webhook", WithEndpoint(), kWebhook, Short, true},
      {"the confirmed chain, finalized asked", WithEndpoint(), kConfirmed, Paid, true},
      {"a bad one on the confirmed chain, finalized asked", WithEndpoint(), kConfirmed, Short,
       true},
      {"one that failed in a block that may be lost, finalized asked", WithEndpoint(), kConfirmed,
       Failed, true},
      {"the finalized chain", WithEndpoint(), kFinal, Paid, false},
      {"a bad one on the finalized chain", WithEndpoint(), kFinal, Short, false},
      {"what cannot be judged", WithEndpoint(), kFinal, Unjudgeable, true},
      {"a webhook that confirmed, to see it finalized", evidence_and_endpoint, kWebhook, Paid,
       true},
      {"a bad one by a webhook that is evidence", evidence_and_endpoint, kWebhook, Short, false},
      {"a webhook that confirmed, nothing to fetch from", WebhookOnly(), kWebhook, Paid, false},
      {"what cannot be judged, nothing to fetch from", WebhookOnly(), kWebhook, Unjudgeable, false},
  };
  for (const Hint& row : table) {
    TestEngine engine(row.rules);
    const domain::Payment payment = engine.Create(Usdc(1));
    ASSERT_TRUE(engine.Deliver(row.make(payment.terms, row.shown)).ok()) << row.name;
    EXPECT_EQ(engine.HasHint(1), row.wanted) << row.name;
  }
}

TEST(Observe, NewsOfATransactionHasItsHintTriedAtOnce) {
  TestEngine engine;
  const domain::Payment payment = engine.Create(Usdc(1));
  const absl::Time later = engine.clock().Now() + absl::Minutes(1);
  ASSERT_TRUE(engine
                  .Do<bool>([&](WriteContext& context) -> absl::StatusOr<bool> {
                    const auto put = context.ledger.PutHint({.signature = SignatureOf(1),
                                                             .arrived_at = context.now,
                                                             .attempts = 40,
                                                             .next_at = later});
                    if (!put.ok()) return put;
                    return true;
                  })
                  .ok());
  ASSERT_TRUE(engine.Deliver(Paid(payment.terms, kWebhook)).ok());
  const auto hint = engine.reader().FindHint(SignatureOf(1));
  EXPECT_EQ((*hint)->next_at, engine.clock().Now());
  EXPECT_EQ((*hint)->attempts, 0u);
}

TEST(Observe, WhatASourceCouldNotReadIsKept) {
  TestEngine engine;
  domain::Step step;
  step.hints = {SignatureOf(5)};
  step.unreadable = {{.error = "not an object", .bytes = "[]"}};
  ASSERT_TRUE(engine.Deliver(step).ok());
  EXPECT_TRUE(engine.HasHint(5));
  const auto kept = engine.reader().BadElements(10);
  ASSERT_EQ(kept->size(), 1u);
  EXPECT_EQ(kept->front().bytes, "[]");
}

TEST(Observe, AHintFromASourceIsKeptUntilThereIsAnEndpoint) {
  TestEngine engine(WebhookOnly());
  domain::Step step;
  step.hints = {SignatureOf(5)};
  ASSERT_TRUE(engine.Deliver(step).ok());
  EXPECT_TRUE(engine.HasHint(5));
}

TEST(Observe, WhatCannotBeJudgedIsKeptUntilItIs) {
  TestEngine engine;
  const domain::Payment payment = engine.Create(Usdc(1));
  const auto kept = [&] { return *engine.reader().Unverifiables(payment.terms.payment_id); };
  ASSERT_TRUE(engine.Deliver(Unjudgeable(payment.terms)).ok());
  ASSERT_EQ(kept().size(), 1u);
  EXPECT_EQ(kept()[0].reason, "inner_instructions_not_recorded");
  EXPECT_EQ(engine.Status(payment), PaymentStatus::kPendingSignature);
  // A webhook that is a hint decides nothing.
  ASSERT_TRUE(engine.Deliver(Short(payment.terms, kWebhook)).ok());
  EXPECT_EQ(kept().size(), 1u);
  ASSERT_TRUE(engine.Deliver(Short(payment.terms)).ok());
  EXPECT_THAT(kept(), IsEmpty());
}

TEST(Observe, TheSameSeenWorseLaterIsNotKeptAsUnjudged) {
  TestEngine engine;
  const domain::Payment payment = engine.Create(Usdc(1));
  ASSERT_TRUE(engine.Deliver(Short(payment.terms)).ok());
  const auto rows = engine.Rows();
  ASSERT_TRUE(engine.Deliver(Unjudgeable(payment.terms)).ok());
  EXPECT_EQ(engine.Rows(), rows);
}

TEST(Observe, ATransactionThatNamesTwoPaymentsIsOneMatterForBoth) {
  TestEngine engine;
  const domain::Payment one = engine.Create(Usdc(1));
  const domain::Payment two = engine.Create(Usdc(2));
  ObservationBuilder builder(one.terms);
  builder.Memo(one.terms.nonce).Memo(two.terms.nonce).Pay(0, 9'900).Pay(1, 100);
  builder.Changes(
      {.account = two.terms.legs[0].account, .owner = two.terms.legs[0].wallet, .delta = 50});
  ASSERT_TRUE(engine.Deliver(Show(builder, kFinal)).ok());
  const auto open = engine.Discrepancies();
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].kind, DiscrepancyKind::kAmbiguousMemo);
  EXPECT_THAT(open[0].payments, ElementsAre(IdOf(1), IdOf(2)));
  EXPECT_THAT(open[0].nonces, ElementsAre(NonceOf(1), NonceOf(2)));
  EXPECT_THAT(open[0].legs, IsEmpty());
  ASSERT_EQ(open[0].credits.size(), 3u);
  EXPECT_EQ(open[0].credits[2].wallet, two.terms.legs[0].wallet);
  for (const domain::Payment& payment : {one, two}) {
    EXPECT_EQ(engine.Now(payment).state.attempts.count, 1u);
    EXPECT_EQ(*engine.reader().CountDiscrepancies(payment.terms.payment_id,
                                                  DiscrepancyKind::kAmbiguousMemo),
              1u);
  }
  const auto rows = engine.Rows();
  ASSERT_TRUE(engine.Deliver(Show(builder, kFinal)).ok());
  EXPECT_EQ(engine.Rows(), rows);
}

TEST(Observe, ASignatureThatWasRecordedForAnotherPaymentIsThatOnesAttempt) {
  TestEngine engine;
  const domain::Payment announced = engine.Create(Usdc(1));
  const domain::Payment paid = engine.Create(Usdc(2));
  ASSERT_TRUE(engine.Broadcast(announced, 1).ok());
  ASSERT_TRUE(engine.Deliver(Paid(paid.terms)).ok());
  EXPECT_EQ(engine.Status(paid), PaymentStatus::kConfirmed);
  EXPECT_EQ(engine.Status(announced), PaymentStatus::kPendingSignature);
  EXPECT_EQ(engine.Now(announced).state.attempts.Latest()->verdict, domain::Verdict::kNoMemo);
  EXPECT_EQ(engine.EventNames().size(), 5u);
  EXPECT_THAT(engine.Discrepancies(), IsEmpty());
}

// A signature settles at most one payment, whatever sources say of it; and what they say of one
// does not stop the rest of their step.
TEST(Observe, ASignatureThatSettledAPaymentSettlesNoOther) {
  EngineRules rules = WebhookOnly();
  rules.rpc_endpoint = true;
  TestEngine engine(rules);
  const domain::Payment one = engine.Create(Usdc(1));
  const domain::Payment two = engine.Create(Usdc(2));
  const domain::Payment three = engine.Create(Usdc(3));
  ASSERT_TRUE(engine.Deliver(Paid(one.terms, kWebhook)).ok());
  ASSERT_EQ(engine.Status(one), PaymentStatus::kConfirmed);
  domain::Step step;
  step.observations = {Paid(two.terms, kFinal), Paid(three.terms, By(3, kFinal))};
  ASSERT_TRUE(engine.Deliver(step).ok());
  EXPECT_EQ(engine.Status(two), PaymentStatus::kPendingSignature);
  EXPECT_EQ(engine.Status(three), PaymentStatus::kConfirmed);
  EXPECT_TRUE(engine.Now(one).state.reverted);
  std::vector<DiscrepancyKind> kinds;
  for (const auto& open : engine.Discrepancies()) kinds.push_back(open.kind);
  EXPECT_THAT(kinds, ::testing::UnorderedElementsAre(DiscrepancyKind::kReverted,
                                                     DiscrepancyKind::kEndpointDisagreement));
}

TEST(Observe, AShortPaymentOpensADiscrepancyWithItsFigures) {
  TestEngine engine;
  const domain::Payment payment = engine.Create(Usdc(1));
  ASSERT_TRUE(engine.Deliver(Short(payment.terms, By(4, kFinal))).ok());
  const auto open = engine.Discrepancies();
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].kind, DiscrepancyKind::kMerchantUnderpaid);
  EXPECT_EQ(open[0].verdict, domain::Verdict::kMerchantUnderpaid);
  EXPECT_EQ(open[0].signature, SignatureOf(4));
  EXPECT_EQ(open[0].watch_account, payment.details.watch_account);
  EXPECT_EQ(open[0].opened_at, engine.clock().Now());
  ASSERT_EQ(open[0].legs.size(), 2u);
  EXPECT_EQ(open[0].legs[0].owner_net, 9'899);
  ASSERT_EQ(open[0].credits.size(), 2u);
  EXPECT_EQ(open[0].credits[0].amount, 9'899);
  EXPECT_EQ(open[0].credits[1].amount, 100);
  EXPECT_EQ(open[0].seen->slot, domain::Slot(1'000));
  EXPECT_EQ(open[0].seen->commitment, domain::Commitment::kFinalized);
  EXPECT_FALSE(open[0].candidate.has_value());
  EXPECT_EQ(engine.EventNames().back(), "discrepancy.opened");
  EXPECT_EQ(engine.Events().back().discrepancy->id, open[0].id);
}

TEST(Observe, EvidenceTooWeakToConfirmIsTooWeakToAccuse) {
  TestEngine engine;
  const domain::Payment payment = engine.Create(Usdc(1));
  ASSERT_TRUE(engine.Deliver(Short(payment.terms, kWebhook)).ok());
  ASSERT_TRUE(engine.Deliver(Short(payment.terms, kConfirmed)).ok());
  EXPECT_THAT(engine.Discrepancies(), IsEmpty());
  EXPECT_EQ(engine.Now(payment).state.attempts.count, 1u);
}

TEST(Observe, ALatePaymentIsADiscrepancyAndNotASettlement) {
  TestEngine engine;
  const domain::Payment payment = engine.Create(Usdc(1));
  domain::Observation late = Paid(payment.terms);
  late.block_time = payment.terms.expires_at + absl::Seconds(121);
  ASSERT_TRUE(engine.Deliver(late).ok());
  EXPECT_EQ(engine.Status(payment), PaymentStatus::kPendingSignature);
  ASSERT_EQ(engine.Discrepancies().size(), 1u);
  EXPECT_EQ(engine.Discrepancies()[0].kind, DiscrepancyKind::kLate);
}

TEST(Observe, ASecondPaymentIsADuplicateThatIsHeld) {
  TestEngine engine;
  const domain::Payment payment = engine.Create(Usdc(1));
  ASSERT_TRUE(engine.Deliver(Paid(payment.terms, By(1, kFinal))).ok());
  ASSERT_TRUE(engine.Deliver(Paid(payment.terms, By(2, kFinal))).ok());
  const auto open = engine.Discrepancies();
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].kind, DiscrepancyKind::kDuplicatePayment);
  ASSERT_TRUE(open[0].candidate.has_value());
  EXPECT_EQ(open[0].candidate->key.signature, SignatureOf(2));
  EXPECT_EQ(open[0].verdict, domain::Verdict::kSettled);
  EXPECT_EQ(engine.Now(payment).state.settlement->key.signature, SignatureOf(1));
  EXPECT_EQ(engine.EventNames().back(), "discrepancy.opened");
}

TEST(Observe, MoneyForACancelledPaymentIsPaidAfterFailure) {
  TestEngine engine;
  const domain::Payment payment = engine.Create(Usdc(1));
  ASSERT_TRUE(engine
                  .Do<domain::Payment>([&](WriteContext& context) {
                    return CancelSession(context, payment.terms.payment_id);
                  })
                  .ok());
  ASSERT_TRUE(engine.Deliver(Paid(payment.terms, kWebhook)).ok());
  EXPECT_THAT(engine.Discrepancies(), IsEmpty());
  EXPECT_TRUE(engine.HasHint(1));
  ASSERT_TRUE(engine.Deliver(Paid(payment.terms)).ok());
  ASSERT_EQ(engine.Discrepancies().size(), 1u);
  EXPECT_EQ(engine.Discrepancies()[0].kind, DiscrepancyKind::kPaidAfterFailure);
  EXPECT_TRUE(engine.Discrepancies()[0].candidate.has_value());
  EXPECT_EQ(engine.Status(payment), PaymentStatus::kFailed);
}

// A payment that asks for `confirmed` only, so that its settlement can be lost.
domain::Payment CreateQuick(TestEngine& engine, uint8_t number) {
  SessionRequest request = Usdc(number);
  request.required_commitment = domain::Commitment::kConfirmed;
  return engine.Create(request);
}

TEST(Observe, ASettlementThatTheFinalizedChainRefutesIsReverted) {
  TestEngine engine;
  const domain::Payment payment = CreateQuick(engine, 1);
  ASSERT_TRUE(engine.Deliver(Paid(payment.terms, kConfirmed)).ok());
  const size_t before = engine.event_count();
  ASSERT_TRUE(engine.Deliver(Failed(payment.terms, kFinal)).ok());
  EXPECT_TRUE(engine.Now(payment).state.reverted);
  EXPECT_THAT(engine.EventNames(before), ElementsAre("payment.reverted", "discrepancy.opened"));
  const auto open = engine.Discrepancies();
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].kind, DiscrepancyKind::kReverted);
  // About the settlement that was lost, as it was seen.
  EXPECT_EQ(open[0].seen->commitment, domain::Commitment::kConfirmed);
  EXPECT_EQ(open[0].candidate->key.signature, SignatureOf(1));
  EXPECT_EQ(open[0].legs[0].owner_net, 9'900);
}

TEST(Observe, AHeldDuplicateTakesTheLostSettlementsPlaceAndIsFollowedUntilFinalized) {
  TestEngine engine;
  const domain::Payment payment = CreateQuick(engine, 1);
  ASSERT_TRUE(engine.Deliver(Paid(payment.terms, By(1, kConfirmed))).ok());
  ASSERT_TRUE(engine.Deliver(Paid(payment.terms, By(2, kConfirmed))).ok());
  ASSERT_FALSE(engine.HasHint(2));
  const size_t before = engine.event_count();
  ASSERT_TRUE(engine.Deliver(Failed(payment.terms, By(1, kFinal))).ok());
  const domain::PaymentState state = engine.Now(payment).state;
  EXPECT_FALSE(state.reverted);
  EXPECT_EQ(state.settlement->key.signature, SignatureOf(2));
  EXPECT_THAT(engine.EventNames(before),
              ElementsAre("payment.reverted", "payment.reinstated", "discrepancy.opened",
                          "discrepancy.resolved", "discrepancy.resolved"));
  EXPECT_THAT(engine.Discrepancies(), IsEmpty());
  EXPECT_TRUE(engine.HasHint(2));
  ASSERT_TRUE(engine.Deliver(Paid(payment.terms, By(2, kFinal))).ok());
  EXPECT_EQ(engine.EventNames().back(), "payment.finalized");
}

TEST(Observe, ARevertedPaymentIsReinstatedByAnotherTransaction) {
  TestEngine engine;
  const domain::Payment payment = CreateQuick(engine, 1);
  ASSERT_TRUE(engine.Deliver(Paid(payment.terms, By(1, kConfirmed))).ok());
  ASSERT_TRUE(engine.Deliver(Failed(payment.terms, By(1, kFinal))).ok());
  const size_t before = engine.event_count();
  ASSERT_TRUE(engine.Deliver(Paid(payment.terms, By(3, kFinal))).ok());
  EXPECT_FALSE(engine.Now(payment).state.reverted);
  EXPECT_THAT(engine.EventNames(before), ElementsAre("payment.reinstated", "discrepancy.resolved"));
  const auto closed = engine.Discrepancies(storage::DiscrepancyStateFilter::kResolved);
  ASSERT_EQ(closed.size(), 1u);
  EXPECT_EQ(closed[0].resolution->actor, "engine");
}

TEST(Observe, TheSettlementInAnotherBlockTakesThatBlocksPlace) {
  TestEngine engine;
  const domain::Payment payment = CreateQuick(engine, 1);
  ASSERT_TRUE(engine.Deliver(Paid(payment.terms, kConfirmed)).ok());
  Shown moved = kFinal;
  moved.slot = 1'003;
  ASSERT_TRUE(engine.Deliver(Paid(payment.terms, moved)).ok());
  EXPECT_EQ(engine.Now(payment).state.settlement->key.slot, domain::Slot(1'003));
  EXPECT_EQ(engine.EventNames().back(), "payment.finalized");
}

TEST(Observe, MemosOfNoPaymentAndNoMoneyLeaveNoTrace) {
  TestEngine engine;
  const domain::Payment payment = engine.Create(Usdc(1));
  const auto rows = engine.Rows();
  ASSERT_TRUE(
      engine.Deliver(Show(ObservationBuilder(payment.terms).Memo(NonceOf(9)), kFinal)).ok());
  ASSERT_TRUE(engine.Deliver(Show(ObservationBuilder(payment.terms), kFinal)).ok());
  EXPECT_EQ(engine.Rows(), rows);
}

}  // namespace
}  // namespace hilt::settle::testing
