#include "confirmer/settle/create_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "confirmer/settle/refusal.h"
#include "tests/support/test_engine.h"

namespace hilt::settle::testing {
namespace {

using namespace test_support;  // NOLINT(google-build-using-namespace): a test's own words
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

TEST(CreateSession, MakesAPendingPaymentAndSaysSo) {
  TestEngine engine;
  const domain::Payment payment = engine.Create(Usdc(1));
  EXPECT_EQ(payment.state.status(), domain::PaymentStatus::kPendingSignature);
  EXPECT_EQ(payment.state.version, 1u);
  EXPECT_EQ(payment.terms.created_at, engine.clock().Now());
  EXPECT_EQ(payment.terms.expires_at, engine.clock().Now() + absl::Minutes(15));
  EXPECT_EQ(payment.terms.required_commitment, domain::Commitment::kFinalized);
  EXPECT_THAT(engine.EventNames(), ElementsAre("payment.created"));
  EXPECT_EQ(engine.reader().FindNonce(NonceOf(1))->value(), IdOf(1));
}

TEST(CreateSession, TheSameRequestGivesThePaymentAsItStandsAndWritesNothing) {
  TestEngine engine;
  const domain::Payment payment = engine.Create(Usdc(1));
  ASSERT_TRUE(engine.Deliver(Paid(payment.terms)).ok());
  const auto rows = engine.Rows();
  // The API chooses ids anew for each call; the key finds the payment that the first one made.
  SessionRequest again = Usdc(1);
  again.payment_id = IdOf(9);
  again.nonce = NonceOf(9);
  const auto repeated = engine.TryCreate(again);
  ASSERT_TRUE(repeated.ok()) << repeated.status();
  EXPECT_EQ(repeated->terms.payment_id, IdOf(1));
  EXPECT_EQ(repeated->state.status(), domain::PaymentStatus::kConfirmed);
  EXPECT_EQ(engine.Rows(), rows);
}

TEST(CreateSession, IsRefusedWhileTheClockIsNotTheChains) {
  TestEngine engine;
  for (const int64_t skew : {-31, 31}) {
    SessionRequest request = Usdc(1);
    request.clock_skew = absl::Seconds(skew);
    const absl::Status status = engine.TryCreate(request).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
    EXPECT_EQ(ReasonOf(status), "clock_skew");
    EXPECT_THAT(DetailsOf(status), Contains(Pair("skew_seconds", std::to_string(skew))));
  }
  EXPECT_THAT(engine.EventNames(), IsEmpty());
  for (const int64_t skew : {-30, 0, 30}) {
    SessionRequest request = Usdc(static_cast<uint8_t>(skew + 40));
    request.clock_skew = absl::Seconds(skew);
    EXPECT_TRUE(engine.TryCreate(request).ok()) << skew;
  }
  SessionRequest again = Usdc(40);
  again.clock_skew = absl::Minutes(5);
  EXPECT_TRUE(engine.TryCreate(again).ok()) << "what was made is told whatever the clock says";
}

TEST(CreateSession, RacingCallsOfOneKeyGiveOnePayment) {
  TestEngine engine;
  constexpr size_t kCalls = 64;
  std::vector<absl::StatusOr<domain::Payment>> answers(kCalls, absl::UnknownError("no answer"));
  for (size_t i = 0; i < kCalls; ++i) {
    SessionRequest request = Usdc(1);
    request.payment_id = IdOf(static_cast<uint8_t>(i + 1));
    request.nonce = NonceOf(static_cast<uint8_t>(i + 1));
    ASSERT_TRUE(
        engine
            .Submit<domain::Payment>(
                [request](WriteContext& context) { return CreateSession(context, request); },
                &answers[i])
            .ok());
  }
  engine.Drain();
  for (const auto& answer : answers) {
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->terms.payment_id, IdOf(1));
  }
  EXPECT_THAT(engine.EventNames(), ElementsAre("payment.created"));
}

TEST(CreateSession, AKeyIsScopedToItsClient) {
  TestEngine engine;
  engine.Create(Usdc(1));
  SessionRequest other = Usdc(1);
  other.details.client = "another shop";
  other.payment_id = IdOf(2);
  other.nonce = NonceOf(2);
  const auto created = engine.TryCreate(other);
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->terms.payment_id, IdOf(2));
}

