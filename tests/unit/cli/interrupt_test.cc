#include "cli/interrupt.h"

#include <gtest/gtest.h>

#include <csignal>

namespace hilt::cli {
namespace {

TEST(Interrupt, IsNotedOnceAndKept) {
  InterruptGuard guard;
  EXPECT_FALSE(guard.Requested());
  raise(SIGINT);
  EXPECT_TRUE(guard.Requested());
  EXPECT_TRUE(guard.Requested());
}

TEST(Interrupt, ANewGuardKnowsNothingOfTheLast) {
  {
    InterruptGuard guard;
    raise(SIGTERM);
    EXPECT_TRUE(guard.Requested());
  }
  InterruptGuard guard;
  EXPECT_FALSE(guard.Requested());
}

TEST(InterruptDeathTest, TheSecondSignalEndsTheProcess) {
  const auto twice = [] {
    const InterruptGuard guard;
    raise(SIGINT);
    raise(SIGINT);
  };
  EXPECT_EXIT(twice(), testing::KilledBySignal(SIGINT), "");
}

TEST(InterruptDeathTest, WithoutAGuardTheFirstDoes) {
  const auto once = [] {
    { const InterruptGuard guard; }
    raise(SIGINT);
  };
  EXPECT_EXIT(once(), testing::KilledBySignal(SIGINT), "");
}

}  // namespace
}  // namespace hilt::cli
