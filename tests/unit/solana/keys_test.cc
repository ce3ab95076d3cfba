#include "solana/keys.h"

#include <string>
#include <type_traits>

#include "absl/hash/hash.h"
#include "gtest/gtest.h"

namespace hilt::solana {
namespace {

constexpr std::string_view kKeyText = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
constexpr std::string_view kSignatureText =
    "2FfZJSu47dLXBG9qn32WmnDVUKu6uXGwdArPwR4FdQ2jqrkLMQGcHqgsHkexPSoL5AuKJhhdv3jiuppeNaJ8S8df";

static_assert(!std::is_convertible_v<Pubkey, Blockhash>, "one kind is not the other");
static_assert(!std::is_constructible_v<Pubkey, Blockhash>, "one kind is not the other");

TEST(Keys, AreWrittenAsTheyWereRead) {
  EXPECT_EQ(ToString(ParsePubkey(kKeyText).value()), kKeyText);
  EXPECT_EQ(ToString(ParseBlockhash(kKeyText).value()), kKeyText);
  EXPECT_EQ(ToString(ParseSignature(kSignatureText).value()), kSignatureText);
}

TEST(Keys, AreReadMostSignificantByteFirst) {
  const Pubkey one = ParsePubkey("11111111111111111111111111111112").value();
  Pubkey expected;
  expected.bytes[31] = 1;
  EXPECT_EQ(one, expected);
}

TEST(Keys, RefuseATextOfAnotherKind) {
  EXPECT_EQ(ParsePubkey(kSignatureText).status(),
            absl::InvalidArgumentError("88 characters, not 32 to 44"));
  EXPECT_EQ(ParseBlockhash("").status(), absl::InvalidArgumentError("0 characters, not 32 to 44"));
  EXPECT_EQ(ParseSignature(kKeyText).status(),
            absl::InvalidArgumentError("44 characters, not 64 to 88"));
}

TEST(Keys, QuoteNoMoreThanOneCharacterOfABadText) {
  std::string text(kKeyText);
  text[3] = 'I';
  EXPECT_EQ(ParsePubkey(text).status(),
            absl::InvalidArgumentError("character 3 is not base58: 'I'"));
}

TEST(Keys, AreOrderedByTheirBytes) {
  Pubkey low;
  Pubkey high;
  low.bytes[31] = 0xff;
  high.bytes[0] = 0x01;
  EXPECT_LT(low, high);
  EXPECT_NE(low, high);
  EXPECT_EQ(low, low);
}

TEST(Keys, HashByTheirBytes) {
  const Pubkey key = ParsePubkey(kKeyText).value();
  Pubkey other = key;
  other.bytes[31] ^= 1;
  EXPECT_EQ(absl::HashOf(key), absl::HashOf(Pubkey(key)));
  EXPECT_NE(absl::HashOf(key), absl::HashOf(other));
}

}  // namespace
}  // namespace hilt::solana
