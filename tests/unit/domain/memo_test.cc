#include "domain/memo.h"

#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace hilt::domain {
namespace {

using namespace std::string_literals;  // NOLINT(google-build-using-namespace): for "..."s

const std::string kHex = "dbeffd99458e5bb9ece946850a088510";

std::optional<Nonce> Parse(const std::string& text) {
  return ParseHiltMemo(std::vector<uint8_t>(text.begin(), text.end()));
}

TEST(HiltMemo, IsThePrefixAndTheNonce) {
  const Nonce nonce = ParseNonce(kHex).value();
  EXPECT_EQ(HiltMemo(nonce), "HILT:" + kHex);
  EXPECT_EQ(HiltMemo(nonce).size(), kHiltMemoBytes);
  EXPECT_EQ(Parse("HILT:" + kHex), nonce);
}

TEST(HiltMemo, IsComparedByteForByte) {
  struct Case {
    const char* what;
    std::string data;
  };
  const std::vector<Case> cases = {
      {"empty", ""},
      {"prefix alone", "HILT:"},
      {"nonce alone", kHex},
      {"shorter nonce", "HILT:" + kHex.substr(1)},
      {"longer nonce", "HILT:" + kHex + "0"},
      {"trailing space", "HILT:" + kHex + " "},
      {"trailing newline", "HILT:" + kHex + "\n"},
      {"trailing NUL", "HILT:" + kHex + "\0"s},
      {"leading space", " HILT:" + kHex},
      {"leading space in place of a digit", " HILT:" + kHex.substr(1)},
      {"lower-case prefix", "hilt:" + kHex},
      {"mixed-case prefix", "HiLT:" + kHex},
      {"another separator", "HILT;" + kHex},
      {"space after the prefix", "HILT: " + kHex.substr(1)},
      {"upper-case digits", "HILT:DBEFFD99458E5BB9ECE946850A088510"},
      {"not a hex digit", "HILT:" + kHex.substr(1) + "g"},
      {"NUL in place of a digit", "HILT:" + kHex.substr(1) + "\0"s},
      {"homoglyph: Cyrillic letter a", "HILT:" + kHex.substr(2) + "\xd0\xb0"},
      {"percent-encoded colon", "HILT%3A" + kHex},
      {"inside a longer text", "pay HILT:" + kHex + " please"},
      {"invalid UTF-8 of the right length", std::string(37, '\xff')},
  };
  for (const Case& c : cases) EXPECT_EQ(Parse(c.data), std::nullopt) << c.what;
}

}  // namespace
}  // namespace hilt::domain
