#include "cli/human_text.h"

#include <gtest/gtest.h>

namespace hilt::cli {
namespace {

TEST(HumanText, RelativeTimesNameOneUnitTowardsZero) {
  struct Case {
    absl::Duration from_now;
    const char* text;
  };
  const Case cases[] = {
      {absl::ZeroDuration(), "now"},     {absl::Milliseconds(-999), "now"},
      {absl::Seconds(-1), "1 s ago"},    {absl::Seconds(-59), "59 s ago"},
      {absl::Seconds(-60), "1 min ago"}, {absl::Minutes(-59), "59 min ago"},
      {absl::Hours(-1), "1 h ago"},      {absl::Hours(-49), "2 d ago"},
      {absl::Seconds(119), "in 1 min"},  {absl::Hours(23), "in 23 h"},
  };
  const absl::Time now = absl::FromUnixSeconds(1790000160);
  for (const Case& test : cases) EXPECT_EQ(RelativeTime(now + test.from_now, now), test.text);
}

TEST(HumanText, SpansNameTwoUnitsAtMost) {
  EXPECT_EQ(SpanText(absl::ZeroDuration()), "0 s");
  EXPECT_EQ(SpanText(absl::Seconds(-5)), "0 s");
  EXPECT_EQ(SpanText(absl::Seconds(45)), "45 s");
  EXPECT_EQ(SpanText(absl::Minutes(192) + absl::Seconds(7)), "3 h 12 min");
  EXPECT_EQ(SpanText(absl::Hours(24) + absl::Seconds(7)), "1 d");
}

TEST(HumanText, SizesAreShortAndNeverRoundedUp) {
  EXPECT_EQ(BytesText(0), "0 B");
  EXPECT_EQ(BytesText(1023), "1023 B");
  EXPECT_EQ(BytesText(1024), "1.0 KiB");
  EXPECT_EQ(BytesText(1536), "1.5 KiB");
  EXPECT_EQ(BytesText((1 << 20) - 1), "1023.9 KiB");
  EXPECT_EQ(BytesText(uint64_t{5} << 30), "5.0 GiB");
  EXPECT_EQ(BytesText(~uint64_t{0}), "15.9 EiB");
}

TEST(HumanText, ExplorerLinksNameTheCluster) {
  EXPECT_EQ(ExplorerUrl(settlement::v1::CLUSTER_MAINNET, "sig"),
            "https://explorer.solana.com/tx/sig");
  EXPECT_EQ(ExplorerUrl(settlement::v1::CLUSTER_DEVNET, "sig"),
            "https://explorer.solana.com/tx/sig?cluster=devnet");
  EXPECT_EQ(ExplorerUrl(settlement::v1::CLUSTER_LOCALNET, "sig"),
            "https://explorer.solana.com/tx/sig?cluster=custom");
  EXPECT_EQ(ExplorerUrl(settlement::v1::CLUSTER_UNSPECIFIED, "sig"), "");
}

TEST(HumanText, AmountsShowEveryPlaceAndNoEscapes) {
  EXPECT_EQ(UnitsText(96267165, 6, "USDC"), "96.267165 USDC");
  EXPECT_EQ(UnitsText(1, 9, "SOL"), "0.000000001 SOL");
  EXPECT_EQ(UnitsText(7, 0, "\x1b[2J"), "7 \\x1b[2J");
  EXPECT_EQ(UnitsText(1, 4000000000u, "X"), "0.000000000000000001 X");
}

TEST(HumanText, LongKeysAreShortened) {
  EXPECT_EQ(ShortText("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"), "EPjF..Dt1v");
  EXPECT_EQ(ShortText("shorttext"), "shorttext");
  EXPECT_EQ(ShortText(""), "");
}

}  // namespace
}  // namespace hilt::cli
