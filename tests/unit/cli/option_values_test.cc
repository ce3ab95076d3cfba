#include "cli/option_values.h"

#include <gtest/gtest.h>

#include <string>

namespace hilt::cli {
namespace {

TEST(Amounts, DecimalsAreReadExactly) {
  struct Case {
    const char* text;
    uint8_t decimals;
    uint64_t minor_units;
  };
  const Case cases[] = {
      {"12.50", 6, 12500000},
      {"12.5", 6, 12500000},
      {"0.000001", 6, 1},
      {"0", 6, 0},
      {"0.0", 6, 0},
      {"1", 0, 1},
      {"96.267165", 6, 96267165},
      {"0.1", 18, 100000000000000000},
      // No double holds these.
      {"9007199254740993", 0, 9007199254740993},
      {"18446744073709.551615", 6, 18446744073709551615u},
      {"18.446744073709551615", 18, 18446744073709551615u},
  };
  for (const Case& test : cases) {
    const auto amount = ToAmount(test.text, test.decimals);
    ASSERT_TRUE(amount.ok()) << test.text << " " << amount.status();
    EXPECT_EQ(amount->value(), test.minor_units) << test.text;
  }
}

TEST(Amounts, WhatCouldBeReadInTwoWaysIsRefused) {
  struct Case {
    const char* text;
    uint8_t decimals;
  };
  const Case cases[] = {
      {"", 6},
      {".", 6},
      {".5", 6},
      {"5.", 6},
      {"-1", 6},
      {"+1", 6},
      {"1e3", 6},
      {"0x10", 6},
      {"1,5", 6},
      {"1 000", 6},
      {"1_000", 6},
      {"01", 6},
      {"00.5", 6},
      {"1.0000000", 6},
      {"1.5", 0},
      {"1.2.3", 6},
      {" 1", 6},
      {"1 ", 6},
      {"inf", 6},
      {"nan", 6},
      {"12.5USDC", 6},
      {"18446744073709.551616", 6},
      {"99999999999999999999999999999999999999999999999999", 6},
  };
  for (const Case& test : cases) {
    EXPECT_FALSE(ToAmount(test.text, test.decimals).ok()) << '"' << test.text << '"';
  }
}

TEST(Durations, ABareNumberIsSeconds) {
  struct Case {
    const char* text;
    absl::Duration duration;
  };
  const Case cases[] = {
      {"90", absl::Seconds(90)},    {"90s", absl::Seconds(90)},         {"15m", absl::Minutes(15)},
      {"1h30m", absl::Minutes(90)}, {"250ms", absl::Milliseconds(250)}, {"1m", absl::Minutes(1)},
  };
  for (const Case& test : cases) {
    const auto duration = ToDuration(test.text, absl::Milliseconds(250), absl::Hours(24));
    ASSERT_TRUE(duration.ok()) << test.text;
    EXPECT_EQ(*duration, test.duration) << test.text;
  }
  for (const char* text : {"", "s", "-1s", "249ms", "24h1s", "1d", "inf", "1us", "ten", "0x10",
                           "999999999999999999999999999999999"}) {
    EXPECT_FALSE(ToDuration(text, absl::Milliseconds(250), absl::Hours(24)).ok()) << text;
  }
}

TEST(Times, AreRfc3339OrAnAge) {
  const absl::Time now = absl::FromUnixSeconds(1790000160);
  EXPECT_EQ(*ToTimeOrAge("2026-09-21T14:16:00Z", now), now);
  EXPECT_EQ(*ToTimeOrAge("24h", now), now - absl::Hours(24));
  EXPECT_EQ(*ToTimeOrAge("0s", now), now);
  for (const char* text : {"", "yesterday", "2026-09-21", "-1h", "25:00"}) {
    EXPECT_FALSE(ToTimeOrAge(text, now).ok()) << text;
  }
}

TEST(Texts, MustBeUtf8) {
  for (const char* text : {"", "plain", "\xc3\xa9t\xc3\xa9", "\xf0\x9f\x8e\x89", "\x01 \"\\"}) {
    EXPECT_TRUE(CheckUtf8(text).ok()) << text;
  }
  for (const char* text : {"\xff", "\xc3", "a\xed\xa0\x80", "\xc0\xaf"}) {
    EXPECT_FALSE(CheckUtf8(text).ok()) << text;
  }
}

}  // namespace
}  // namespace hilt::cli
