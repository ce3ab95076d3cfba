#include "indexer/source/call_budget.h"

#include <gtest/gtest.h>

#include <vector>

namespace hilt::source {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'790'000'000);

int TakenAtOnce(CallBudget& budget, absl::Time now) {
  int taken = 0;
  while (taken < 1000 && budget.Take(now, now)) ++taken;
  return taken;
}

TEST(CallBudget, LetsATenthOfASecondsWorthGoAtOnceAndThenSoManyASecond) {
  CallBudget budget(100);
  EXPECT_EQ(TakenAtOnce(budget, kStart), 10);
  EXPECT_EQ(budget.NextAt(kStart), kStart + absl::Milliseconds(10));
  EXPECT_EQ(TakenAtOnce(budget, kStart + absl::Milliseconds(9)), 0);
  EXPECT_EQ(TakenAtOnce(budget, kStart + absl::Milliseconds(10)), 1);
  EXPECT_EQ(TakenAtOnce(budget, kStart + absl::Milliseconds(40)), 3);
}

TEST(CallBudget, LetsOneGoAtOnceHoweverFewTheyAre) {
  for (const uint32_t calls : {1U, 3U, 10U}) {
    CallBudget budget(calls);
    EXPECT_EQ(TakenAtOnce(budget, kStart), 1) << calls;
    EXPECT_EQ(TakenAtOnce(budget, kStart + absl::Hours(1)), 1) << calls;
  }
}

TEST(CallBudget, NoSecondAfterAPauseHasMoreThanATenthTooMany) {
  for (const uint32_t calls : {1U, 10U, 50U, 400U}) {
    CallBudget budget(calls);
    uint32_t taken = 0;
    for (int ms = 0; ms < 1000; ++ms) {
      const absl::Time now = kStart + absl::Milliseconds(ms);
      taken += static_cast<uint32_t>(TakenAtOnce(budget, now));
    }
    EXPECT_GE(taken, calls);
    EXPECT_LE(taken, calls + calls / 10);
  }
}

TEST(CallBudget, GivesEachThatWaitsATurnOfItsOwn) {
  CallBudget budget(10);
  const absl::Time at_latest = kStart + absl::Milliseconds(250);
  std::vector<absl::Duration> turns;
  while (const auto turn = budget.Take(kStart, at_latest)) turns.push_back(*turn - kStart);
  EXPECT_EQ(turns, (std::vector<absl::Duration>{absl::ZeroDuration(), absl::Milliseconds(100),
                                                absl::Milliseconds(200)}));
  EXPECT_EQ(budget.NextAt(kStart), kStart + absl::Milliseconds(300)) << "the refused took none";
  EXPECT_EQ(TakenAtOnce(budget, kStart + absl::Milliseconds(299)), 0);
  EXPECT_EQ(TakenAtOnce(budget, kStart + absl::Milliseconds(300)), 1);
}

TEST(CallBudget, IsNotUsedUpForLongerWhereTheClockIsSetBack) {
  CallBudget budget(10);
  ASSERT_TRUE(budget.Take(kStart, kStart));
  ASSERT_TRUE(budget.Take(kStart, kStart + absl::Seconds(1)));
  const absl::Time before = kStart - absl::Hours(1);
  EXPECT_EQ(budget.NextAt(before), before + absl::Milliseconds(200));
  EXPECT_FALSE(budget.Take(before, before));
  EXPECT_EQ(budget.NextAt(before), before + absl::Milliseconds(200))
      << "no call is given twice either";
  EXPECT_EQ(TakenAtOnce(budget, before + absl::Milliseconds(200)), 1);
}

TEST(CallBudget, IsNoLimitWhereItIsZero) {
  CallBudget budget(0);
  EXPECT_EQ(TakenAtOnce(budget, kStart), 1000);
  EXPECT_LE(budget.NextAt(kStart), kStart);
}

}  // namespace
}  // namespace hilt::source
