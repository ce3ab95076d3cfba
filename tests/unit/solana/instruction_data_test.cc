#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "solana/base58.h"
#include "tests/support/naive_base58.h"
#include "tests/unit/solana/random_bytes.h"

namespace hilt::solana {
namespace {

using ::testing::ElementsAre;

// The longest text of kMaxInstructionDataBytes bytes: ceil(10,240 * log 256 / log 58).
constexpr size_t kMaxText = 13'985;

std::vector<uint8_t> Decoded(std::string_view text) {
  std::vector<uint8_t> out;
  EXPECT_EQ(AppendBase58(text, out), absl::OkStatus());
  return out;
}

std::string Refusal(std::string_view text) {
  std::vector<uint8_t> out = {7, 8};
  const absl::Status status = AppendBase58(text, out);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(out, ElementsAre(7, 8)) << "changed on error";
  return std::string(status.message());
}

TEST(InstructionData, DecodesAMemo) {
  const std::vector<uint8_t> memo = Decoded("21QnS39ZTSoTMfy6YTUkSn4gMMYk");
  EXPECT_EQ(std::string(memo.begin(), memo.end()), "HILT:test-nonce-0001");
}

TEST(InstructionData, DecodesTokenTransfers) {
  // 29,000,000 = 0x01ba8140, little endian after the tag.
  EXPECT_THAT(Decoded("3QFMnC72tSij"), ElementsAre(3, 0x40, 0x81, 0xba, 0x01, 0, 0, 0, 0));
  EXPECT_THAT(Decoded("gva6MnxG8HVss"), ElementsAre(12, 0x40, 0x81, 0xba, 0x01, 0, 0, 0, 0, 6));
}

TEST(InstructionData, DecodesTheEmptyTextToNothing) { EXPECT_TRUE(Decoded("").empty()); }

TEST(InstructionData, DecodesEveryLeadingOneToAZeroByte) {
  EXPECT_THAT(Decoded("1"), ElementsAre(0));
  EXPECT_THAT(Decoded("111"), ElementsAre(0, 0, 0));
  EXPECT_THAT(Decoded("112"), ElementsAre(0, 0, 1));
}

TEST(InstructionData, AppendsAfterWhatIsThere) {
  std::vector<uint8_t> out = {1, 2};
  ASSERT_TRUE(AppendBase58("15R", out).ok());
  EXPECT_THAT(out, ElementsAre(1, 2, 0, 1, 0));
}

TEST(InstructionData, AgreesWithTheTextbookAtEveryLength) {
  SeededRandom random;
  SCOPED_TRACE(random.Label());
  for (size_t bytes = 0; bytes <= 300; ++bytes) {
    std::vector<uint8_t> data(bytes);
    random.Fill(data);
    ASSERT_EQ(Decoded(test::NaiveBase58Encode(data)), data) << bytes;
  }
}

TEST(InstructionData, AgreesWithTheTextbookOnRandomTexts) {
  SeededRandom random;
  SCOPED_TRACE(random.Label());
  for (int i = 0; i < 2000; ++i) {
    std::string text(random.Below(120), '1');
    for (char& c : text) c = test::kNaiveBase58Alphabet[random.Below(58)];
    ASSERT_EQ(Decoded(text), test::NaiveBase58Decode(text).value()) << text;
  }
}

TEST(InstructionData, TakesTheLongestInstruction) {
  const std::vector<uint8_t> longest(kMaxInstructionDataBytes, 0xff);
  const std::string text = test::NaiveBase58Encode(longest);
  ASSERT_EQ(text.size(), kMaxText);
  EXPECT_EQ(Decoded(text), longest);
  EXPECT_EQ(Decoded(std::string(kMaxInstructionDataBytes, '1')),
            std::vector<uint8_t>(kMaxInstructionDataBytes, 0));
}

TEST(InstructionData, RefusesMoreThanTheLongestInstruction) {
  EXPECT_EQ(Refusal(std::string(kMaxText + 1, '2')), "13986 characters, more than 13985");
  EXPECT_EQ(Refusal(std::string(kMaxInstructionDataBytes + 1, '1')),
            "10241 bytes, more than 10240");
  EXPECT_EQ(Refusal(std::string(kMaxText, 'z')), "10241 bytes, more than 10240");
}

TEST(InstructionData, RefusesOtherCharactersAndLeavesTheOutputAlone) {
  EXPECT_EQ(Refusal("0"), "character 0 is not base58: '0'");
  EXPECT_EQ(Refusal("11O"), "character 2 is not base58: 'O'");
  EXPECT_EQ(Refusal("3QFMnC72tSij "), "character 12 is not base58: byte 0x20");
  EXPECT_EQ(Refusal("3QFMnl72tSijlll"), "character 5 is not base58: 'l'");
}

}  // namespace
}  // namespace hilt::solana
