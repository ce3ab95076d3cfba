#include "base/strong_int.h"

#include <cstdint>
#include <type_traits>

#include "absl/hash/hash.h"
#include "gtest/gtest.h"

namespace hilt::base {
namespace {

struct SlotTag;
struct AmountTag;
using Slot = StrongInt<SlotTag, uint64_t>;
using Amount = StrongInt<AmountTag, uint64_t>;
using Offset = StrongInt<SlotTag, int64_t>;

static_assert(!std::is_convertible_v<uint64_t, Slot>, "in only explicitly");
static_assert(!std::is_convertible_v<Slot, uint64_t>, "out only explicitly");
static_assert(!std::is_constructible_v<Slot, Amount>, "one kind is not the other");
static_assert(!std::is_assignable_v<Slot&, Amount>, "one kind is not the other");
static_assert(Slot{7} > Slot{6} && Slot{7} == Slot{7} && Slot{7} != Slot{8}, "constant too");

TEST(StrongInt, IsZeroUnlessGivenAValue) { EXPECT_EQ(Slot().value(), 0u); }

TEST(StrongInt, GivesBackItsValue) { EXPECT_EQ(Slot{447600400}.value(), 447600400u); }

TEST(StrongInt, IsOrderedByItsValue) {
  EXPECT_LT(Slot{1}, Slot{2});
  EXPECT_LT(Offset{-1}, Offset{0});
  EXPECT_EQ(Slot{5} <=> Slot{5}, std::strong_ordering::equal);
}

TEST(StrongInt, HashesByItsValue) {
  EXPECT_EQ(absl::HashOf(Slot{5}), absl::HashOf(Slot{5}));
  EXPECT_NE(absl::HashOf(Slot{5}), absl::HashOf(Slot{6}));
}

TEST(StrongInt, IsWrittenAsItsValue) {
  EXPECT_EQ(ToString(Slot{18446744073709551615u}), "18446744073709551615");
  EXPECT_EQ(ToString(Offset{-3}), "-3");
}

}  // namespace
}  // namespace hilt::base
