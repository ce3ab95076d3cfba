#include <limits>
#include <optional>
#include <vector>

#include "gtest/gtest.h"
#include "tests/unit/solana/instructions.h"

namespace hilt::solana {
namespace {

constexpr uint64_t kLamports = 777'287'083;

Bytes SystemTransferData(uint64_t lamports) { return Join(U32(2), U64(lamports)); }

// The length that the data states and the seed that it holds may differ.
Bytes WithSeedData(uint64_t lamports, uint64_t stated_seed_bytes, const Bytes& seed,
                   size_t owner_bytes = 32) {
  return Join(U32(11), U64(lamports), U64(stated_seed_bytes), seed, Bytes(owner_bytes, 0x77));
}

TEST(SystemTransfer, NamesSourceAndDestinationAndTheSourceIsTheAuthority) {
  const auto transfers = Decode(kSystemProgram, SystemTransferData(kLamports), Accounts(2));
  ASSERT_EQ(transfers.status(), absl::OkStatus());
  ASSERT_EQ(transfers->size(), 1u);
  ExpectSame(transfers->front(), {.kind = TransferKind::kSystemTransfer,
                                  .program = kSystemProgram,
                                  .source = Account(0),
                                  .destination = Account(1),
                                  .mint = std::nullopt,
                                  .authority = Account(0),
                                  .amount = kLamports,
                                  .fee = 0,
                                  .batch_index = std::nullopt});
}

TEST(SystemTransfer, WithSeedNamesSourceBaseAndDestinationAndTheBaseIsTheAuthority) {
  const auto transfers =
      Decode(kSystemProgram, WithSeedData(kLamports, 4, {'s', 'e', 'e', 'd'}), Accounts(3));
  ASSERT_EQ(transfers.status(), absl::OkStatus());
  ASSERT_EQ(transfers->size(), 1u);
  ExpectSame(transfers->front(), {.kind = TransferKind::kSystemTransferWithSeed,
                                  .program = kSystemProgram,
                                  .source = Account(0),
                                  .destination = Account(2),
                                  .mint = std::nullopt,
                                  .authority = Account(1),
                                  .amount = kLamports,
                                  .fee = 0,
                                  .batch_index = std::nullopt});
}

TEST(SystemTransfer, AmountIsAllEightBytes) {
  const uint64_t most = std::numeric_limits<uint64_t>::max();
  EXPECT_EQ(Decode(kSystemProgram, SystemTransferData(most), Accounts(2))->front().amount, most);
  EXPECT_EQ(Decode(kSystemProgram, WithSeedData(most, 0, {}), Accounts(3))->front().amount, most);
}

class SystemInstruction : public testing::TestWithParam<Case> {};
TEST_P(SystemInstruction, HasThisOutcome) { ExpectOutcome(GetParam()); }

Bytes Cut(Bytes data) {
  data.pop_back();
  return data;
}

const Bytes kSeed(32, 's');

INSTANTIATE_TEST_SUITE_P(
    Outcomes, SystemInstruction,
    testing::ValuesIn(std::vector<Case>{
        // name, program, data, accounts, transfers, error
        {"Transfer", kSystemProgram, SystemTransferData(0), 2, 1},
        {"TransferTrailingBytesAndAccounts", kSystemProgram, Join(SystemTransferData(1), U8(9)), 5,
         1},
        {"TransferCutShort", kSystemProgram, Cut(SystemTransferData(1)), 2, 0,
         "system Transfer: 11 bytes of data, not 12 or more"},
        {"TransferWithoutDestination", kSystemProgram, SystemTransferData(1), 1, 0,
         "system Transfer: 1 accounts, not 2 or more"},
        {"WithSeed", kSystemProgram, WithSeedData(1, 32, kSeed), 3, 1},
        {"WithEmptySeed", kSystemProgram, WithSeedData(1, 0, {}), 3, 1},
        {"WithSeedTrailingBytesAndAccounts", kSystemProgram, WithSeedData(1, 32, kSeed, 40), 4, 1},
        {"WithSeedCutShortBeforeTheSeed", kSystemProgram, Cut(WithSeedData(1, 0, {})), 3, 0,
         "system TransferWithSeed: 51 bytes of data, not 52 or more"},
        {"WithSeedCutShortAfterTheSeed", kSystemProgram, Cut(WithSeedData(1, 32, kSeed)), 3, 0,
         "system TransferWithSeed: the seed is cut short"},
        {"WithSeedLongerThanTheData", kSystemProgram, WithSeedData(1, 33, kSeed), 3, 0,
         "system TransferWithSeed: the seed is cut short"},
        {"WithSeedOfTheGreatestLength", kSystemProgram,
         WithSeedData(1, std::numeric_limits<uint64_t>::max(), kSeed), 3, 0,
         "system TransferWithSeed: the seed is cut short"},
        {"WithSeedWithoutDestination", kSystemProgram, WithSeedData(1, 32, kSeed), 2, 0,
         "system TransferWithSeed: 2 accounts, not 3 or more"},
        {"CreateAccount", kSystemProgram, Join(U32(0), U64(5), U64(165), Bytes(32, 1)), 2, 0},
        {"AdvanceNonceAccount", kSystemProgram, U32(4), 3, 0},
        {"WithdrawNonceAccount", kSystemProgram, Join(U32(5), U64(5)), 5, 0},
        {"TagBeyondOneByte", kSystemProgram, Join(U32(0x0102), U64(5)), 2, 0},
        {"TagBeyondThreeBytes", kSystemProgram, Join(U32(0x01000002), U64(5)), 2, 0},
        {"HalfATag", kSystemProgram, Bytes{2, 0, 0}, 2, 0,
         "system instruction: 3 bytes of data, not 4 or more"},
        {"Empty", kSystemProgram, Bytes{}, 2, 0,
         "system instruction: 0 bytes of data, not 4 or more"},
        {"TokenTags", kSystemProgram, TransferCheckedData(1), 4, 0},
    }),
    NameOf);

}  // namespace
}  // namespace hilt::solana
