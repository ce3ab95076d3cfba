#include "base/random.h"

#include <gtest/gtest.h>

#include <array>

namespace hilt::base {
namespace {

using Block = std::array<uint8_t, 32>;

Block Draw(Random& random) {
  Block block{};
  random.Fill(block);
  return block;
}

TEST(SecureRandom, DoesNotRepeatItself) {
  SecureRandom random;
  EXPECT_NE(Draw(random), Draw(random));
  EXPECT_NE(Draw(random), Block{});
}

TEST(SeededRandom, GivesTheSameSequenceForTheSameSeedAndAnotherForAnother) {
  SeededRandom a(7);
  SeededRandom b(7);
  SeededRandom c(8);
  const Block first = Draw(a);
  EXPECT_EQ(first, Draw(b));
  EXPECT_NE(first, Draw(c));
  EXPECT_NE(first, Draw(a));
}

}  // namespace
}  // namespace hilt::base
