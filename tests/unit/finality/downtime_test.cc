#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "confirmer/finality/expiry_worker.h"
#include "confirmer/finality/hint_worker.h"
#include "tests/support/fake_chain.h"
#include "tests/support/test_engine.h"

// Payments that were made in time, by an engine that was away when their time was up.
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

constexpr absl::Duration kSecond = absl::Seconds(1);
constexpr absl::Duration kMinute = absl::Minutes(1);

class DowntimeTest : public ::testing::Test {
 protected:
  explicit DowntimeTest(settle::EngineRules rules = WithChainSource())
      : engine_(std::move(rules)), payment_(engine_.Create(Large(1))) {
    Start();
  }

  // A process begins, with what the store holds.
  void Start() {
    hints_.emplace(engine_.store(), engine_.writer(), chain_, engine_.clock());
    expiry_.emplace(engine_.store(), engine_.writer(), &chain_, engine_.rules(), engine_.clock());
  }
  void BeDownUntil(absl::Time time) {
    engine_.clock().Set(time);
    Start();
  }

  void Reach(uint64_t frontier, absl::Time time, const std::vector<Observation>& seen = {}) {
    domain::Step step;
    step.observations = seen;
    step.advance = Reached(frontier, time);
    const absl::Status taken = engine_.Deliver(step);
    ASSERT_TRUE(taken.ok()) << taken;
  }
  void Expire() {
    const auto looked = expiry_->Step();
    EXPECT_TRUE(looked.ok()) << looked.status();
    engine_.Drain();
  }
  void Fetch() {
    while (hints_->Step()) engine_.Drain();
  }
  // Both threads go on.
  void RunFor(absl::Duration time, absl::Duration step) {
    for (const absl::Time end = engine_.clock().Now() + time; engine_.clock().Now() < end;) {
      engine_.clock().Advance(step);
      Expire();
      Fetch();
    }
  }
  PaymentStatus status() const { return engine_.Status(payment_); }

