#include "base/int128.h"

#include <cstdint>
#include <limits>

#include "gtest/gtest.h"

namespace hilt::base {
namespace {

TEST(Int128, WritesDecimalsWithAMinusSignWhereNegative) {
  EXPECT_EQ(ToString(Int128{0}), "0");
  EXPECT_EQ(ToString(Int128{-1}), "-1");
  EXPECT_EQ(ToString(Int128{std::numeric_limits<uint64_t>::max()}), "18446744073709551615");
  EXPECT_EQ(ToString(-Int128{std::numeric_limits<uint64_t>::max()}), "-18446744073709551615");
}

TEST(Int128, WritesTheLeastAndTheGreatestValue) {
  EXPECT_EQ(ToString(std::numeric_limits<Int128>::max()),
            "170141183460469231731687303715884105727");
  EXPECT_EQ(ToString(std::numeric_limits<Int128>::min()),
            "-170141183460469231731687303715884105728");
}

TEST(Int128, HoldsTheSumOfTheMostAndGreatestAmountsOfATransaction) {
  Int128 sum = 0;
  for (int i = 0; i < 1 << 16; ++i) sum += std::numeric_limits<uint64_t>::max();
  EXPECT_EQ(ToString(sum), "1208925819614629174640640");  // 2^80 - 2^16
}

}  // namespace
}  // namespace hilt::base