TEST(CreateSession, AKeyIsNotThePaymentIdOfThatText) {
  TestEngine engine;
  SessionRequest by_id = Usdc(1);
  by_id.details.idempotency_key.clear();
  engine.Create(by_id);
  SessionRequest by_key = Usdc(2);
  by_key.details.idempotency_key = domain::ToString(IdOf(1));
  EXPECT_EQ(engine.Create(by_key).terms.payment_id, IdOf(2));
}

TEST(CreateSession, APaymentIdStandsInTheKeysPlace) {
  TestEngine engine;
  SessionRequest request = Usdc(1);
  request.details.idempotency_key.clear();
  engine.Create(request);
  const auto rows = engine.Rows();
  request.nonce = NonceOf(9);
  const auto repeated = engine.TryCreate(request);
  ASSERT_TRUE(repeated.ok()) << repeated.status();
  EXPECT_EQ(repeated->terms.nonce, NonceOf(1));
  EXPECT_EQ(engine.Rows(), rows);
}

struct Taken {
  std::string name;
  std::function<void(SessionRequest&)> change;  // of the second request, from the first
  std::string reason;
  bool tells_fingerprint;
};

TEST(CreateSession, WhatIsTakenIsNotGivenAgain) {
  const std::vector<Taken> table = {
      {.name = "the key, other fields",
       .change = [](SessionRequest& r) { r.fingerprint = "other"; },
       .reason = "idempotency_key_reused",
       .tells_fingerprint = true},
      {.name = "the id, another key",
       .change = [](SessionRequest& r) { r.details.idempotency_key = "another"; },
       .reason = "payment_id_taken",
       .tells_fingerprint = true},
      {.name = "the id, another client",
       .change = [](SessionRequest& r) { r.details.client = "another shop"; },
       .reason = "payment_id_taken",
       .tells_fingerprint = false},
      {.name = "the nonce",
       .change =
           [](SessionRequest& r) {
             r.details.idempotency_key = "another";
             r.payment_id = IdOf(2);
           },
       .reason = "nonce_taken",
       .tells_fingerprint = false},
  };
  for (const Taken& row : table) {
    TestEngine engine;
    engine.Create(Usdc(1));
    const auto rows = engine.Rows();
    SessionRequest second = Usdc(1);
    row.change(second);
    const absl::Status refused = engine.TryCreate(second).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kAlreadyExists) << row.name;
    EXPECT_EQ(ReasonOf(refused), row.reason) << row.name;
    const auto details = DetailsOf(refused);
    if (row.tells_fingerprint) {
      EXPECT_THAT(details, Contains(Pair("fingerprint", "print 1"))) << row.name;
    } else {
      EXPECT_THAT(details, Not(Contains(Pair("fingerprint", ::testing::_)))) << row.name;
    }
    EXPECT_EQ(engine.Rows(), rows) << row.name;
  }
}

TEST(CreateSession, ANonceIsTakenForEverHoweverItsPaymentEnded) {
  for (const bool paid : {false, true}) {
    TestEngine engine;
    const domain::Payment payment = engine.Create(Usdc(1));
    if (paid) {
      ASSERT_TRUE(engine.Deliver(Paid(payment.terms)).ok());
    } else {
      ASSERT_TRUE(engine
                      .Do<domain::Payment>([&](WriteContext& context) {
                        return CancelSession(context, payment.terms.payment_id);
                      })
                      .ok());
    }
    ASSERT_TRUE(engine.Now(payment).state.terminal());
    SessionRequest again = Usdc(2);
    again.nonce = NonceOf(1);
    EXPECT_EQ(ReasonOf(engine.TryCreate(again).status()), "nonce_taken");
  }
}

