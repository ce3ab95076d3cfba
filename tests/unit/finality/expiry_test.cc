#include "confirmer/finality/expiry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "tests/support/test_engine.h"

namespace hilt::finality {
namespace {

using namespace test_support;  // NOLINT(google-build-using-namespace): a test's own words
using domain::DiscrepancyKind;
using domain::FailureReason;
using domain::Payment;
using domain::PaymentStatus;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class ExpiryTest : public ::testing::Test {
 protected:
  bool End(const LastCheck& check) {
    const auto ended = engine_.Do<bool>([&](settle::WriteContext& context) {
      return EndByWallClock(context, IdOf(1), check, absl::InfinitePast());
    });
    EXPECT_TRUE(ended.ok()) << ended.status();
    return ended.value_or(false);
  }

  void PassTime() { engine_.clock().Set(due_); }
  void PassADay() { engine_.clock().Set(due_ - kWallClockGrace + settle::kUndecidedAtMost); }

  TestEngine engine_;
  const Payment payment_ = engine_.Create(Usdc(1));
  const absl::Time due_ = payment_.terms.expires_at + absl::Seconds(120) + kWallClockGrace;
};

TEST_F(ExpiryTest, APaymentThatNobodyPaidEndsFifteenMinutesAfterItsGrace) {
  engine_.clock().Set(due_ - absl::Microseconds(1));
  EXPECT_FALSE(End({}));
  PassTime();
  EXPECT_TRUE(End({}));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kFailed);
  EXPECT_EQ(engine_.Now(payment_).state.failure_reason, FailureReason::kSessionExpired);
  EXPECT_THAT(engine_.EventNames(), ElementsAre("payment.created", "payment.failed"));
  EXPECT_THAT(engine_.Discrepancies(), IsEmpty());
  // Over: nothing more happens.
  const auto rows = engine_.Rows();
  EXPECT_TRUE(End({}));
  EXPECT_EQ(engine_.Rows(), rows);
}

// A durable nonce keeps a signed transaction good for as long as the buyer likes.
TEST_F(ExpiryTest, WhatLandsHoursAfterTheEndIsMoneyForOperatorsAndNoPayment) {
  PassTime();
  ASSERT_TRUE(End({}));
  domain::Observation late = Paid(payment_.terms);
  late.block_time = payment_.terms.expires_at + absl::Hours(6);
  ASSERT_TRUE(engine_.Deliver(late).ok());
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kFailed);
  ASSERT_EQ(engine_.Discrepancies().size(), 1u);
  EXPECT_EQ(engine_.Discrepancies().front().kind, DiscrepancyKind::kLate);
}

TEST_F(ExpiryTest, APaymentThatTheLastCheckFindsPaidIsConfirmed) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  PassTime();
  EXPECT_TRUE(End({.asked = {SignatureOf(1)}, .seen = {Paid(payment_.terms)}, .unanswered = {}}));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
}

TEST_F(ExpiryTest, ABroadcastThatTheChainDoesNotKnowHoldsNothingUp) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  PassTime();
  EXPECT_TRUE(End({.asked = {SignatureOf(1)}, .seen = {}, .unanswered = {}}));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kFailed);
}

TEST_F(ExpiryTest, AWebhooksCandidateThatTheChainDoesNotKnowHoldsNothingUpAndIsLookedForStill) {
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms, kWebhook)).ok());
  PassTime();
  EXPECT_TRUE(End({.asked = {SignatureOf(1)}, .seen = {}, .unanswered = {}}));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kFailed);
  EXPECT_TRUE(engine_.HasHint(1));
}

TEST_F(ExpiryTest, WaitsForAChainGradeCandidateWhateverTheTime) {
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms, kConfirmed)).ok());
  PassADay();
  EXPECT_FALSE(End({.asked = {SignatureOf(1)}, .seen = {}, .unanswered = {}}));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingConfirmation);
}

// The chain showed it to pay: with the money there, waiting is the safe side.
TEST_F(ExpiryTest, WaitsForAChainGradeCandidateThoughNoEndpointAnswersAboutItForADay) {
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms, kConfirmed)).ok());
  PassADay();
  engine_.clock().Advance(settle::kUndecidedAtMost);
  EXPECT_FALSE(End({.asked = {SignatureOf(1)}, .seen = {}, .unanswered = {SignatureOf(1)}}));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingConfirmation);
  EXPECT_THAT(engine_.Discrepancies(), IsEmpty());
  EXPECT_TRUE(End({.asked = {SignatureOf(1)}, .seen = {Paid(payment_.terms)}, .unanswered = {}}));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
}

