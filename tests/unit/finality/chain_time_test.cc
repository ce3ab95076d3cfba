#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "confirmer/finality/expiry.h"
#include "confirmer/finality/expiry_worker.h"
#include "tests/support/fake_chain.h"
#include "tests/support/test_engine.h"

// Expiry where the chain is followed: by the time of its blocks.
namespace hilt::finality {
namespace {

using namespace test_support;  // NOLINT(google-build-using-namespace): a test's own words
using domain::DiscrepancyKind;
using domain::Payment;
using domain::PaymentStatus;
using domain::SourceAdvance;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr absl::Duration kGrace = absl::Seconds(120);
constexpr absl::Duration kSecond = absl::Seconds(1);

domain::Terms TermsOf() { return MakeTermsOrDie(UsdcInput()); }

// Covered to a time, from a time before the payment was created.
SourceAdvance Covered(const domain::Terms& terms, absl::Duration before_creation,
                      absl::Duration past_the_end) {
  SourceAdvance advance = Reached(1'000, terms.expires_at + kGrace + past_the_end);
  advance.covered_from_time = terms.created_at - before_creation;
  return advance;
}

TEST(EndingOf, FollowsFromWhatTheSourcesHaveCovered) {
  const domain::Terms terms = TermsOf();
  const absl::Time end = terms.expires_at + kGrace;
  const absl::Time late = end + absl::Hours(1'000);
  const absl::Duration minute = kCoveredBeforeCreation;
  SourceAdvance untold = Covered(terms, 2 * minute, kSecond);
  untold.covered_from_time.reset();
  SourceAdvance timeless = Covered(terms, 2 * minute, kSecond);
  timeless.frontier_time.reset();
  const SourceAdvance whole = Covered(terms, minute + kSecond, kSecond);
  const SourceAdvance began_late = Covered(terms, minute, kSecond);
  const SourceAdvance began_after = Covered(terms, -absl::Hours(2), absl::Hours(3));
  const struct {
    const char* name;
    std::vector<SourceAdvance> advances;
    absl::Time now;
    Ending ending;
    bool chain_source = true;
  } cases[] = {
      {"covered", {whole}, end, Ending::kChainTime},
      {"covered, though our clock is behind", {whole}, terms.created_at, Ending::kChainTime},
      {"one of two covers it", {began_late, whole}, end, Ending::kChainTime},
      // A later block may share the frontier's second, and be in time.
      {"the frontier is at the end", {Covered(terms, 2 * minute, {})}, late, Ending::kNotYet},
      {"the frontier is before the end, for long",
       {Covered(terms, 2 * minute, -kSecond)},
       late,
       Ending::kNotYet},
      {"no source has come anywhere", {}, late, Ending::kNotYet},
      {"the frontier has no time", {timeless}, late, Ending::kNotYet},
      {"the beginning has no time", {untold}, late, Ending::kNotYet},
      // A block before the first may share its second.
      {"it began a minute before, a while ago",
       {began_late},
       end + kWallClockGrace,
       Ending::kWallClock},
      {"it began a minute before", {began_late}, end + kWallClockGrace - kSecond, Ending::kNotYet},
      {"it began after the end",
       {began_after},
       *began_after.covered_from_time + kWallClockGrace - kSecond,
       Ending::kNotYet},
      {"it began after the end, a while ago",
       {began_after},
       *began_after.covered_from_time + kWallClockGrace,
       Ending::kWallClock},
      {"no source, before the longer grace is over",
       {},
       end + kWallClockGrace - kSecond,
       Ending::kNotYet,
       false},
      {"no source", {}, end + kWallClockGrace, Ending::kWallClock, false},
      {"a source of before, which is off", {whole}, end, Ending::kNotYet, false},
  };
  for (const auto& c : cases) {
    settle::EngineRules rules = WithChainSource();
    rules.chain_source = c.chain_source;
    EXPECT_EQ(EndingOf(rules, c.advances, terms, c.now), c.ending) << c.name;
  }
}

class ChainTimeTest : public ::testing::Test {
 protected:
  // The source has come to this time, and shown nothing more.
  void Reach(uint64_t frontier, absl::Time time,
             const std::vector<domain::Observation>& seen = {}) {
    domain::Step step;
    step.observations = seen;
    step.advance = Reached(frontier, time);
    const absl::Status taken = engine_.Deliver(step);
    ASSERT_TRUE(taken.ok()) << taken;
  }
  void Run() {
    const auto looked = worker_.Step();
    EXPECT_TRUE(looked.ok()) << looked.status();
    engine_.Drain();
  }
  void RunAgain() {
    engine_.clock().Advance(absl::Minutes(2));  // past the rest of what waits
    Run();
  }

  TestEngine engine_{WithChainSource()};
  FakeChain chain_;
  ExpiryWorker worker_{engine_.store(), engine_.writer(), &chain_, engine_.rules(),
                       engine_.clock()};
  const Payment payment_ = engine_.Create(Usdc(1));
  const absl::Time end_ = payment_.terms.expires_at + kGrace;
};

TEST_F(ChainTimeTest, APaymentThatNobodyPaidEndsWhenTheChainHasPassedItsEnd) {
  Reach(1'000, end_);
  Run();
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingSignature);
  Reach(1'001, end_ + kSecond);
  RunAgain();
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kFailed);
  EXPECT_THAT(engine_.EventNames(), ElementsAre("payment.created", "payment.failed"));
  EXPECT_EQ(chain_.fetches(), 0u);
}

TEST_F(ChainTimeTest, ASourceThatHasComeNowhereEndsNothing) {
  engine_.clock().Advance(absl::Hours(1'000));
  Run();
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingSignature);
}

TEST_F(ChainTimeTest, APaymentInTimeWhileWeWereDownForLongerThanItsSessionConfirms) {
  Reach(900, payment_.terms.created_at);
  engine_.clock().Advance(absl::Hours(72));
  Run();
  Reach(950, payment_.terms.created_at + kSecond);
  Run();
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingSignature);
  domain::Observation paid =
      In(BlockOf(1'000, 1), domain::Commitment::kFinalized, Paid(payment_.terms));
  paid.block_time = end_;
  Reach(1'000, end_, {paid});
  RunAgain();
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
  Reach(2'000, end_ + absl::Hours(72));
  RunAgain();
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
}

TEST_F(ChainTimeTest, WaitsForACandidateThatTheChainShowed) {
  ASSERT_TRUE(
      engine_.Deliver(In(BlockOf(3'000, 1), domain::Commitment::kConfirmed, Paid(payment_.terms)))
          .ok());
  Reach(1'000, end_ + kSecond);
  Run();
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingConfirmation);
  Reach(3'000, end_ + 2 * kSecond);  // and does not hold it
  RunAgain();
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kFailed);
}

TEST_F(ChainTimeTest, WhatCannotBeJudgedIsWaitedForADayAndThenADiscrepancy) {
  const domain::Observation seen =
      In(BlockOf(1'000, 1), domain::Commitment::kFinalized, Unjudgeable(payment_.terms));
  Reach(1'000, end_ + kSecond, {seen});
  engine_.clock().Set(end_);
  Run();
  engine_.clock().Advance(settle::kUndecidedAtMost - kSecond);
  Run();
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingSignature);
  RunAgain();
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kFailed);
  ASSERT_EQ(engine_.Discrepancies().size(), 1u);
  EXPECT_EQ(engine_.Discrepancies()[0].kind, DiscrepancyKind::kUnverifiable);
  EXPECT_THAT(*engine_.reader().Unverifiables(IdOf(1)), IsEmpty());
}

// Its webhook may have been the only one to see the payment.
TEST_F(ChainTimeTest, APaymentOlderThanWhatIsCoveredIsCheckedALastTime) {
  domain::Step step;
  step.advance = Reached(1'000, end_ + kSecond);
  step.advance->covered_from_time = payment_.terms.created_at;
  ASSERT_TRUE(engine_.Deliver(step).ok());
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  engine_.clock().Set(end_ + kWallClockGrace - kSecond);
  Run();
  EXPECT_EQ(chain_.fetches(), 0u);
  chain_.Hold(Paid(payment_.terms));
  RunAgain();
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
}

// The source went on between the look and the command.
TEST_F(ChainTimeTest, TheWriterLooksAgainAtWhatIsCovered) {
  const auto ended = engine_.Do<bool>([](settle::WriteContext& context) {
    return EndByChainTime(context, IdOf(1), absl::InfinitePast());
  });
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_FALSE(*ended);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingSignature);
}

}  // namespace
}  // namespace hilt::finality
