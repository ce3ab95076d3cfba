#include "indexer/decode/scalars.h"

#include <gtest/gtest.h>

#include "indexer/decode/path.h"

namespace hilt::decode {
namespace {

TEST(ParseUint64, TakesDecimalDigitsUpToTheLimitAndNothingElse) {
  struct Case {
    std::string_view text;
    std::optional<uint64_t> value;
  };
  const Case kCases[] = {
      {"0", 0},
      {"7", 7},
      {"9007199254740993", 9007199254740993},  // 2^53 + 1
      {"18446744073709551615", UINT64_MAX},
      {"18446744073709551616", std::nullopt},
      {"18446744073709551620", std::nullopt},
      {"99999999999999999999", std::nullopt},
      {"100000000000000000000", std::nullopt},
      {"", std::nullopt},
      {"00", std::nullopt},
      {"01", std::nullopt},
      {"-1", std::nullopt},
      {"+1", std::nullopt},
      {"1.0", std::nullopt},
      {"1e3", std::nullopt},
      {" 1", std::nullopt},
      {"1 ", std::nullopt},
      {"0x1", std::nullopt},
      {"1_000", std::nullopt},
      {"\xff", std::nullopt},
  };
  for (const Case& c : kCases) EXPECT_EQ(ParseUint64(c.text), c.value) << c.text;
}

TEST(ParseSigned, TakesAnOptionalMinusAndNoNegativeZero) {
  struct Case {
    std::string_view text;
    std::optional<base::Int128> value;
  };
  const base::Int128 max = UINT64_MAX;
  const Case kCases[] = {
      {"0", base::Int128(0)},
      {"-1", base::Int128(-1)},
      {"18446744073709551615", max},
      {"-18446744073709551615", -max},
      {"-18446744073709551616", std::nullopt},
      {"-0", std::nullopt},
      {"--1", std::nullopt},
      {"+1", std::nullopt},
      {"-", std::nullopt},
      {"", std::nullopt},
      {"-1.5", std::nullopt},
  };
  for (const Case& c : kCases) EXPECT_EQ(ParseSigned(c.text), c.value) << c.text;
}

TEST(ErrorText, IsTheJsonWithoutSpaceBetweenTokensAndPrintable) {
  struct Case {
    std::string_view json;
    std::string text;
  };
  const Case kCases[] = {
      {R"({"InstructionError": [2, {"Custom": 1}]})", R"({"InstructionError":[2,{"Custom":1}]})"},
      {"{\n\t\"a b\" :\r 1}", R"({"a b":1})"},
      {R"({"quote \" inside" : 1})", R"({"quote \" inside":1})"},
      {R"({"backslash \\" : 1})", R"({"backslash \\":1})"},
      {"\"caf\xc3\xa9\x7f\"", "\"caf???\""},
  };
  for (const Case& c : kCases) EXPECT_EQ(ErrorText(c.json), c.text);
}

TEST(ErrorText, IsCutAt256Bytes) {
  EXPECT_EQ(ErrorText("\"" + std::string(300, 'x') + "\""), "\"" + std::string(255, 'x'));
  EXPECT_EQ(ErrorText(std::string(256, 'x')).size(), 256u);
}

TEST(Path, ReadsAsAJsonPath) {
  const Path top;
  const Path list(top, "transactions");
  const Path element(list, 17);
  const Path meta(element, "meta");
  EXPECT_EQ(meta.ToString(), "transactions[17].meta");
  EXPECT_EQ(meta.Error("missing"), absl::InvalidArgumentError("transactions[17].meta: missing"));
  EXPECT_EQ(top.Error("empty"), absl::InvalidArgumentError("document: empty"));
  const Path body_element(top, 3);
  EXPECT_EQ(Path(body_element, "fee").ToString(), "[3].fee");
}

}  // namespace
}  // namespace hilt::decode
