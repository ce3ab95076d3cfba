#include "base/clock.h"

#include <gtest/gtest.h>

#include "absl/time/clock.h"

namespace hilt::base {
namespace {

TEST(SystemClock, GivesWholeMicrosecondsOfTheMachinesTime) {
  const absl::Time before = absl::Now() - absl::Microseconds(1);
  const absl::Time now = SystemClock().Now();
  EXPECT_GE(now, before);
  EXPECT_LE(now, absl::Now());
  EXPECT_EQ(now, absl::FromUnixMicros(absl::ToUnixMicros(now)));
}

TEST(OffsetClock, StartsAtTheChosenTimeAndRunsOn) {
  const absl::Time start = absl::FromUnixSeconds(1'790'000'000);
  const OffsetClock clock(start);
  const absl::Time first = clock.Now();
  EXPECT_GE(first, start - absl::Microseconds(1));
  EXPECT_LT(first, start + absl::Minutes(1));
  absl::Time later = clock.Now();
  while (later == first) later = clock.Now();
  EXPECT_GT(later, first);
}

}  // namespace
}  // namespace hilt::base