  // In a block that ends with its time.
  Observation InTime() const {
    domain::BlockRef block = BlockOf(1'000, 0);
    block.blockhash.bytes.fill(static_cast<uint8_t>(1'000));
    Observation paid = In(block, Commitment::kFinalized, Paid(payment_.terms));
    paid.block_time = end_;
    return paid;
  }
  // As an endpoint shows it.
  Observation Fetched() const {
    Observation paid = InTime();
    paid.blockhash.reset();
    return paid;
  }
  // Again, and alike.
  void BothAnswer() {
    chain_.Fail(absl::OkStatus());
    chain_.Hold(Fetched());
    chain_.HoldBySpare(Fetched());
  }

  TestEngine engine_;
  FakeChain chain_;
  const Payment payment_;
  const absl::Time end_ = payment_.terms.expires_at + absl::Seconds(120);
  std::optional<HintWorker> hints_;
  std::optional<ExpiryWorker> expiry_;
};

TEST_F(DowntimeTest, APaymentInTimeThatTwoEndpointsAgreeOnAfterwardsConfirms) {
  Reach(950, payment_.terms.created_at);
  BeDownUntil(end_ + absl::Hours(25));
  Expire();
  Reach(1'000, end_, {InTime()});
  Reach(1'001, end_ + kSecond);
  Expire();
  EXPECT_EQ(status(), PaymentStatus::kPendingConfirmation) << "nobody was asked yet";
  // All endpoints rest, then one answers, then two.
  chain_.Fail(absl::UnavailableError("every endpoint rests"));
  RunFor(absl::Minutes(10), absl::Seconds(20));
  chain_.Fail(absl::OkStatus());
  chain_.Hold(Fetched());
  RunFor(absl::Hours(1), kMinute);
  EXPECT_EQ(status(), PaymentStatus::kPendingConfirmation);
  chain_.HoldBySpare(Fetched());
  RunFor(absl::Minutes(3), absl::Seconds(20));
  ASSERT_EQ(status(), PaymentStatus::kConfirmed);
  EXPECT_TRUE(engine_.Now(payment_).state.settlement->agreed);
  EXPECT_THAT(engine_.EventNames(),
              ElementsAre("payment.created", "payment.pending", "payment.confirmed"));
  EXPECT_THAT(engine_.Discrepancies(), IsEmpty());
}

// The expiry thread looks while the hint's thread asks.
TEST_F(DowntimeTest, IsNotGivenUpBetweenTheFetchAndTheAgreement) {
  BeDownUntil(end_ + absl::Hours(25));
  Reach(1'001, end_ + kSecond, {InTime()});
  chain_.Hold(Fetched());
  chain_.HoldBySpare(Fetched());
  size_t looks = 0;
  chain_.set_on_fetch([&] {
    ++looks;
    Expire();
  });
  Fetch();
  EXPECT_EQ(looks, 1u);
  EXPECT_EQ(status(), PaymentStatus::kConfirmed);
  EXPECT_THAT(engine_.Discrepancies(), IsEmpty());
}

// Its webhook came before, so that its hint is old; no endpoint answered, nor gave blocks.
TEST_F(DowntimeTest, EndpointsThatWereAwayForADayAreNoDifferentFromUs) {
  ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms, kWebhook)).ok());
  chain_.Fail(absl::UnavailableError("away"));
  RunFor(end_ + absl::Hours(25) - engine_.clock().Now(), absl::Minutes(5));
  EXPECT_EQ(status(), PaymentStatus::kPendingConfirmation);
  Reach(1'001, end_ + kSecond, {InTime()});
  Expire();
  EXPECT_EQ(status(), PaymentStatus::kPendingConfirmation);
  BothAnswer();
  RunFor(absl::Minutes(3), absl::Seconds(20));
  EXPECT_EQ(status(), PaymentStatus::kConfirmed);
}

TEST_F(DowntimeTest, ADayAfterItBeganToAskThePaymentIsGivenUp) {
  BeDownUntil(end_ + absl::Hours(25));
  Reach(1'001, end_ + kSecond, {InTime()});
  Expire();
  const absl::Time given_up = engine_.clock().Now() + settle::kUndecidedAtMost;
  chain_.Hold(Fetched());
  RunFor(given_up - kMinute - engine_.clock().Now(), kMinute);
  EXPECT_EQ(status(), PaymentStatus::kPendingConfirmation);
  RunFor(2 * kMinute, kMinute);
  EXPECT_EQ(status(), PaymentStatus::kFailed);
  ASSERT_EQ(engine_.Discrepancies().size(), 1u);
  EXPECT_EQ(engine_.Discrepancies()[0].kind, DiscrepancyKind::kPaidAfterFailure);
}

// By the wall clock.
class UnfollowedDowntimeTest : public DowntimeTest {
 protected:
  UnfollowedDowntimeTest() : DowntimeTest(WithEndpoint()) {
    EXPECT_TRUE(engine_.Broadcast(payment_, 1).ok());
  }
};

TEST_F(UnfollowedDowntimeTest, EndpointsThatRestJustAfterTheStartGiveNothingUp) {
  BeDownUntil(end_ + absl::Hours(25));
  chain_.Fail(absl::UnavailableError("every endpoint rests"));
  Expire();
  EXPECT_EQ(status(), PaymentStatus::kPendingConfirmation);
  BothAnswer();
  RunFor(absl::Minutes(3), absl::Seconds(20));
  EXPECT_EQ(status(), PaymentStatus::kConfirmed);
  EXPECT_THAT(engine_.Discrepancies(), IsEmpty());
}

// Others that are due must not make it forget since when it asks about this one.
TEST_F(UnfollowedDowntimeTest, WithoutAnAnswerForADayThePaymentIsGivenUp) {
  BeDownUntil(end_ + absl::Hours(25));
  chain_.Fail(absl::UnavailableError("away"));
  Expire();
  const absl::Time given_up = engine_.clock().Now() + settle::kUndecidedAtMost;
  const Payment other = engine_.Create(Usdc(2));
  RunFor(given_up - kMinute - engine_.clock().Now(), kMinute);
  EXPECT_EQ(engine_.Status(other), PaymentStatus::kFailed);
  EXPECT_EQ(status(), PaymentStatus::kPendingConfirmation);
  RunFor(2 * kMinute, kMinute);
  EXPECT_EQ(status(), PaymentStatus::kFailed);
  ASSERT_EQ(engine_.Discrepancies().size(), 1u);
  EXPECT_EQ(engine_.Discrepancies()[0].kind, DiscrepancyKind::kUnverifiable);
}

// What a stop cuts off was not answered, and says nothing.
TEST_F(UnfollowedDowntimeTest, AStopEndsNoPayment) {
  chain_.Fail(absl::UnavailableError("away"));
  engine_.clock().Set(end_ + kWallClockGrace);
  Expire();
  engine_.clock().Advance(settle::kUndecidedAtMost);
  chain_.set_on_fetch([this] { expiry_->Stop(); });
  Expire();
  EXPECT_EQ(status(), PaymentStatus::kPendingConfirmation);
  EXPECT_THAT(engine_.Discrepancies(), IsEmpty());
}

}  // namespace
}  // namespace hilt::finality
