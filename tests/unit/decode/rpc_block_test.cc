#include <gtest/gtest.h>

#include "indexer/decode/limits.h"
#include "support.h"

namespace hilt::decode {
namespace {

constexpr const char* kHash = "85i3mXNJE2LqKdSKVSqcYLU15STAHi5PHDwe6pvRvxkT";

Json BlockOf(const std::vector<Json>& transactions) {
  return {{"blockhash", kHash},
          {"previousBlockhash", "DhWoEDH2AFTBWnvvAvFGgBAkKmZbqgx6P9R2HfspJk37"},
          {"parentSlot", 6},
          {"blockHeight", 5},
          {"blockTime", 1790000160},
          {"transactions", transactions}};
}

absl::StatusOr<Block> Decode(const Json& block) {
  Decoder decoder;
  return decoder.RpcBlock(block.dump(), domain::Slot(7), domain::Commitment::kConfirmed);
}

TEST(RpcBlock, GivesItsOwnPlaceAndTimeToEachTransaction) {
  // What an element says of slot and time is not asked.
  const auto block = Decode(BlockOf({Transaction(), Edited(Transaction(), "/blockTime", 1)}));
  ASSERT_EQ(Outcome(block.status()), "OK");
  ASSERT_EQ(block->transactions.size(), 2u);
  for (uint32_t i = 0; i < 2; ++i) {
    const domain::Observation& observation = block->transactions[i];
    EXPECT_EQ(observation.slot.value(), 7u);
    EXPECT_EQ(observation.index, i);
    EXPECT_EQ(solana::ToString(observation.blockhash.value()), kHash);
    EXPECT_EQ(absl::ToUnixSeconds(observation.block_time.value()), 1790000160);
    EXPECT_EQ(observation.commitment, domain::Commitment::kConfirmed);
    EXPECT_EQ(observation.grade, domain::EvidenceGrade::kChain);
  }
}

TEST(RpcBlock, MayBeEmptyAndWithoutTimeOrHeight) {
  for (const std::optional<Json>& gone : {std::optional<Json>(), std::optional<Json>(Json())}) {
    const auto block =
        Decode(Edited(Edited(BlockOf({}), "/blockTime", gone), "/blockHeight", gone));
    ASSERT_EQ(Outcome(block.status()), "OK");
    EXPECT_TRUE(block->transactions.empty());
    EXPECT_EQ(block->time, std::nullopt);
    EXPECT_EQ(block->height, std::nullopt);
  }
}

TEST(RpcBlock, IsTheSameFromTextThatIsPaddedAlready) {
  Decoder decoder;
  const PaddedJson padded(BlockOf({Transaction()}).dump());
  const auto block = decoder.RpcBlock(padded, domain::Slot(7), domain::Commitment::kConfirmed);
  ASSERT_EQ(Outcome(block.status()), "OK");
  const auto copied = Decode(BlockOf({Transaction()}));
  EXPECT_EQ(Describe(block->transactions.at(0)), Describe(copied->transactions.at(0)));
  const PaddedJson too_long(std::string(kMaxInputBytes + 1, ' '));
  EXPECT_TRUE(absl::IsResourceExhausted(
      decoder.RpcBlock(too_long, domain::Slot(7), domain::Commitment::kConfirmed).status()));
}

TEST(RpcBlock, MoreTransactionsThanABlockHasRoomForAreRefused) {
  std::string text = BlockOf({}).dump();
  std::string items = "{}";
  for (size_t i = 0; i < kMaxBlockTransactions; ++i) items += ",{}";
  const std::string empty = "\"transactions\":[]";
  text.replace(text.find(empty), empty.size(), "\"transactions\":[" + items + "]");
  Decoder decoder;
  EXPECT_EQ(
      Outcome(decoder.RpcBlock(text, domain::Slot(7), domain::Commitment::kConfirmed).status()),
      "transactions[262144]: too many transactions");
}

TEST(RpcBlock, MalformedFieldsAreNamed) {
  const std::string not_hash = ": not the base58 text of a 32-byte blockhash";
  struct Case {
    std::string pointer;
    std::optional<Json> value;
    std::string error;
  };
  const Case kCases[] = {
      {"/blockhash", std::nullopt, "blockhash: missing"},
      {"/blockhash", Json(), "blockhash: not a string"},
      {"/blockhash", "x", "blockhash" + not_hash},
      {"/previousBlockhash", std::nullopt, "previousBlockhash: missing"},
      {"/previousBlockhash", "", "previousBlockhash" + not_hash},
      {"/parentSlot", std::nullopt, "parentSlot: missing"},
      {"/parentSlot", -1, "parentSlot: not an unsigned 64-bit integer"},
      {"/blockHeight", "5", "blockHeight: not an unsigned 64-bit integer"},
      {"/blockTime", 253402300800, "blockTime: not an integer from 0 to 253402300799"},
      {"/transactions", std::nullopt, "transactions: missing"},
      {"/transactions", Json(), "transactions: not an array"},
      {"/transactions/1", Json(), "transactions[1]: not an object"},
      {"/transactions/1/transaction", std::nullopt, "transactions[1].transaction: missing"},
      {"/transactions/1/meta/preBalances/3", "x",
       "transactions[1].meta.preBalances[3]: not an unsigned 64-bit integer"},
      {"/transactions/0/transaction/signatures/0", "x",
       "transactions[0].transaction.signatures[0]: not the base58 text of a 64-byte signature"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(
        Outcome(
            Decode(Edited(BlockOf({Transaction(), Transaction()}), c.pointer, c.value)).status()),
        c.error)
        << c.pointer;
  }
}

TEST(RpcBlock, KeepsTransactionsOfAnUnknownVersionWhoseShapeItCannotRead) {
  Json later = Edited(Transaction(), "/version", 2);
  later = Edited(later, "/transaction/message", Json({{"program", "x"}}));
  const auto block = Decode(BlockOf({Transaction(), later, Transaction()}));
  ASSERT_EQ(Outcome(block.status()), "OK");
  ASSERT_EQ(block->transactions.size(), 3u);
  const domain::Observation& unknown = block->transactions[1];
  EXPECT_EQ(unknown.signature, block->transactions[0].signature);
  EXPECT_EQ(unknown.version, domain::MessageVersion::kUnknown);
  EXPECT_EQ(unknown.execution, domain::Execution::kNotRecorded);
  EXPECT_EQ(unknown.slot.value(), 7u);
  EXPECT_EQ(unknown.index, 1u);
  EXPECT_EQ(solana::ToString(unknown.blockhash.value()), kHash);
  EXPECT_FALSE(unknown.inner_instructions_recorded);
  EXPECT_FALSE(unknown.lamports_recorded);
  EXPECT_FALSE(unknown.token_balances_recorded);
  domain::Observation last = block->transactions[2];
  last.index = 0;
  EXPECT_EQ(Describe(last), Describe(block->transactions[0]));
}

TEST(RpcBlock, DoesNotReadOnBehindABrokenTransaction) {
  const std::string hash = Json(kHash).dump();
  const std::string text = R"({"blockhash":)" + hash + R"(,"previousBlockhash":)" + hash +
                           R"(,"parentSlot":7,"transactions":[{"transaction":{"accountKeys":[},)"
                           R"("":7},:},7]})";
  struct Case {
    Select select;
    const char* error;
  };
  const Case kCases[] = {{Select::kAll, "transactions[0].transaction: not valid JSON"},
                         {Select::kWithMemo, "transactions[0]: not valid JSON"}};
  for (const Case& c : kCases) {
    Decoder decoder;
    EXPECT_EQ(
        Outcome(decoder.RpcBlock(text, domain::Slot(7), domain::Commitment::kConfirmed, c.select)
                    .status()),
        c.error);
  }
}

TEST(RpcBlock, RefusesWhatItCannotReadOfAKnownVersionOrWithoutASignature) {
  const Json broken = Edited(Transaction(), "/transaction/message", Json());
  EXPECT_EQ(Outcome(Decode(BlockOf({broken})).status()),
            "transactions[0].transaction.message: not an object");
  Json later = Edited(broken, "/version", 2);
  later = Edited(later, "/transaction/signatures", Json::array());
  EXPECT_EQ(Outcome(Decode(BlockOf({later})).status()),
            "transactions[0].transaction.message: not an object");
}

TEST(RpcBlock, DecodesAnUnknownVersionAsFarAsItsShapeIsKnown) {
  const auto block = Decode(BlockOf({Edited(Transaction(), "/version", 2)}));
  ASSERT_EQ(Outcome(block.status()), "OK");
  EXPECT_EQ(block->transactions[0].version, domain::MessageVersion::kUnknown);
  EXPECT_EQ(block->transactions[0].memos.size(), 1u);
  EXPECT_TRUE(block->transactions[0].token_balances_recorded);
}

}  // namespace
}  // namespace hilt::decode
