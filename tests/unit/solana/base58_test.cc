#include "solana/base58.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "tests/support/naive_base58.h"
#include "tests/unit/solana/random_bytes.h"

namespace hilt::solana {
namespace {

using Bytes32 = std::array<uint8_t, 32>;
using Bytes64 = std::array<uint8_t, 64>;

template <class Bytes>
std::string MessageOf(std::string_view text) {
  Bytes out;
  const absl::Status status = DecodeBase58(text, std::span(out));
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
  return std::string(status.message());
}

template <class Bytes>
class Base58OfSize : public testing::Test {};
using Sizes = testing::Types<Bytes32, Bytes64>;
TYPED_TEST_SUITE(Base58OfSize, Sizes);

TYPED_TEST(Base58OfSize, AgreesWithTheTextbookBothWays) {
  SeededRandom random;
  SCOPED_TRACE(random.Label());
  for (int i = 0; i < 2000; ++i) {
    TypeParam value;
    random.Fill(value);
    const std::string text = EncodeBase58(std::span<const uint8_t, sizeof(value)>(value));
    ASSERT_EQ(text, test::NaiveBase58Encode(value));
    TypeParam decoded;
    ASSERT_TRUE(DecodeBase58(text, std::span(decoded)).ok()) << text;
    ASSERT_EQ(decoded, value) << text;
  }
}

TYPED_TEST(Base58OfSize, DecodesEveryNumberOfLeadingZeroBytes) {
  for (size_t zeros = 0; zeros <= std::tuple_size_v<TypeParam>; ++zeros) {
    TypeParam value;
    value.fill(0xff);
    std::fill_n(value.begin(), zeros, uint8_t{0});
    const std::string text = EncodeBase58(std::span<const uint8_t, sizeof(value)>(value));
    EXPECT_EQ(text, test::NaiveBase58Encode(value));
    TypeParam decoded;
    ASSERT_TRUE(DecodeBase58(text, std::span(decoded)).ok()) << text;
    EXPECT_EQ(decoded, value) << text;
  }
}

// Whatever text the decoder takes is the text that its value is written as: there is no second one.
// Mutations of good texts come close enough to be taken now and then.
TYPED_TEST(Base58OfSize, TakesNoTextButTheOneThatTheEncoderWrites) {
  constexpr std::string_view kCharacters =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0OIl \n";
  SeededRandom random;
  SCOPED_TRACE(random.Label());
  int taken = 0;
  int refused = 0;
  for (int i = 0; i < 5000; ++i) {
    TypeParam value;
    random.Fill(value);
    std::string text = test::NaiveBase58Encode(value);
    const size_t at = random.Below(text.size());
    const char other = kCharacters[random.Below(kCharacters.size())];
    switch (random.Below(3)) {
      case 0:
        text[at] = other;
        break;
      case 1:
        text.insert(at, 1, other);
        break;
      default:
        text.erase(at, 1);
    }
    TypeParam decoded;
    const auto naive = test::NaiveBase58Decode(text);
    const bool right_size = naive.has_value() && naive->size() == value.size();
    ASSERT_EQ(DecodeBase58(text, std::span(decoded)).ok(), right_size) << text;
    (right_size ? taken : refused) += 1;
    if (right_size) {
      ASSERT_EQ(EncodeBase58(std::span<const uint8_t, sizeof(decoded)>(decoded)), text);
    }
  }
  EXPECT_GT(taken, 0);
  EXPECT_GT(refused, 0);
}

struct Refused {
  std::string_view name;
  std::string text;
  std::string_view message;
};

std::string NameOf(const testing::TestParamInfo<Refused>& info) {
  return std::string(info.param.name);
}

// 2^256 - 1 and 2^512 - 1, the greatest values.
constexpr std::string_view kMax32 = "JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG";
constexpr std::string_view kMax64 =
    "67rpwLCuS5DGA8KGZXKsVQ7dnPb9goRLoKfgGbLfQg9WoLUgNY77E2jT11fem3coV9nAkguBACzrU1iyZM4B8roQ";

// `text` with `count` of its characters from `offset` on replaced by `by`.
std::string With(std::string_view text, size_t offset, size_t count, std::string_view by) {
  return std::string(text).replace(offset, count, by);
}

class Base58Of32BytesRefuses : public testing::TestWithParam<Refused> {};

TEST_P(Base58Of32BytesRefuses, AndSaysWhy) {
  EXPECT_EQ(MessageOf<Bytes32>(GetParam().text), GetParam().message);
}

constexpr std::string_view kKey = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";

INSTANTIATE_TEST_SUITE_P(
    Texts, Base58Of32BytesRefuses,
    testing::ValuesIn(std::vector<Refused>{
        {"Empty", "", "0 characters, not 32 to 44"},
        {"OneCharacterTooFew", std::string(31, '1'), "31 characters, not 32 to 44"},
        {"OneCharacterTooMany", std::string(45, '1'), "45 characters, not 32 to 44"},
        {"LengthBeforeCharacters", std::string(45, ' '), "45 characters, not 32 to 44"},
        {"OneMoreThanTheGreatest", With(kMax32, 43, 1, "H"), "33 bytes, not 32"},
        {"GreatestOfFortyFourDigits", std::string(44, 'z'), "33 bytes, not 32"},
        {"OneLeadingOneTooMany", std::string(33, '1'), "33 bytes, not 32"},
        {"LeadingOneBeforeAWholeKey", "1" + std::string(kKey), "33 bytes, not 32"},
        {"TooFewDigits", std::string(kKey.substr(1)), "31 bytes, not 32"},
        {"OneLeadingOneTooFew", std::string(31, '1') + "zz", "33 bytes, not 32"},
        {"SmallWithoutItsOnes", std::string(32, 'z'), "24 bytes, not 32"},
        {"Zero", With(kKey, 0, 1, "0"), "character 0 is not base58: '0'"},
        {"CapitalO", With(kKey, 4, 1, "O"), "character 4 is not base58: 'O'"},
        {"CapitalI", With(kKey, 7, 1, "I"), "character 7 is not base58: 'I'"},
        {"SmallL", With(kKey, 42, 1, "l"), "character 42 is not base58: 'l'"},
        {"FirstOfSeveral", With(kKey, 20, 3, "+/="), "character 20 is not base58: '+'"},
        {"LeadingSpace", " " + std::string(kKey), "character 0 is not base58: byte 0x20"},
        {"TrailingNewline", std::string(kKey) + "\n", "character 43 is not base58: byte 0x0a"},
        {"TrailingZeroByte", std::string(kKey) + '\0', "character 43 is not base58: byte 0x00"},
        {"Delete", With(kKey, 1, 1, "\x7f"), "character 1 is not base58: byte 0x7f"},
        {"NotAscii", With(kKey, 5, 2, "\xc3\xa9"), "character 5 is not base58: byte 0xc3"},
        {"Tilde", With(kKey, 2, 1, "~"), "character 2 is not base58: '~'"},
    }),
    NameOf);

class Base58Of64BytesRefuses : public testing::TestWithParam<Refused> {};

TEST_P(Base58Of64BytesRefuses, AndSaysWhy) {
  EXPECT_EQ(MessageOf<Bytes64>(GetParam().text), GetParam().message);
}

constexpr std::string_view kSignature =
    "2FfZJSu47dLXBG9qn32WmnDVUKu6uXGwdArPwR4FdQ2jqrkLMQGcHqgsHkexPSoL5AuKJhhdv3jiuppeNaJ8S8df";

INSTANTIATE_TEST_SUITE_P(
    Texts, Base58Of64BytesRefuses,
    testing::ValuesIn(std::vector<Refused>{
        {"Empty", "", "0 characters, not 64 to 88"},
        {"AKey", std::string(kKey), "43 characters, not 64 to 88"},
        {"OneCharacterTooFew", std::string(63, '1'), "63 characters, not 64 to 88"},
        {"OneCharacterTooMany", std::string(89, '1'), "89 characters, not 64 to 88"},
        {"OneMoreThanTheGreatest", With(kMax64, 87, 1, "R"), "65 bytes, not 64"},
        {"GreatestOfEightyEightDigits", std::string(88, 'z'), "65 bytes, not 64"},
        {"OneLeadingOneTooMany", std::string(65, '1'), "65 bytes, not 64"},
        {"TooFewDigits", std::string(kSignature.substr(2)), "63 bytes, not 64"},
        {"BadCharacter", With(kSignature, 50, 1, "0"), "character 50 is not base58: '0'"},
        {"TrailingSpace", With(kSignature, 87, 1, " "), "character 87 is not base58: byte 0x20"},
    }),
    NameOf);

TEST(Base58, DecodesTheLeastAndTheGreatestValues) {
  Bytes32 out32;
  Bytes32 all_bits_32;
  all_bits_32.fill(0xff);
  ASSERT_TRUE(DecodeBase58(kMax32, std::span(out32)).ok());
  EXPECT_EQ(out32, all_bits_32);
  ASSERT_TRUE(DecodeBase58(std::string(32, '1'), std::span(out32)).ok());
  EXPECT_EQ(out32, Bytes32{});

  Bytes64 out64;
  Bytes64 all_bits_64;
  all_bits_64.fill(0xff);
  ASSERT_TRUE(DecodeBase58(kMax64, std::span(out64)).ok());
  EXPECT_EQ(out64, all_bits_64);
  ASSERT_TRUE(DecodeBase58(std::string(64, '1'), std::span(out64)).ok());
  EXPECT_EQ(out64, Bytes64{});
}

TEST(Base58, EncodesTheLeastAndTheGreatestValues) {
  Bytes32 all_bits_32;
  all_bits_32.fill(0xff);
  EXPECT_EQ(EncodeBase58(std::span<const uint8_t, 32>(all_bits_32)), kMax32);
  EXPECT_EQ(EncodeBase58(std::span<const uint8_t, 32>(Bytes32{})), std::string(32, '1'));
  Bytes64 all_bits_64;
  all_bits_64.fill(0xff);
  EXPECT_EQ(EncodeBase58(std::span<const uint8_t, 64>(all_bits_64)), kMax64);
  EXPECT_EQ(EncodeBase58(std::span<const uint8_t, 64>(Bytes64{})), std::string(64, '1'));
}

// Values next to powers of 58^10 and 2^64, where the limbs of encoding carry.
TEST(Base58, EncodesAndDecodesValuesAroundTheEdgesOfItsLimbs) {
  std::vector<std::string> texts;
  for (size_t digits = 1; digits <= 43; ++digits) {
    texts.push_back("2" + std::string(digits - 1, '1'));  // 58^(digits - 1)
    texts.emplace_back(digits, 'z');                      // 58^digits - 1
  }
  for (const std::string& text : texts) {
    std::vector<uint8_t> bytes = test::NaiveBase58Decode(text).value();
    const std::string full = std::string(32 - bytes.size(), '1') + text;
    Bytes32 out;
    ASSERT_TRUE(DecodeBase58(full, std::span(out)).ok()) << full;
    EXPECT_TRUE(std::equal(bytes.rbegin(), bytes.rend(), out.rbegin())) << full;
    EXPECT_EQ(EncodeBase58(std::span<const uint8_t, 32>(out)), full);
  }
}

}  // namespace
}  // namespace hilt::solana
