#include "indexer/source/call_budget.h"

#include <gtest/gtest.h>

namespace hilt::source {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'790'000'000);

int TakenAtOnce(CallBudget& budget, absl::Time now) {
  int taken = 0;
  while (taken < 1000 && budget.Take(now)) ++taken;
  return taken;
}

TEST(CallBudget, LetsASecondsWorthGoAtOnceAndThenSoManyASecond) {
  CallBudget budget(10);
  EXPECT_EQ(TakenAtOnce(budget, kStart), 10);
  EXPECT_EQ(budget.NextAt(), kStart + absl::Milliseconds(100));
  EXPECT_EQ(TakenAtOnce(budget, kStart + absl::Milliseconds(99)), 0);
  EXPECT_EQ(TakenAtOnce(budget, kStart + absl::Milliseconds(100)), 1);
  EXPECT_EQ(TakenAtOnce(budget, kStart + absl::Milliseconds(400)), 3);
}

TEST(CallBudget, SavesNoMoreThanASecondsWorth) {
  CallBudget budget(3);
  EXPECT_EQ(TakenAtOnce(budget, kStart), 3);
  EXPECT_EQ(TakenAtOnce(budget, kStart + absl::Hours(1)), 3);
}

TEST(CallBudget, IsNoLimitWhereItIsZero) {
  CallBudget budget(0);
  EXPECT_EQ(TakenAtOnce(budget, kStart), 1000);
  EXPECT_LE(budget.NextAt(), kStart);
}

}  // namespace
}  // namespace hilt::source