// It came between the check and the end, and was not asked about.
TEST_F(ExpiryTest, WaitsForWhatHasTurnedUpSinceTheCheck) {
  PassTime();
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms, kWebhook)).ok());
  EXPECT_FALSE(End({}));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingConfirmation);
}

TEST_F(ExpiryTest, WhatIsNotAnsweredIsWaitedForADayAndThenADiscrepancy) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  const LastCheck check{.asked = {SignatureOf(1)}, .seen = {}, .unanswered = {SignatureOf(1)}};
  PassTime();
  EXPECT_FALSE(End(check));
  PassADay();
  engine_.clock().Advance(-absl::Microseconds(1));
  EXPECT_FALSE(End(check));
  PassADay();
  EXPECT_TRUE(End(check));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kFailed);
  const auto open = engine_.Discrepancies();
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].kind, DiscrepancyKind::kUnverifiable);
  EXPECT_EQ(open[0].signature, SignatureOf(1));
  EXPECT_EQ(open[0].detail, "no endpoint could say what became of it");
}

TEST_F(ExpiryTest, WhatCannotBeJudgedIsWaitedForADayAndThenADiscrepancy) {
  ASSERT_TRUE(engine_.Deliver(Unjudgeable(payment_.terms)).ok());
  const LastCheck check{
      .asked = {SignatureOf(1)}, .seen = {Unjudgeable(payment_.terms)}, .unanswered = {}};
  PassTime();
  EXPECT_FALSE(End(check));
  PassADay();
  EXPECT_TRUE(End(check));
  const auto open = engine_.Discrepancies();
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].kind, DiscrepancyKind::kUnverifiable);
  EXPECT_EQ(open[0].detail, "inner_instructions_not_recorded");
  EXPECT_THAT(*engine_.reader().Unverifiables(IdOf(1)), IsEmpty());
}

// What is undecided has a day from the latest of these, to the microsecond.
TEST_F(ExpiryTest, TheDayBeginsWithTheEndTheFirstLookOrTheLastThatBecameKnown) {
  const absl::Time end = due_ - kWallClockGrace;
  const absl::Duration hour = absl::Hours(1);
  const struct {
    const char* name;
    absl::Time looked_at_since;
    std::optional<absl::Time> unverifiable_at;
    std::optional<absl::Time> candidate_at;
    absl::Time day_begins;
  } cases[] = {
      {"the end", end - hour, end - 2 * hour, end - 3 * hour, end},
      {"the first look", end + 3 * hour, end + hour, end + 2 * hour, end + 3 * hour},
      {"what could not be judged", end + hour, end + 3 * hour, end + 2 * hour, end + 3 * hour},
      {"a candidate", end + hour, end + 2 * hour, end + 3 * hour, end + 3 * hour},
      {"nothing but an answer that is missing", end + hour, {}, {}, end + hour},
  };
  for (const auto& c : cases) {
    TestEngine engine;
    const Payment payment = engine.Create(Usdc(1));
    ASSERT_TRUE(engine.Broadcast(payment, 1).ok());
    LastCheck check{.asked = {SignatureOf(1)}, .seen = {}, .unanswered = {SignatureOf(1)}};
    const auto show_at = [&](std::optional<absl::Time> at, const domain::Observation& seen) {
      if (!at) return;
      check.asked.push_back(seen.signature);
      engine.clock().Set(*at);
      ASSERT_TRUE(engine.Deliver(seen).ok());
    };
    show_at(c.unverifiable_at, Unjudgeable(payment.terms, By(2, kFinal)));
    show_at(c.candidate_at, Paid(payment.terms, By(3, kWebhook)));
    const auto end_at = [&](absl::Time now) {
      engine.clock().Set(now);
      return *engine.Do<bool>([&](settle::WriteContext& context) {
        return EndByWallClock(context, IdOf(1), check, c.looked_at_since);
      });
    };
    const absl::Time given_up = c.day_begins + settle::kUndecidedAtMost;
    EXPECT_FALSE(end_at(given_up - absl::Microseconds(1))) << c.name;
    EXPECT_TRUE(end_at(given_up)) << c.name;
  }
}

