#include <limits>
#include <optional>
#include <vector>

#include "gtest/gtest.h"
#include "tests/unit/solana/instructions.h"

namespace hilt::solana {
namespace {

constexpr uint64_t kAmount = 29'000'000;
constexpr uint64_t kMaxAmount = std::numeric_limits<uint64_t>::max();

class EitherTokenProgram : public testing::TestWithParam<Pubkey> {};
INSTANTIATE_TEST_SUITE_P(TokenPrograms, EitherTokenProgram,
                         testing::Values(kTokenProgram, kToken2022Program), [](const auto& test) {
                           return test.param == kTokenProgram ? "Token" : "Token2022";
                         });

TEST_P(EitherTokenProgram, TransferNamesSourceDestinationAuthorityAndNoMint) {
  const auto transfers = Decode(GetParam(), TransferData(kAmount), Accounts(3));
  ASSERT_EQ(transfers.status(), absl::OkStatus());
  ASSERT_EQ(transfers->size(), 1u);
  ExpectSame(transfers->front(), {.kind = TransferKind::kTransfer,
                                  .program = GetParam(),
                                  .source = Account(0),
                                  .destination = Account(1),
                                  .mint = std::nullopt,
                                  .authority = Account(2),
                                  .amount = kAmount,
                                  .fee = 0,
                                  .batch_index = std::nullopt});
}

TEST_P(EitherTokenProgram, TransferCheckedNamesSourceMintDestinationAuthority) {
  const auto transfers = Decode(GetParam(), TransferCheckedData(kAmount), Accounts(4));
  ASSERT_EQ(transfers.status(), absl::OkStatus());
  ASSERT_EQ(transfers->size(), 1u);
  ExpectSame(transfers->front(), {.kind = TransferKind::kTransferChecked,
                                  .program = GetParam(),
                                  .source = Account(0),
                                  .destination = Account(2),
                                  .mint = Account(1),
                                  .authority = Account(3),
                                  .amount = kAmount,
                                  .fee = 0,
                                  .batch_index = std::nullopt});
}

TEST_P(EitherTokenProgram, AmountIsAllEightBytes) {
  for (const uint64_t amount : {uint64_t{0}, uint64_t{0x0102030405060708}, kMaxAmount}) {
    EXPECT_EQ(Decode(GetParam(), TransferData(amount), Accounts(3))->front().amount, amount);
    EXPECT_EQ(Decode(GetParam(), TransferCheckedData(amount), Accounts(4))->front().amount, amount);
  }
}

// Of a multisig the authority is the multisig account; its signers come after it.
TEST_P(EitherTokenProgram, ExtraAccountsChangeNothing) {
  EXPECT_EQ(Decode(GetParam(), TransferData(kAmount), Accounts(9))->front().authority, Account(2));
  EXPECT_EQ(Decode(GetParam(), TransferCheckedData(kAmount), Accounts(9))->front().authority,
            Account(3));
}

TEST_P(EitherTokenProgram, TrailingBytesChangeNothing) {
  const Bytes trailing = {0xff, 0xfe};
  EXPECT_EQ(Decode(GetParam(), Join(TransferData(kAmount), trailing), Accounts(3))->front().amount,
            kAmount);
  EXPECT_EQ(
      Decode(GetParam(), Join(TransferCheckedData(kAmount), trailing), Accounts(4))->front().amount,
      kAmount);
}

TEST(Token2022Transfer, WithFeeNamesTheFeeBesideTheAmount) {
  const auto transfers =
      Decode(kToken2022Program, TransferCheckedWithFeeData(kAmount, 1234), Accounts(4));
  ASSERT_EQ(transfers.status(), absl::OkStatus());
  ASSERT_EQ(transfers->size(), 1u);
  ExpectSame(transfers->front(), {.kind = TransferKind::kTransferCheckedWithFee,
                                  .program = kToken2022Program,
                                  .source = Account(0),
                                  .destination = Account(2),
                                  .mint = Account(1),
                                  .authority = Account(3),
                                  .amount = kAmount,
                                  .fee = 1234,
                                  .batch_index = std::nullopt});
}

TEST(Token2022Transfer, FeeMayBeNothingOrTheWholeAmount) {
  for (const uint64_t fee : {uint64_t{0}, kMaxAmount}) {
    const auto transfers =
        Decode(kToken2022Program, TransferCheckedWithFeeData(kMaxAmount, fee), Accounts(4));
    EXPECT_EQ(transfers->front().fee, fee);
    EXPECT_EQ(transfers->front().amount, kMaxAmount);
  }
}

// Without the last byte of data, or with one account too few, nothing could have succeeded.
class TokenInstruction : public testing::TestWithParam<Case> {};
TEST_P(TokenInstruction, HasThisOutcome) { ExpectOutcome(GetParam()); }

Bytes Cut(Bytes data) {
  data.pop_back();
  return data;
}

const Bytes kPlain = TransferData(1);
const Bytes kChecked = TransferCheckedData(1);
const Bytes kWithFee = TransferCheckedWithFeeData(5, 5);

INSTANTIATE_TEST_SUITE_P(
    Outcomes, TokenInstruction,
    testing::ValuesIn(std::vector<Case>{
        // name, program, data, accounts, transfers, error
        {"Plain", kTokenProgram, kPlain, 3, 1},
        {"PlainCutShort", kTokenProgram, Cut(kPlain), 3, 0,
         "Transfer: 8 bytes of data, not 9 or more"},
        {"PlainWithoutAuthority", kTokenProgram, kPlain, 2, 0,
         "Transfer: 2 accounts, not 3 or more"},
        {"PlainWithoutAccounts", kToken2022Program, kPlain, 0, 0,
         "Transfer: 0 accounts, not 3 or more"},
        {"PlainTagAlone", kToken2022Program, U8(3), 3, 0,
         "Transfer: 1 bytes of data, not 9 or more"},
        {"Checked", kTokenProgram, kChecked, 4, 1},
        {"CheckedCutShort", kTokenProgram, Cut(kChecked), 4, 0,
         "TransferChecked: 9 bytes of data, not 10 or more"},
        {"CheckedWithoutAuthority", kToken2022Program, kChecked, 3, 0,
         "TransferChecked: 3 accounts, not 4 or more"},
        {"WithFee", kToken2022Program, kWithFee, 4, 1},
        {"WithFeeTrailingBytes", kToken2022Program, Join(kWithFee, U8(0)), 5, 1},
        {"WithFeeCutShort", kToken2022Program, Cut(kWithFee), 4, 0,
         "TransferCheckedWithFee: 18 bytes of data, not 19 or more"},
        {"WithFeeWithoutAuthority", kToken2022Program, kWithFee, 3, 0,
         "TransferCheckedWithFee: 3 accounts, not 4 or more"},
        {"WithFeeAboveTheAmount", kToken2022Program, TransferCheckedWithFeeData(5, 6), 4, 0,
         "TransferCheckedWithFee: fee 6 of an amount of 5"},
        {"FeeExtensionWithoutSubTag", kToken2022Program, U8(26), 4, 0,
         "TransferFeeExtension: 1 bytes of data, not 2 or more"},
        {"FeeExtensionOtherSubTag", kToken2022Program, Join(U8(26), U8(5), U64(1)), 4, 0},
        {"FeeExtensionSubTagZero", kToken2022Program, Join(U8(26), U8(0)), 0, 0},
        {"FeeExtensionOfTheClassicProgram", kTokenProgram, kWithFee, 4, 0},
        {"FeeExtensionOfTheClassicProgramCutShort", kTokenProgram, U8(26), 0, 0},
        {"Empty", kTokenProgram, {}, 3, 0, "token instruction: 0 bytes of data, not 1 or more"},
        {"Approve", kTokenProgram, Join(U8(4), U64(1)), 3, 0},
        {"MintTo", kTokenProgram, Join(U8(7), U64(1)), 3, 0},
        {"Burn", kToken2022Program, Join(U8(8), U64(1)), 3, 0},
        {"CloseAccount", kToken2022Program, U8(9), 3, 0},
        {"WithdrawExcessLamports", kToken2022Program, U8(38), 3, 0},
        {"UnwrapLamports", kTokenProgram, Join(U8(45), U8(0)), 3, 0},
        {"TagThatNoProgramHas", kTokenProgram, U8(254), 0, 0},
        {"TagsOfAnotherProgram", kMemoV3Program, kPlain, 4, 0},
        {"TagsOfTheAssociatedTokenProgram", kAssociatedTokenProgram, Bytes{}, 6, 0},
        {"UnknownProgram", Account(50), kChecked, 4, 0},
    }),
    NameOf);

}  // namespace
}  // namespace hilt::solana
