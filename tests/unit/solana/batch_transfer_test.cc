#include <optional>
#include <vector>

#include "gtest/gtest.h"
#include "tests/unit/solana/instructions.h"

namespace hilt::solana {
namespace {

// One instruction of a Batch: u8 accounts, u8 bytes of data, data.
Bytes Part(uint8_t accounts, const Bytes& data) {
  return Join(U8(accounts), U8(static_cast<uint8_t>(data.size())), data);
}

template <class... Parts>
Bytes Batch(const Parts&... parts) {
  return Join(U8(255), parts...);
}

TEST(Batch, OrdersEachOfItsTransfersWithItsPlaceAndItsShareOfTheAccounts) {
  const auto transfers = Decode(kToken2022Program,
                                Batch(Part(3, TransferData(10)), Part(4, TransferCheckedData(20)),
                                      Part(4, TransferCheckedWithFeeData(30, 3))),
                                Accounts(11));
  ASSERT_EQ(transfers.status(), absl::OkStatus());
  ASSERT_EQ(transfers->size(), 3u);
  ExpectSame((*transfers)[0], {.kind = TransferKind::kTransfer,
                               .program = kToken2022Program,
                               .source = Account(0),
                               .destination = Account(1),
                               .mint = std::nullopt,
                               .authority = Account(2),
                               .amount = 10,
                               .fee = 0,
                               .batch_index = 0});
  ExpectSame((*transfers)[1], {.kind = TransferKind::kTransferChecked,
                               .program = kToken2022Program,
                               .source = Account(3),
                               .destination = Account(5),
                               .mint = Account(4),
                               .authority = Account(6),
                               .amount = 20,
                               .fee = 0,
                               .batch_index = 1});
  ExpectSame((*transfers)[2], {.kind = TransferKind::kTransferCheckedWithFee,
                               .program = kToken2022Program,
                               .source = Account(7),
                               .destination = Account(9),
                               .mint = Account(8),
                               .authority = Account(10),
                               .amount = 30,
                               .fee = 3,
                               .batch_index = 2});
}

TEST(Batch, PartsThatAreNoTransferAreSkippedButUseUpTheirAccounts) {
  const auto transfers = Decode(kTokenProgram,
                                Batch(Part(1, U8(22)), Part(2, Join(U8(18), Bytes(32, 0x11))),
                                      Part(4, TransferCheckedData(7)), Part(3, U8(9))),
                                Accounts(10));
  ASSERT_EQ(transfers.status(), absl::OkStatus());
  ASSERT_EQ(transfers->size(), 1u);
  EXPECT_EQ(transfers->front().source, Account(3));
  EXPECT_EQ(transfers->front().mint, Account(4));
  EXPECT_EQ(transfers->front().destination, Account(5));
  EXPECT_EQ(transfers->front().authority, Account(6));
  EXPECT_EQ(transfers->front().batch_index, 2u);
}

TEST(Batch, ExtraAccountsAndTrailingBytesOfAPartChangeNothing) {
  const auto transfers = Decode(
      kTokenProgram, Batch(Part(5, Join(TransferData(1), U8(0xaa))), Part(3, TransferData(2))),
      Accounts(8));
  ASSERT_EQ(transfers.status(), absl::OkStatus());
  ASSERT_EQ(transfers->size(), 2u);
  EXPECT_EQ((*transfers)[1].source, Account(5));
  EXPECT_EQ((*transfers)[1].amount, 2u);
}

TEST(Batch, HoldsAsManyPartsAsItsBytesHave) {
  constexpr size_t kParts = 1000;
  Bytes data = U8(255);
  for (size_t i = 0; i < kParts; ++i) data = Join(data, Part(0, U8(17)));
  data = Join(data, Part(3, TransferData(1)));
  const auto transfers = Decode(kTokenProgram, data, Accounts(3));
  ASSERT_EQ(transfers.status(), absl::OkStatus());
  EXPECT_EQ(transfers->front().batch_index, kParts);
}

class BatchInstruction : public testing::TestWithParam<Case> {};
TEST_P(BatchInstruction, HasThisOutcome) { ExpectOutcome(GetParam()); }

const Bytes kGood = Part(3, TransferData(1));

INSTANTIATE_TEST_SUITE_P(
    Outcomes, BatchInstruction,
    testing::ValuesIn(std::vector<Case>{
        // name, program, data, accounts, transfers, error
        {"OnePart", kTokenProgram, Batch(kGood), 3, 1},
        {"OfToken2022", kToken2022Program, Batch(kGood, kGood), 6, 2},
        {"TrailingAccounts", kTokenProgram, Batch(kGood), 9, 1},
        {"OfAnotherProgram", kMemoV4Program, Batch(kGood), 3, 0},
        {"FeeExtensionOfTheClassicProgram", kTokenProgram,
         Batch(Part(4, TransferCheckedWithFeeData(2, 1))), 4, 0},
        {"NoPart", kTokenProgram, U8(255), 3, 0,
         "batch[0]: header: 0 bytes of data, not 2 or more"},
        {"HalfAHeader", kTokenProgram, Batch(U8(3)), 3, 0,
         "batch[0]: header: 1 bytes of data, not 2 or more"},
        {"HalfASecondHeader", kTokenProgram, Batch(kGood, U8(3)), 6, 0,
         "batch[1]: header: 1 bytes of data, not 2 or more"},
        {"PartWithoutData", kTokenProgram, Batch(kGood, Part(0, {})), 3, 0, "batch[1]: no data"},
        {"LastPartCutShort", kToken2022Program, Batch(kGood, U8(3), U8(9), Bytes(8, 3)), 6, 0,
         "batch[1]: part: 8 bytes of data, not 9 or more"},
        {"AccountsUsedUp", kToken2022Program, Batch(kGood, kGood), 5, 0,
         "batch[1]: part: 2 accounts, not 3 or more"},
        {"BatchInsideABatch", kTokenProgram, Batch(kGood, Part(3, Batch(kGood))), 6, 0,
         "batch[1]: a Batch inside a Batch"},
        {"TransferCutShort", kToken2022Program, Batch(kGood, Part(3, U8(3))), 6, 0,
         "batch[1]: Transfer: 1 bytes of data, not 9 or more"},
        {"TransferWithTooFewOfTheAccounts", kTokenProgram, Batch(Part(2, TransferData(1)), kGood),
         9, 0, "batch[0]: Transfer: 2 accounts, not 3 or more"},
        {"FeeAboveTheAmount", kToken2022Program,
         Batch(kGood, Part(4, TransferCheckedWithFeeData(1, 2))), 7, 0,
         "batch[1]: TransferCheckedWithFee: fee 2 of an amount of 1"},
    }),
    NameOf);

}  // namespace
}  // namespace hilt::solana