TEST_F(ExpiryTest, WhatTheLastCheckJudgesIsWaitedForNoMore) {
  ASSERT_TRUE(engine_.Deliver(Unjudgeable(payment_.terms)).ok());
  PassTime();
  EXPECT_TRUE(End({.asked = {SignatureOf(1)}, .seen = {Short(payment_.terms)}, .unanswered = {}}));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kFailed);
  ASSERT_EQ(engine_.Discrepancies().size(), 1u);
  EXPECT_EQ(engine_.Discrepancies()[0].kind, DiscrepancyKind::kMerchantUnderpaid);
}

TEST_F(ExpiryTest, APaymentThatCameInTimeAndIsSeenAfterTheEndIsPaidAfterFailure) {
  PassTime();
  EXPECT_TRUE(End({}));
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms)).ok());
  ASSERT_EQ(engine_.Discrepancies().size(), 1u);
  EXPECT_EQ(engine_.Discrepancies()[0].kind, DiscrepancyKind::kPaidAfterFailure);
}

TEST_F(ExpiryTest, KnowsEverySignatureThatMaySettleThePaymentOnce) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  ASSERT_TRUE(engine_.Broadcast(payment_, 2).ok());
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms, By(2, kWebhook))).ok());
  ASSERT_TRUE(engine_.Deliver(Unjudgeable(payment_.terms, By(3, kFinal))).ok());
  ASSERT_TRUE(engine_.Deliver(Short(payment_.terms, By(4, kFinal))).ok());
  const auto known = KnownSignatures(engine_.reader(), engine_.Now(payment_));
  ASSERT_TRUE(known.ok()) << known.status();
  EXPECT_THAT(*known, UnorderedElementsAre(SignatureOf(1), SignatureOf(2), SignatureOf(3)));
}

// Two endpoints must agree on an amount like this.
class AgreementTest : public ::testing::Test {
 protected:
  bool EndAfterADay(const LastCheck& check) {
    engine_.clock().Set(payment_.terms.expires_at + absl::Seconds(120) + settle::kUndecidedAtMost);
    const auto ended = engine_.Do<bool>([&](settle::WriteContext& context) {
      return EndByWallClock(context, IdOf(1), check, absl::InfinitePast());
    });
    EXPECT_TRUE(ended.ok()) << ended.status();
    return ended.value_or(false);
  }

  TestEngine engine_;
  const Payment payment_ = engine_.Create(Large(1));
};

TEST_F(AgreementTest, ACandidateThatLacksOnlyAgreementEndsAfterADay) {
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms)).ok());
  ASSERT_EQ(engine_.Status(payment_), PaymentStatus::kPendingConfirmation);
  engine_.clock().Set(payment_.terms.expires_at + absl::Seconds(120) + kWallClockGrace);
  const auto waits = engine_.Do<bool>([&](settle::WriteContext& context) {
    return EndByWallClock(context, IdOf(1),
                          {.asked = {SignatureOf(1)}, .seen = {}, .unanswered = {}},
                          absl::InfinitePast());
  });
  EXPECT_FALSE(*waits);
  EXPECT_TRUE(EndAfterADay({.asked = {SignatureOf(1)}, .seen = {}, .unanswered = {}}));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kFailed);
}

// Something else that cannot be judged must not keep it open for ever.
TEST_F(AgreementTest, EndsAfterADayThoughSomethingElseCouldNotBeJudged) {
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms)).ok());
  ASSERT_TRUE(engine_.Deliver(Unjudgeable(payment_.terms, By(2, kFinal))).ok());
  EXPECT_TRUE(
      EndAfterADay({.asked = {SignatureOf(1), SignatureOf(2)}, .seen = {}, .unanswered = {}}));
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kFailed);
  ASSERT_EQ(engine_.Discrepancies().size(), 1u);
  EXPECT_EQ(engine_.Discrepancies()[0].kind, DiscrepancyKind::kUnverifiable);
}

TEST(Expiry, ByWebhookAloneNothingIsAskedAndTheClockDecides) {
  TestEngine engine(WebhookOnly());
  const Payment payment = engine.Create(Usdc(1));
  engine.clock().Set(payment.terms.expires_at + absl::Seconds(120) + kWallClockGrace);
  const auto ended = engine.Do<bool>([&](settle::WriteContext& context) {
    return EndByWallClock(context, IdOf(1), {}, absl::InfinitePast());
  });
  EXPECT_TRUE(*ended);
  EXPECT_EQ(engine.Status(payment), PaymentStatus::kFailed);
}

}  // namespace
}  // namespace hilt::finality