TEST(CreateSession, AnIdWithoutAKeyThatIsUsedWithOtherFieldsIsTaken) {
  TestEngine engine;
  SessionRequest request = Usdc(1);
  request.details.idempotency_key.clear();
  engine.Create(request);
  request.fingerprint = "other";
  const absl::Status refused = engine.TryCreate(request).status();
  EXPECT_EQ(ReasonOf(refused), "payment_id_taken");
  EXPECT_THAT(DetailsOf(refused), Contains(Pair("fingerprint", "print 1")));
}

struct Refused {
  std::string name;
  std::function<void(EngineRules&, SessionRequest&)> change;
  absl::StatusCode code;
  std::string reason;
};

TEST(CreateSession, RefusesWhatCouldNotBeKept) {
  using absl::StatusCode;
  const std::vector<Refused> table = {
      {.name = "no source sees it",
       .change = [](EngineRules& rules, SessionRequest&) { rules.webhook = false; },
       .code = StatusCode::kFailedPrecondition,
       .reason = "not_watched"},
      {.name = "test money on the main network",
       .change = [](EngineRules&, SessionRequest& r) { r.details.livemode = true; },
       .code = StatusCode::kInvalidArgument,
       .reason = "livemode_mismatch"},
      {.name = "a mint that is not configured",
       .change = [](EngineRules&, SessionRequest& r) { r.token_mint = test_support::Key("other"); },
       .code = StatusCode::kInvalidArgument,
       .reason = "unknown_asset"},
      {.name = "SOL, by webhook alone",
       .change =
           [](EngineRules& rules, SessionRequest& r) {
             rules = WebhookOnly();
             r.token_mint.reset();
           },
       .code = StatusCode::kFailedPrecondition,
       .reason = "asset_unavailable"},
      {.name = "finalized, by webhook alone",
       .change =
           [](EngineRules& rules, SessionRequest& r) {
             rules = WebhookOnly();
             r.required_commitment = domain::Commitment::kFinalized;
           },
       .code = StatusCode::kFailedPrecondition,
       .reason = "commitment_unavailable"},
      {.name = "an amount that needs finalized, by webhook alone",
       .change =
           [](EngineRules& rules, SessionRequest& r) {
             rules = WebhookOnly();
             r.amount = domain::TokenAmount(1'000'000);
           },
       .code = StatusCode::kFailedPrecondition,
       .reason = "commitment_unavailable"},
      {.name = "10,000 basis points",
       .change = [](EngineRules&,
                    SessionRequest& r) { r.fee = SessionRequest::BasisPoints{.value = 10'000}; },
       .code = StatusCode::kInvalidArgument,
       .reason = "invalid_field"},
  };
  for (const Refused& row : table) {
    EngineRules rules = WithEndpoint();
    SessionRequest request = Usdc(1);
    row.change(rules, request);
    TestEngine engine(rules);
    const auto rows = engine.Rows();
    const absl::Status refused = engine.TryCreate(request).status();
    EXPECT_EQ(refused.code(), row.code) << row.name << ": " << refused;
    EXPECT_EQ(ReasonOf(refused), row.reason) << row.name;
    EXPECT_EQ(engine.Rows(), rows) << row.name;
  }
}

TEST(CreateSession, ExpiresInIsWholeSecondsFromOneMinuteToADay) {
  struct Row {
    absl::Duration expires_in;
    bool accepted;
  };
  const std::vector<Row> table = {
      {absl::Seconds(59), false},
      {absl::Seconds(60), true},
      {absl::Milliseconds(60'500), false},
      {absl::Hours(24), true},
      {absl::Hours(24) + absl::Seconds(1), false},
      {absl::InfiniteDuration(), false},
      {-absl::Minutes(5), false},
  };
  for (const Row& row : table) {
    TestEngine engine;
    SessionRequest request = Usdc(1);
    request.expires_in = row.expires_in;
    const auto created = engine.TryCreate(request);
    EXPECT_EQ(created.ok(), row.accepted) << row.expires_in;
    if (!row.accepted) {
      EXPECT_THAT(DetailsOf(created.status()), ElementsAre(Pair("field", "expires_in")));
    }
  }
}

TEST(CreateSession, AFeeInBasisPointsIsRoundedDown) {
  struct Row {
    uint64_t amount;
    uint32_t points;
    uint64_t fee;
  };
  const std::vector<Row> table = {
      {10'000, 100, 100},
      {10'099, 100, 100},
      {9'999, 9'999, 9'998},
      {18'446'744'073'709'551'615U, 9'999, 18'444'899'399'302'180'659U},
  };
  for (const Row& row : table) {
    TestEngine engine;
    SessionRequest request = Usdc(1);
    request.amount = domain::TokenAmount(row.amount);
    request.fee = SessionRequest::BasisPoints{.value = row.points};
    const auto created = engine.TryCreate(request);
    ASSERT_TRUE(created.ok()) << created.status();
    EXPECT_EQ(created->terms.fee.value(), row.fee) << row.amount;
  }
}

TEST(CreateSession, AFeeThatRoundsToNothingNeedsNoFeeWallet) {
  TestEngine engine;
  SessionRequest request = Usdc(1);
  request.amount = domain::TokenAmount(99);
  request.fee = SessionRequest::BasisPoints{.value = 100};
  EXPECT_EQ(engine.TryCreate(request).status().code(), absl::StatusCode::kInvalidArgument);
  request.fee_wallet.reset();
  const auto created = engine.TryCreate(request);
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->terms.legs.size(), 1u);
}

TEST(CreateSession, TheAssetsThresholdForcesFinalized) {
  EngineRules rules = WithEndpoint();
  rules.default_commitment = domain::Commitment::kConfirmed;
  TestEngine engine(rules);
  SessionRequest below = Usdc(1);
  below.amount = domain::TokenAmount(999'999);
  EXPECT_EQ(engine.Create(below).terms.required_commitment, domain::Commitment::kConfirmed);
  SessionRequest at = Usdc(2);
  at.amount = domain::TokenAmount(1'000'000);
  at.required_commitment = domain::Commitment::kConfirmed;
  EXPECT_EQ(engine.Create(at).terms.required_commitment, domain::Commitment::kFinalized);
}

TEST(CreateSession, WatchesTheFeeLegsAccountElseTheMerchants) {
  TestEngine engine;
  const domain::Payment with_fee = engine.Create(Usdc(1));
  EXPECT_EQ(with_fee.details.watch_account, with_fee.terms.legs[1].account);
  SessionRequest without = Usdc(2);
  without.fee = domain::TokenAmount(0);
  without.fee_wallet.reset();
  const domain::Payment alone = engine.Create(without);
  EXPECT_EQ(alone.details.watch_account, alone.terms.legs[0].account);
  EXPECT_NE(alone.details.watch_account, without.merchant_wallet);
  const domain::Payment in_sol = engine.Create(Sol(3));
  EXPECT_EQ(in_sol.details.watch_account, test_support::Key("fee wallet"));
  for (const domain::Payment* payment : {&with_fee, &alone, &in_sol}) {
    const auto watch = engine.reader().FindWatch(payment->details.watch_account);
    ASSERT_TRUE(watch->has_value());
    EXPECT_GE((*watch)->until, payment->terms.expires_at + absl::Hours(24));
  }
}

TEST(CreateSession, HasWhatNamedItsNonceBeforeFetchedAgain) {
  TestEngine engine;
  const domain::Payment other = engine.Create(Usdc(1));
  // Pays the watched fee account under the nonce of the session to come.
  ObservationBuilder builder(other.terms);
  builder.Memo(NonceOf(2)).Pay(1, 100);
  ASSERT_TRUE(engine.Deliver(Show(builder, kFinal)).ok());
  ASSERT_EQ(engine.Discrepancies().size(), 1u);
  ASSERT_FALSE(engine.HasHint(1));
  engine.Create(Usdc(2));
  EXPECT_TRUE(engine.HasHint(1));
  EXPECT_THAT(*engine.reader().Unmatched(NonceOf(2)), IsEmpty());
}

}  // namespace
}  // namespace hilt::settle::testing
