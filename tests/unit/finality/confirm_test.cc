#include "confirmer/finality/confirm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "confirmer/settle/refusal.h"
#include "tests/support/test_engine.h"

namespace hilt::finality {
namespace {

using namespace test_support;  // NOLINT(google-build-using-namespace): a test's own words
using domain::Observation;
using domain::Payment;

constexpr std::array kAllOutcomes = {
    ConfirmOutcome::kOtherPayment, ConfirmOutcome::kConfirmed, ConfirmOutcome::kExpired,
    ConfirmOutcome::kFailed,       ConfirmOutcome::kDuplicate, ConfirmOutcome::kAwaitingCommitment,
    ConfirmOutcome::kRejected,     ConfirmOutcome::kUndecided, ConfirmOutcome::kNotSeen,
};

Observation Late(const domain::Terms& terms, const Shown& shown) {
  Observation seen = Paid(terms, shown);
  seen.block_time = terms.expires_at + absl::Seconds(121);
  return seen;
}

Observation Failed(const domain::Terms& terms, const Shown& shown) {
  Observation seen = Paid(terms, shown);
  seen.execution = domain::Execution::kFailed;
  return seen;
}

// The payment of this test asks for `confirmed`, so that each commitment can be shown.
Payment CreateQuick(TestEngine& engine, uint8_t number) {
  settle::SessionRequest request = Usdc(number);
  request.required_commitment = domain::Commitment::kConfirmed;
  return engine.Create(request);
}

void Cancel(TestEngine& engine, const Payment& payment) {
  ASSERT_TRUE(engine
                  .Do<Payment>([&](settle::WriteContext& context) {
                    return settle::CancelSession(context, payment.terms.payment_id);
                  })
                  .ok());
}

void Expire(TestEngine& engine, const Payment& payment) {
  const auto ended = engine.Do<bool>([&](settle::WriteContext& context) -> absl::StatusOr<bool> {
    Payment next = payment;
    next.state.failure_reason = domain::FailureReason::kSessionExpired;
    next.state.failed_at = context.now;
    const absl::Status put = context.ledger.PutPayment(next);
    if (!put.ok()) return put;
    return true;
  });
  ASSERT_TRUE(ended.ok()) << ended.status();
}

struct Row {
  std::string name;
  // What happened to the payment before.
  std::function<void(TestEngine&, const Payment&)> before;
  // What the fetch of transaction 1 shows now; none: nothing.
  std::function<Observation(const domain::Terms&)> shown;
  ConfirmOutcome outcome;
};

void Nothing(TestEngine&, const Payment&) {}

std::function<Observation(const domain::Terms&)> As(Observation (*make)(const domain::Terms&,
                                                                        const Shown&),
                                                    const Shown& shown) {
  return [make, shown](const domain::Terms& terms) { return make(terms, shown); };
}

std::function<void(TestEngine&, const Payment&)> After(Observation (*make)(const domain::Terms&,
                                                                           const Shown&),
                                                       const Shown& shown) {
  return [make, shown](TestEngine& engine, const Payment& payment) {
    ASSERT_TRUE(engine.Deliver(make(payment.terms, shown)).ok());
  };
}

void SettledAndReverted(TestEngine& engine, const Payment& payment) {
  ASSERT_TRUE(engine.Deliver(Paid(payment.terms, kConfirmed)).ok());
  ASSERT_TRUE(engine.Deliver(Failed(payment.terms, kFinal)).ok());
}

std::vector<Row> Table() {
  const auto by_another = After(Paid, By(2, kFinal));
  const Shown low{.commitment = domain::Commitment::kProcessed};
  return {
      {"settled by it", After(Paid, kConfirmed), As(Paid, kConfirmed), ConfirmOutcome::kConfirmed},
      {"settled by it, and not seen now", After(Paid, kConfirmed), nullptr,
       ConfirmOutcome::kConfirmed},
      {"settled by it, and cannot be judged now", After(Paid, kConfirmed),
       As(Unjudgeable, kConfirmed), ConfirmOutcome::kConfirmed},
      {"reverted, not seen", SettledAndReverted, nullptr, ConfirmOutcome::kNotSeen},
      {"late", Nothing, As(Late, kFinal), ConfirmOutcome::kExpired},
      {"late for a cancelled payment", Cancel, As(Late, kFinal), ConfirmOutcome::kExpired},
      {"expired, settles", Expire, As(Paid, kFinal), ConfirmOutcome::kExpired},
      {"expired, rejected", Expire, As(Short, kFinal), ConfirmOutcome::kExpired},
      {"expired, not seen", Expire, nullptr, ConfirmOutcome::kExpired},
      {"cancelled, settles", Cancel, As(Paid, kFinal), ConfirmOutcome::kFailed},
      {"cancelled, rejected", Cancel, As(Short, kFinal), ConfirmOutcome::kFailed},
      {"cancelled, not seen", Cancel, nullptr, ConfirmOutcome::kFailed},
      {"another settled it, settles", by_another, As(Paid, kFinal), ConfirmOutcome::kDuplicate},
      {"another settled it, rejected", by_another, As(Short, kFinal), ConfirmOutcome::kRejected},
      {"another settled it, cannot be judged", by_another, As(Unjudgeable, kFinal),
       ConfirmOutcome::kUndecided},
      {"another settled it, not seen", by_another, nullptr, ConfirmOutcome::kNotSeen},
      {"another settled it and was reverted, settles",
       [](TestEngine& engine, const Payment& payment) {
         ASSERT_TRUE(engine.Deliver(Paid(payment.terms, By(2, kConfirmed))).ok());
         ASSERT_TRUE(engine.Deliver(Failed(payment.terms, By(2, kFinal))).ok());
       },
       As(Paid, low), ConfirmOutcome::kAwaitingCommitment},
      {"settles, too weak", Nothing, As(Paid, low), ConfirmOutcome::kAwaitingCommitment},
      {"a webhook's candidate, not seen", After(Paid, kWebhook), nullptr,
       ConfirmOutcome::kAwaitingCommitment},
      {"a webhook's candidate, rejected", After(Paid, kWebhook), As(Short, low),
       ConfirmOutcome::kRejected},
      {"rejected", Nothing, As(Short, kFinal), ConfirmOutcome::kRejected},
      {"failed on the chain", Nothing, As(Failed, kFinal), ConfirmOutcome::kRejected},
      {"cannot be judged", Nothing, As(Unjudgeable, kFinal), ConfirmOutcome::kUndecided},
      {"not seen", Nothing, nullptr, ConfirmOutcome::kNotSeen},
  };
}

TEST(JudgeOutcome, SaysWhatIsTrueOfThePaymentAndTheTransaction) {
  std::vector<ConfirmOutcome> met;
  for (const Row& row : Table()) {
    TestEngine engine;
    const Payment payment = CreateQuick(engine, 1);
    row.before(engine, payment);
    const ConfirmRequest request{.payment_id = IdOf(1), .signature = SignatureOf(1)};
    std::optional<Observation> shown;
    if (row.shown) shown = row.shown(payment.terms);
    const auto answer =
        JudgeOutcome(engine.reader(), engine.rules().policy, request, shown ? &*shown : nullptr);
    ASSERT_TRUE(answer.ok()) << row.name << ": " << answer.status();
    EXPECT_EQ(Name(answer->outcome), Name(row.outcome)) << row.name;
    EXPECT_EQ(answer->signature, SignatureOf(1)) << row.name;
    EXPECT_EQ(answer->payment->terms.payment_id, IdOf(1)) << row.name;
    met.push_back(answer->outcome);
  }
  for (const ConfirmOutcome outcome : kAllOutcomes) {
    if (outcome == ConfirmOutcome::kOtherPayment) continue;  // below
    EXPECT_THAT(met, ::testing::Contains(outcome)) << Name(outcome);
  }
}

TEST(JudgeOutcome, ATransactionThatNamesAnotherPaymentIsTheOthersWhateverThisOneIs) {
  TestEngine engine;
  const Payment asked = CreateQuick(engine, 1);
  const Payment other = CreateQuick(engine, 2);
  Cancel(engine, asked);
  const ConfirmRequest request{.payment_id = IdOf(1), .signature = SignatureOf(1)};
  const Observation shown = Paid(other.terms);
  const auto answer = JudgeOutcome(engine.reader(), engine.rules().policy, request, &shown);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->outcome, ConfirmOutcome::kOtherPayment);
  EXPECT_EQ(answer->other_payment, IdOf(2));
  EXPECT_EQ(answer->payment->terms.payment_id, IdOf(1));
  EXPECT_EQ(answer->verification->verdict, domain::Verdict::kNoMemo);
}

TEST(JudgeOutcome, TheOtherPaymentOfAnUnknownNonceIsNotKnown) {
  TestEngine engine;
  const Payment asked = CreateQuick(engine, 1);
  const Observation shown = Show(ObservationBuilder(asked.terms).Memo(NonceOf(9)), kFinal);
  const auto answer = JudgeOutcome(engine.reader(), engine.rules().policy,
                                   {.payment_id = IdOf(1), .signature = {}}, &shown);
  EXPECT_EQ(answer->outcome, ConfirmOutcome::kOtherPayment);
  EXPECT_FALSE(answer->other_payment.has_value());
}

TEST(JudgeOutcome, ATransactionOfTwoMemosIsRejectedAndNotAnothers) {
  TestEngine engine;
  const Payment asked = CreateQuick(engine, 1);
  const Observation shown =
      Show(ObservationBuilder(asked.terms).Memo(NonceOf(1)).Memo(NonceOf(9)).Pay(0, 9'900), kFinal);
  const auto answer = JudgeOutcome(engine.reader(), engine.rules().policy,
                                   {.payment_id = IdOf(1), .signature = {}}, &shown);
  EXPECT_EQ(answer->outcome, ConfirmOutcome::kRejected);
  EXPECT_EQ(answer->verification->verdict, domain::Verdict::kAmbiguousMemo);
}

TEST(JudgeOutcome, OfAnUnknownPaymentIsNotFound) {
  TestEngine engine;
  const auto answer = JudgeOutcome(engine.reader(), engine.rules().policy,
                                   {.payment_id = IdOf(1), .signature = {}}, nullptr);
  EXPECT_EQ(settle::ReasonOf(answer.status()), "payment_not_found");
}

// What had shown the transaction before says nothing any more.
TEST(JudgeOutcome, ARevertedSettlementThatIsNotSeenHasNoVerdict) {
  TestEngine engine;
  const Payment payment = CreateQuick(engine, 1);
  SettledAndReverted(engine, payment);
  const auto answer = JudgeOutcome(engine.reader(), engine.rules().policy,
                                   {.payment_id = IdOf(1), .signature = SignatureOf(1)}, nullptr);
  EXPECT_EQ(answer->outcome, ConfirmOutcome::kNotSeen);
  EXPECT_FALSE(answer->verification.has_value());
  EXPECT_TRUE(answer->payment->state.reverted);
}

TEST(JudgeOutcome, AWebhooksCandidateHasItsVerdictAndFigures) {
  TestEngine engine;
  const Payment payment = CreateQuick(engine, 1);
  ASSERT_TRUE(engine.Deliver(Paid(payment.terms, kWebhook)).ok());
  const auto answer = JudgeOutcome(engine.reader(), engine.rules().policy,
                                   {.payment_id = IdOf(1), .signature = SignatureOf(1)}, nullptr);
  EXPECT_EQ(answer->verification->verdict, domain::Verdict::kSettled);
  EXPECT_EQ(answer->verification->legs.size(), 2u);
}

TEST(JudgeOutcome, WithoutASignatureAsksForTheBestThatIsKnown) {
  TestEngine engine;
  const Payment payment = CreateQuick(engine, 1);
  const ConfirmRequest request{.payment_id = IdOf(1), .signature = {}};
  const auto signature = [&] {
    return JudgeOutcome(engine.reader(), engine.rules().policy, request, nullptr)->signature;
  };
  EXPECT_EQ(signature(), std::nullopt);
  ASSERT_TRUE(engine.Broadcast(payment, 5).ok());
  ASSERT_TRUE(engine.Broadcast(payment, 6).ok());
  EXPECT_EQ(signature(), SignatureOf(6));
  // The chain has refuted the later one, so the earlier may still come.
  ASSERT_TRUE(engine.Deliver(Short(payment.terms, By(6, kFinal))).ok());
  EXPECT_EQ(signature(), SignatureOf(5));
  ASSERT_TRUE(engine.Deliver(Paid(payment.terms, By(7, kWebhook))).ok());
  EXPECT_EQ(signature(), SignatureOf(7));
  ASSERT_TRUE(engine.Deliver(Paid(payment.terms, By(8, kFinal))).ok());
  EXPECT_EQ(signature(), SignatureOf(8));
}

struct ByMemo {
  std::string name;
  std::function<std::optional<Observation>(const domain::Terms&)> shown;
  std::optional<ConfirmOutcome> outcome;  // none: payment_not_found
  bool has_payment;
};

TEST(JudgeOutcome, WithoutAPaymentTheMemoDecides) {
  const std::vector<ByMemo> table = {
      {"names one", [](const auto& terms) { return Short(terms); }, ConfirmOutcome::kRejected,
       true},
      {"names none", [](const auto& terms) { return Show(ObservationBuilder(terms), kFinal); },
       ConfirmOutcome::kRejected, false},
      {"names two",
       [](const auto& terms) {
         return Show(ObservationBuilder(terms).Memo(terms.nonce).Memo(NonceOf(9)), kFinal);
       },
       ConfirmOutcome::kRejected, false},
      {"names none that is known",
       [](const auto& terms) { return Show(ObservationBuilder(terms).Memo(NonceOf(9)), kFinal); },
       std::nullopt, false},
      {"not seen", [](const auto&) { return std::nullopt; }, ConfirmOutcome::kNotSeen, false},
  };
  for (const ByMemo& row : table) {
    TestEngine engine;
    const Payment payment = CreateQuick(engine, 1);
    const std::optional<Observation> shown = row.shown(payment.terms);
    const auto answer =
        JudgeOutcome(engine.reader(), engine.rules().policy,
                     {.payment_id = {}, .signature = SignatureOf(1)}, shown ? &*shown : nullptr);
    if (!row.outcome) {
      EXPECT_EQ(settle::ReasonOf(answer.status()), "payment_not_found") << row.name;
      continue;
    }
    ASSERT_TRUE(answer.ok()) << row.name << ": " << answer.status();
    EXPECT_EQ(Name(answer->outcome), Name(*row.outcome)) << row.name;
    EXPECT_EQ(answer->payment.has_value(), row.has_payment) << row.name;
  }
}

// It was seen before, and what is known needs no endpoint.
TEST(JudgeOutcome, WithoutAPaymentAndNotSeenNowSaysWhatIsKnownOfTheSignature) {
  TestEngine engine;
  const Payment settled = CreateQuick(engine, 1);
  ASSERT_TRUE(engine.Deliver(Paid(settled.terms, By(1, kFinal))).ok());
  const Payment hoped = CreateQuick(engine, 2);
  ASSERT_TRUE(engine.Deliver(Paid(hoped.terms, By(2, kWebhook))).ok());
  const auto judge = [&](uint16_t signature) {
    return JudgeOutcome(engine.reader(), engine.rules().policy,
                        {.payment_id = {}, .signature = SignatureOf(signature)}, nullptr);
  };
  EXPECT_EQ(judge(1)->outcome, ConfirmOutcome::kConfirmed);
  EXPECT_EQ(judge(1)->payment->terms.payment_id, IdOf(1));
  EXPECT_EQ(judge(2)->outcome, ConfirmOutcome::kAwaitingCommitment);
  EXPECT_EQ(judge(2)->payment->terms.payment_id, IdOf(2));
}

TEST(ConfirmOutcome, IsFinalUnlessWaitingCouldChangeIt) {
  for (const ConfirmOutcome outcome : kAllOutcomes) {
    const bool waits = outcome == ConfirmOutcome::kAwaitingCommitment ||
                       outcome == ConfirmOutcome::kUndecided || outcome == ConfirmOutcome::kNotSeen;
    EXPECT_EQ(IsFinal(outcome), !waits) << Name(outcome);
  }
}

}  // namespace
}  // namespace hilt::finality
