#include "indexer/pipeline/clock_skew.h"

#include <gtest/gtest.h>

namespace hilt::pipeline {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

TEST(ClockSkew, IsNotKnownBeforeABlockCame) { EXPECT_EQ(ClockSkew().Value(kNow), std::nullopt); }

TEST(ClockSkew, IsOurClockLessTheBlocks) {
  ClockSkew skew;
  skew.Note(kNow - absl::Seconds(40), kNow);
  EXPECT_EQ(skew.Value(kNow), absl::Seconds(40));
  ClockSkew behind;
  behind.Note(kNow + absl::Seconds(40), kNow);
  EXPECT_EQ(behind.Value(kNow), absl::Seconds(-40));
}

TEST(ClockSkew, IsNotThatOfABlockWhichCameLate) {
  ClockSkew skew;
  skew.Note(kNow - absl::Seconds(2), kNow);
  skew.Note(kNow - absl::Seconds(40), kNow + absl::Seconds(1));
  EXPECT_EQ(skew.Value(kNow + absl::Seconds(1)), absl::Seconds(2));
}

TEST(ClockSkew, IsNotKnownWhileTheChainStandsStill) {
  ClockSkew skew;
  skew.Note(kNow, kNow);
  EXPECT_EQ(skew.Value(kNow + ClockSkew::kKept), absl::ZeroDuration());
  EXPECT_EQ(skew.Value(kNow + ClockSkew::kKept + absl::Seconds(1)), std::nullopt);
}

TEST(ClockSkew, FollowsAClockThatWasSet) {
  ClockSkew skew;
  skew.Note(kNow, kNow);
  const absl::Time later = kNow + ClockSkew::kKept + absl::Seconds(1);
  skew.Note(later - absl::Seconds(60), later);
  EXPECT_EQ(skew.Value(later), absl::Seconds(60));
}

TEST(ClockSkew, FollowsAClockThatWasSetBack) {
  ClockSkew skew;
  skew.Note(kNow, kNow + absl::Seconds(1));
  const absl::Time block_time = kNow;
  const absl::Time set_back = kNow - absl::Hours(1);
  EXPECT_EQ(skew.Value(set_back), std::nullopt);
  skew.Note(block_time, set_back);
  EXPECT_EQ(skew.Value(set_back), absl::Hours(-1));
}

}  // namespace
}  // namespace hilt::pipeline
