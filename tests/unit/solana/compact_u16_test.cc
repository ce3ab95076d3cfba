#include "solana/compact_u16.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace hilt::solana {
namespace {

using ::testing::ElementsAre;

std::vector<uint8_t> Written(uint16_t value) {
  std::vector<uint8_t> out;
  AppendCompactU16(value, out);
  return out;
}

TEST(CompactU16, HasSevenBitsAByteLowestFirst) {
  EXPECT_THAT(Written(0), ElementsAre(0));
  EXPECT_THAT(Written(0x7f), ElementsAre(0x7f));
  EXPECT_THAT(Written(0x80), ElementsAre(0x80, 0x01));
  EXPECT_THAT(Written(0x3fff), ElementsAre(0xff, 0x7f));
  EXPECT_THAT(Written(0x4000), ElementsAre(0x80, 0x80, 0x01));
  EXPECT_THAT(Written(0xffff), ElementsAre(0xff, 0xff, 0x03));
}

TEST(CompactU16, ReadsEveryValueThatItWrites) {
  for (uint32_t value = 0; value <= UINT16_MAX; ++value) {
    const std::vector<uint8_t> bytes = Written(static_cast<uint16_t>(value));
    const std::optional<CompactU16> read = ReadCompactU16(bytes);
    ASSERT_TRUE(read.has_value()) << value;
    ASSERT_EQ(read->value, value);
    ASSERT_EQ(read->size, bytes.size());
  }
}

// All 2^24 starts of three bytes: what is read is what would have been written, so there is no
// second form, and as many are read as there are values and bytes that may follow them.
TEST(CompactU16, ReadsNothingThatItWouldNotWrite) {
  int64_t read_of_size[4] = {};
  std::vector<uint8_t> written;
  for (uint32_t start = 0; start < 1u << 24; ++start) {
    const uint8_t bytes[] = {static_cast<uint8_t>(start), static_cast<uint8_t>(start >> 8),
                             static_cast<uint8_t>(start >> 16)};
    const std::optional<CompactU16> read = ReadCompactU16(bytes);
    if (!read.has_value()) continue;
    ++read_of_size[read->size];
    written.clear();
    AppendCompactU16(read->value, written);
    ASSERT_TRUE(std::equal(written.begin(), written.end(), bytes, bytes + read->size)) << start;
  }
  EXPECT_EQ(read_of_size[1], int64_t{0x80} << 16);
  EXPECT_EQ(read_of_size[2], int64_t{0x4000 - 0x80} << 8);
  EXPECT_EQ(read_of_size[3], 0x10000 - 0x4000);
}

TEST(CompactU16, IsNotReadWhereItIsCutShort) {
  for (const std::vector<uint8_t>& bytes :
       std::vector<std::vector<uint8_t>>{{}, {0x80}, {0xff}, {0x80, 0x80}, {0xff, 0xff}}) {
    EXPECT_FALSE(ReadCompactU16(bytes).has_value());
  }
}

}  // namespace
}  // namespace hilt::solana
