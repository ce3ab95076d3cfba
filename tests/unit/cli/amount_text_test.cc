#include "cli/amount_text.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace hilt::cli {
namespace {

TEST(AmountText, PlacesThePointByDecimalsAndTheSign) {
  struct Case {
    base::Int128 minor_units;
    uint8_t decimals;
    std::string expected;
  };
  const Case cases[] = {
      {95'398'463, 6, "95.398463 X"},
      {0, 6, "0.000000 X"},
      {1, 6, "0.000001 X"},
      {-1, 6, "-0.000001 X"},
      {999'999, 6, "0.999999 X"},
      {1'000'000, 6, "1.000000 X"},
      {-1'500'000, 6, "-1.500000 X"},
      {788'246'854, 9, "0.788246854 X"},
      {7, 0, "7 X"},
      {0, 0, "0 X"},
      {12, 1, "1.2 X"},
      {UINT64_MAX, 6, "18446744073709.551615 X"},
      {UINT64_MAX, 0, "18446744073709551615 X"},
      {UINT64_MAX, 20, "0.18446744073709551615 X"},
      {absl::MakeInt128(1, 0), 9, "18446744073.709551616 X"},
      {1, 255, "0." + std::string(254, '0') + "1 X"},
  };
  for (const Case& test : cases) {
    EXPECT_EQ(AmountText(test.minor_units, test.decimals, "X"), test.expected);
  }
}

TEST(AmountAndUnits, ShowsTheAmountToTheLastUnitAsWell) {
  domain::Asset asset;
  asset.symbol = "USDC";
  asset.decimals = 6;
  EXPECT_EQ(AmountAndUnits(1'500'000, asset), "1.500000 USDC (1500000)");
  EXPECT_EQ(AmountAndUnits(-1, asset), "-0.000001 USDC (-1)");
}

}  // namespace
}  // namespace hilt::cli
