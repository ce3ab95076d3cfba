#include "solana/programs.h"

#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

namespace hilt::solana {
namespace {

struct Program {
  std::string_view name;
  Pubkey id;
  std::string_view text;
  bool is_token;
  bool is_memo;
};

class Programs : public testing::TestWithParam<Program> {};

TEST_P(Programs, HaveTheIdThatTheirSourceStatesAndTheirKind) {
  EXPECT_EQ(ToString(GetParam().id), GetParam().text);
  EXPECT_EQ(IsTokenProgram(GetParam().id), GetParam().is_token);
  EXPECT_EQ(IsMemoProgram(GetParam().id), GetParam().is_memo);
}

INSTANTIATE_TEST_SUITE_P(
    All, Programs,
    testing::ValuesIn(std::vector<Program>{
        // name, id, text, is_token, is_memo
        {"System", kSystemProgram, "11111111111111111111111111111111", false, false},
        {"Token", kTokenProgram, "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", true, false},
        {"Token2022", kToken2022Program, "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb", true,
         false},
        {"AssociatedToken", kAssociatedTokenProgram, "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL",
         false, false},
        {"MemoV1", kMemoV1Program, "Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo", false, true},
        {"MemoV3", kMemoV3Program, "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr", false, true},
        {"MemoV4", kMemoV4Program, "Memo4c2pN8afCj432Lb7RMVKi9PbQnnW7ewFFaV3oAH", false, true},
    }),
    [](const auto& test) { return std::string(test.param.name); });

TEST(PubkeyLiteral, IsAConstantThatAgreesWithTheParser) {
  constexpr Pubkey kMint = PubkeyLiteral("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v");
  static_assert(kMint.bytes[0] == 0xc6);
  EXPECT_EQ(kMint, ParsePubkey("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v").value());
}

}  // namespace
}  // namespace hilt::solana
