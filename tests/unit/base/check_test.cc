#include "base/check.h"

#include "gtest/gtest.h"

namespace hilt::base {
namespace {

TEST(Check, LetsATrueConditionPassAndEvaluatesItOnce) {
  int evaluations = 0;
  HILT_CHECK(++evaluations == 1);
  EXPECT_EQ(evaluations, 1);
}

TEST(CheckDeathTest, StopsTheProcessAndNamesTheConditionAndThePlace) {
  const int answer = 41;
  EXPECT_DEATH(HILT_CHECK(answer == 42), "check_test\\.cc:[0-9]+: check failed: answer == 42");
}

TEST(Check, IsOneStatementAfterAnIfWithoutBraces) {
  bool reached_else = false;
  // NOLINTBEGIN(google-readability-braces-around-statements): what the test is about
  if (reached_else)
    HILT_CHECK(false);
  else
    reached_else = true;
  // NOLINTEND(google-readability-braces-around-statements)
  EXPECT_TRUE(reached_else);
}

}  // namespace
}  // namespace hilt::base
