#include "indexer/pipeline/block_cursor.h"

#include <gtest/gtest.h>

#include "tests/support/simulated_chain.h"

namespace hilt::pipeline {
namespace {

using domain::Slot;

solana::Blockhash HashOf(uint8_t byte) {
  solana::Blockhash hash;
  hash.bytes.fill(byte);
  return hash;
}

BlockCursor Sample() {
  BlockCursor cursor;
  cursor.covered_from = Slot(447'600'400);
  cursor.covered_from_time = absl::FromUnixSeconds(1'790'000'000);
  cursor.frontier = Slot(447'600'500);
  cursor.blockhash = HashOf(1);
  cursor.height = 425'000'000;
  cursor.time = absl::FromUnixSeconds(1'790'000'040);
  cursor.shown = {{.slot = Slot(447'600'501), .blockhash = HashOf(2)},
                  {.slot = Slot(447'600'501), .blockhash = HashOf(3)},
                  {.slot = Slot(447'600'503), .blockhash = HashOf(0)}};
  return cursor;
}

// As storage/SCHEMA.md shows it.
TEST(BlockCursor, IsTheTextThatIsDocumented) {
  EXPECT_EQ(Encode(Sample()),
            "1 from 447600400 1790000000 to 447600500 1790000040 425000000 "
            "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi shown "
            "447600501 8qbHbw2BbbTHBW1sbeqakYXVKRQM8Ne7pLK7m6CVfeR "
            "447600501 CktRuQ2mttgRGkXJtyksdKHjUdc2C4TgDzyB98oEzy8 "
            "447600503 11111111111111111111111111111111");
}

TEST(BlockCursor, IsReadAsItWasWritten) {
  BlockCursor cursor = Sample();
  EXPECT_EQ(*DecodeBlockCursor(Encode(cursor)), cursor);
  cursor.covered_from_time.reset();
  cursor.time.reset();
  cursor.shown.clear();
  EXPECT_EQ(*DecodeBlockCursor(Encode(cursor)), cursor);
  cursor.covered_from = cursor.frontier = Slot(UINT64_MAX);
  cursor.height = UINT64_MAX;
  EXPECT_EQ(*DecodeBlockCursor(Encode(cursor)), cursor);
}

TEST(BlockCursor, HoldsAsManyBlocksAsMayBeShownAndNoMore) {
  BlockCursor cursor = Sample();
  cursor.shown.clear();
  for (size_t i = 0; i < kMaxShown; ++i) {
    cursor.shown.push_back({.slot = Slot(UINT64_MAX - kMaxShown + i), .blockhash = HashOf(255)});
  }
  const std::string text = Encode(cursor);
  EXPECT_LT(text.size(), size_t{64} << 10);  // what a stored cursor may take
  EXPECT_EQ(*DecodeBlockCursor(text), cursor);
  cursor.shown.push_back({.slot = Slot(UINT64_MAX), .blockhash = HashOf(255)});
  EXPECT_TRUE(absl::IsDataLoss(DecodeBlockCursor(Encode(cursor)).status()));
}

TEST(BlockCursor, RefusesWhatContradictsItself) {
  BlockCursor ends_first = Sample();
  ends_first.covered_from = Slot(447'600'501);
  BlockCursor disordered = Sample();
  std::swap(disordered.shown[0], disordered.shown[1]);
  BlockCursor twice = Sample();
  twice.shown[1] = twice.shown[0];
  BlockCursor passed = Sample();
  passed.shown[0].slot = passed.frontier;
  for (const BlockCursor& cursor : {ends_first, disordered, twice, passed}) {
    EXPECT_TRUE(absl::IsDataLoss(DecodeBlockCursor(Encode(cursor)).status())) << Encode(cursor);
  }
}

// Whatever one byte becomes, wherever it is cut: it is refused, or reads as it is written.
TEST(BlockCursor, IsTotalOnGarbage) {
  const std::string text = Encode(Sample());
  for (size_t size = 0; size < text.size(); ++size) {
    const auto read = DecodeBlockCursor(text.substr(0, size));
    if (read.ok()) {
      EXPECT_EQ(Encode(*read), text.substr(0, size));
    }
  }
  const uint64_t seed = 20'261'127;
  SCOPED_TRACE("seed " + std::to_string(seed));
  test_support::Dice dice(seed);
  size_t refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string changed = text;
    changed[dice.Below(changed.size())] = static_cast<char>(dice.Below(256));
    const auto read = DecodeBlockCursor(changed);
    if (!read.ok()) ++refused;
    if (read.ok()) {
      EXPECT_EQ(Encode(*read), changed);
    }
  }
  EXPECT_GT(refused, 10'000u);
  for (const std::string_view other : {"", "1", "2 from 1 - to 1 - 1 1 shown", "slot 7", "{}"}) {
    EXPECT_TRUE(absl::IsDataLoss(DecodeBlockCursor(other).status())) << other;
  }
}

}  // namespace
}  // namespace hilt::pipeline
