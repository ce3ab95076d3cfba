#include "base/hex.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace hilt::base {
namespace {

using ::testing::ElementsAre;

TEST(Hex, EncodesTwoLowerCaseDigitsAByte) {
  EXPECT_EQ(HexEncode(std::array<uint8_t, 4>{0x00, 0x0f, 0xa0, 0xff}), "000fa0ff");
  EXPECT_EQ(HexEncode({}), "");
}

TEST(Hex, DecodesWhatItEncodes) {
  std::array<uint8_t, 256> every_byte;
  for (size_t i = 0; i < every_byte.size(); ++i) every_byte[i] = static_cast<uint8_t>(i);
  std::array<uint8_t, 256> decoded{};
  ASSERT_TRUE(HexDecode(HexEncode(every_byte), decoded));
  EXPECT_EQ(decoded, every_byte);
}

TEST(Hex, DecodesTheEmptyTextToNothing) { EXPECT_TRUE(HexDecode("", std::span<uint8_t>())); }

TEST(Hex, DecodesEveryDigitInBothPositions) {
  std::array<uint8_t, 4> decoded{};
  ASSERT_TRUE(HexDecode("09af90fa", decoded));
  EXPECT_THAT(decoded, ElementsAre(0x09, 0xaf, 0x90, 0xfa));
}

struct Refused {
  std::string_view name;
  std::string_view text;  // for two bytes
};

class HexRefuses : public testing::TestWithParam<Refused> {};

TEST_P(HexRefuses, AnyTextButTheOne) {
  std::array<uint8_t, 2> decoded{};
  EXPECT_FALSE(HexDecode(GetParam().text, decoded));
}

INSTANTIATE_TEST_SUITE_P(Texts, HexRefuses,
                         testing::ValuesIn(std::vector<Refused>{
                             {"Empty", ""},
                             {"OneByte", "00"},
                             {"OddLength", "000"},
                             {"ThreeBytes", "000000"},
                             {"UpperCase", "00FF"},
                             {"Prefix", "0x00"},
                             {"WhiteSpace", "00 0"},
                             {"BadHighDigit", "g000"},
                             {"BadLowDigit", "000g"},
                             {"BeforeDigits", "/000"},
                             {"AfterDigits", ":000"},
                             {"BeforeLetters", "`000"},
                             {"NotAscii",
                              "0\xc3\xa9"
                              "0"},
                         }),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace hilt::base
