#include "base/base64.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/solana/random_bytes.h"

namespace hilt::base {
namespace {

using ::testing::ElementsAre;

std::vector<uint8_t> Bytes(std::string_view text) { return {text.begin(), text.end()}; }

struct Vector {
  std::string_view name;
  std::string_view bytes;
  std::string_view text;
};

class Base64OfRfc4648 : public testing::TestWithParam<Vector> {};

TEST_P(Base64OfRfc4648, IsReadAndWritten) {
  std::vector<uint8_t> decoded;
  ASSERT_EQ(AppendBase64(GetParam().text, decoded), absl::OkStatus());
  EXPECT_EQ(decoded, Bytes(GetParam().bytes));
  EXPECT_EQ(EncodeBase64(Bytes(GetParam().bytes)), GetParam().text);
}

// Section 10.
INSTANTIATE_TEST_SUITE_P(Vectors, Base64OfRfc4648,
                         testing::ValuesIn(std::vector<Vector>{
                             {"Empty", "", ""},
                             {"OneByte", "f", "Zg=="},
                             {"TwoBytes", "fo", "Zm8="},
                             {"ThreeBytes", "foo", "Zm9v"},
                             {"FourBytes", "foob", "Zm9vYg=="},
                             {"FiveBytes", "fooba", "Zm9vYmE="},
                             {"SixBytes", "foobar", "Zm9vYmFy"},
                         }),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Base64, HasTheDigitsOfTheStandardAlphabetInOrder) {
  std::vector<uint8_t> every_digit;
  for (uint32_t group = 0; group < 64; group += 4) {
    const uint32_t value = group << 18 | (group + 1) << 12 | (group + 2) << 6 | (group + 3);
    for (const int shift : {16, 8, 0}) every_digit.push_back(static_cast<uint8_t>(value >> shift));
  }
  EXPECT_EQ(EncodeBase64(every_digit),
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
}

TEST(Base64, AppendsAfterWhatIsThere) {
  std::vector<uint8_t> out = {1, 2};
  ASSERT_EQ(AppendBase64("AwQ=", out), absl::OkStatus());
  EXPECT_THAT(out, ElementsAre(1, 2, 3, 4));
}

struct Refused {
  std::string_view name;
  std::string_view text;
  std::string message;
};

class Base64Refuses : public testing::TestWithParam<Refused> {};

TEST_P(Base64Refuses, AnyTextButTheOneAndChangesNothing) {
  std::vector<uint8_t> out = {7, 8};
  const absl::Status status = AppendBase64(GetParam().text, out);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), GetParam().message);
  EXPECT_THAT(out, ElementsAre(7, 8));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, Base64Refuses,
    testing::ValuesIn(std::vector<Refused>{
        {"OneCharacter", "Z", "1 characters, not a multiple of 4"},
        {"PaddingLeftOut", "Zg", "2 characters, not a multiple of 4"},
        {"PaddingCutShort", "Zg=", "3 characters, not a multiple of 4"},
        {"PaddingTooLong", "Zg===", "5 characters, not a multiple of 4"},
        {"PaddingAlone", "====", "character 0 is not base64"},
        {"ThreePadding", "Z===", "character 1 is not base64"},
        {"PaddingAfterWholeGroup", "Zm9v====", "character 4 is not base64"},
        {"PaddingInside", "Zg==Zg==", "character 2 is not base64"},
        {"PaddingBeforeDigit", "Zg=v", "character 2 is not base64"},
        {"UnusedBitsOfOneByte", "Zh==", "character 1 has unused bits that are not zero"},
        {"UnusedHighBitOfOneByte", "Zo==", "character 1 has unused bits that are not zero"},
        {"UnusedBitsOfTwoBytes", "Zm9vZm9=", "character 6 has unused bits that are not zero"},
        {"UnusedHighBitOfTwoBytes", "Zm+=", "character 2 has unused bits that are not zero"},
        {"LeadingSpace", " m9v", "character 0 is not base64"},
        {"LineBreakInside", "Zm9vY\nFy", "character 5 is not base64"},
        {"TrailingLineBreak", "Zm8\n", "character 3 is not base64"},
        {"UrlMinus", "Zm-v", "character 2 is not base64"},
        {"UrlUnderscore", "Zm_v", "character 2 is not base64"},
        {"Zero", std::string_view("Zm\0v", 4), "character 2 is not base64"},
        {"NotAscii", "Zm\xc3\xa9", "character 2 is not base64"},
    }),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Base64, DecodesWhatItEncodesAtEveryLength) {
  solana::SeededRandom random;
  SCOPED_TRACE(random.Label());
  for (size_t length = 0; length < 300; ++length) {
    std::vector<uint8_t> bytes(length);
    random.Fill(bytes);
    std::vector<uint8_t> decoded;
    ASSERT_EQ(AppendBase64(EncodeBase64(bytes), decoded), absl::OkStatus());
    ASSERT_EQ(decoded, bytes);
  }
}

// Another text is another value or none: what is taken is written the same way again.
TEST(Base64, TakesNoSecondTextForAValueWhereOneCharacterIsChanged) {
  solana::SeededRandom random;
  SCOPED_TRACE(random.Label());
  for (const size_t length : {9u, 10u, 11u}) {
    std::vector<uint8_t> bytes(length);
    random.Fill(bytes);
    const std::string text = EncodeBase64(bytes);
    int taken = 0;
    for (size_t i = 0; i < text.size(); ++i) {
      for (int c = 0; c < 256; ++c) {
        std::string changed = text;
        changed[i] = static_cast<char>(c);
        std::vector<uint8_t> decoded;
        if (!AppendBase64(changed, decoded).ok()) continue;
        ++taken;
        ASSERT_EQ(EncodeBase64(decoded), changed);
      }
    }
    EXPECT_GT(taken, static_cast<int>(text.size()));
  }
}

}  // namespace
}  // namespace hilt::base
