#include "cli/scan_totals.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "cli_run.h"
#include "tests/support/observation_builder.h"

namespace hilt::cli {
namespace {

using test_support::Holding;
using test_support::kBuyer;
using test_support::kBuyerTokens;
using test_support::Key;
using test_support::NonceOf;
using test_support::ObservationBuilder;
using test_support::Order;

const solana::Pubkey kMint = *test_support::UsdcAsset().mint;

ObservationBuilder Usdc() {
  return ObservationBuilder(test_support::MakeTermsOrDie(test_support::UsdcInput()));
}

ObservationBuilder Sol() {
  return ObservationBuilder(test_support::MakeTermsOrDie(test_support::SolInput()));
}

ScanTotals TotalsOf(const std::vector<domain::Observation>& transactions) {
  ScanTotals totals;
  for (const domain::Observation& transaction : transactions) totals.Add(transaction);
  return totals;
}

decode::Block GoldenBlock(const std::string& name, decode::Select select) {
  std::ifstream file(GoldenPath("blocks/" + name));
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  decode::Decoder decoder;
  auto block = decoder.RpcBlock(text, domain::Slot(1), domain::Commitment::kFinalized, select);
  EXPECT_TRUE(block.ok()) << name << ": " << block.status();
  return block.ok() ? *std::move(block) : decode::Block();
}

base::Int128 Sum(const ScanTotals& totals) {
  base::Int128 sum = 0;
  for (const auto& [mint, amount] : totals.amounts) sum += amount;
  return sum;
}

// The figures were counted over the jsonParsed files, which name instructions and amounts in words.
TEST(ScanTotals, CountsEveryTransactionOfTheGoldenBlocksInEveryEncoding) {
  struct Case {
    const char* slot;
    uint64_t transactions, failed;
    Counts versions;
    Counts memo_instructions;
    uint64_t hilt_memos, memo_transactions;
    Counts transfers;
    uint64_t lamports;
    size_t mints;
    uint64_t units;
  };
  const Case kCases[] = {
      {.slot = "447600400",
       .transactions = 59,
       .failed = 3,
       .versions = {{"legacy", 57}, {"0", 2}},
       .memo_instructions = {{"v1", 1}, {"v3", 22}},
       .hilt_memos = 13,
       .memo_transactions = 23,
       .transfers = {{"system_transfer", 26}, {"transfer", 2}, {"transfer_checked", 41}},
       .lamports = 67'513'198,
       .mints = 1,
       .units = 932'490'587},
      {.slot = "447600403",
       .transactions = 59,
       .failed = 5,
       .versions = {{"legacy", 56}, {"0", 3}},
       .memo_instructions = {{"v3", 25}},
       .hilt_memos = 12,
       .memo_transactions = 25,
       .transfers = {{"system_transfer", 27}, {"transfer_checked", 31}},
       .lamports = 69'576'294,
       .mints = 2,
       .units = 856'523'063},
      {.slot = "447600404",
       .transactions = 59,
       .failed = 1,
       .versions = {{"legacy", 56}, {"0", 3}},
       .memo_instructions = {{"v3", 28}},
       .hilt_memos = 11,
       .memo_transactions = 27,
       .transfers = {{"system_transfer", 29}, {"transfer_checked", 36}},
       .lamports = 873'317'462,
       .mints = 2,
       .units = 1'008'558'092},
      {.slot = "447600425",
       .transactions = 38,
       .failed = 0,
       .versions = {{"legacy", 12}, {"0", 12}, {"1", 14}},
       .memo_instructions = {{"v3", 27}},
       .hilt_memos = 8,
       .memo_transactions = 27,
       .transfers = {{"system_transfer", 23}, {"transfer_checked", 17}},
       .lamports = 746'711'926,
       .mints = 1,
       .units = 215'108'971},
  };
  for (const Case& c : kCases) {
    for (const char* encoding : {"json", "jsonParsed", "base64"}) {
      const std::string name = std::string(c.slot) + "-" + encoding + ".json";
      SCOPED_TRACE(name);
      ScanTotals totals;
      totals.Add(GoldenBlock(name, decode::Select::kAll));
      EXPECT_EQ(totals.blocks, 1u);
      EXPECT_EQ(totals.transactions, c.transactions);
      EXPECT_EQ(totals.decoded, c.transactions);
      EXPECT_EQ(totals.failed, c.failed);
      EXPECT_EQ(totals.versions, c.versions);
      EXPECT_EQ(totals.memo_instructions, c.memo_instructions);
      EXPECT_EQ(totals.hilt_memos, c.hilt_memos);
      EXPECT_EQ(totals.memo_transactions, c.memo_transactions);
      EXPECT_EQ(totals.transfers, c.transfers);
      EXPECT_EQ(totals.lamports, base::Int128(c.lamports));
      EXPECT_EQ(totals.amounts.size(), c.mints);
      EXPECT_EQ(Sum(totals), base::Int128(c.units));
      EXPECT_EQ(totals.transfers_without_mint, 0u);
      EXPECT_EQ(totals.not_understood, 0u);
    }
  }
}

TEST(ScanTotals, OfSelectedTransactionsHoldsTheSameMemos) {
  ScanTotals all;
  all.Add(GoldenBlock("447600400-json.json", decode::Select::kAll));
  ScanTotals some;
  some.Add(GoldenBlock("447600400-json.json", decode::Select::kWithMemo));
  EXPECT_EQ(some.transactions, all.transactions);
  EXPECT_EQ(some.decoded, 23u);
  EXPECT_EQ(some.memo_instructions, all.memo_instructions);
  EXPECT_EQ(some.memo_transactions, all.memo_transactions);
  EXPECT_EQ(some.hilt_memos, all.hilt_memos);
}

TEST(ScanTotals, AFailedTransactionCountsItsMemosAndNoTransfer) {
  domain::Observation failed = Usdc().PayInFull().Build();
  failed.execution = domain::Execution::kFailed;
  const ScanTotals totals = TotalsOf({failed});
  EXPECT_EQ(totals.failed, 1u);
  EXPECT_EQ(totals.hilt_memos, 1u);
  EXPECT_EQ(totals.memo_transactions, 1u);
  EXPECT_EQ(totals.transfers, Counts());
  EXPECT_TRUE(totals.amounts.empty());
}

TEST(ScanTotals, WhatIsNotKnownToHaveSucceededIsNeitherFailedNorMovesMoney) {
  for (const domain::Execution execution :
       {domain::Execution::kContradictory, domain::Execution::kNotRecorded}) {
    domain::Observation transaction = Usdc().PayInFull().Build();
    transaction.execution = execution;
    const ScanTotals totals = TotalsOf({transaction});
    EXPECT_EQ(totals.failed, 0u);
    EXPECT_EQ(totals.transfers, Counts());
    EXPECT_EQ(totals.memo_transactions, 1u);
  }
}

TEST(ScanTotals, OtherMemosAreNoHiltMemosAndTwoMemosAreOneTransaction) {
  const ScanTotals totals =
      TotalsOf({Usdc().MemoText("HILT:").Memo(NonceOf(1)).MemoText("").Build(), Usdc().Build()});
  EXPECT_EQ(totals.memo_instructions, (Counts{{"v3", 3}}));
  EXPECT_EQ(totals.hilt_memos, 1u);
  EXPECT_EQ(totals.memo_transactions, 1u);
}

TEST(ScanTotals, AddsTransfersByKind) {
  using Kind = solana::TransferKind;
  const ScanTotals totals = TotalsOf({
      Usdc()
          .Orders({.amount = 1, .kind = Kind::kTransferChecked})
          .Orders({.amount = 2, .kind = Kind::kTransferCheckedWithFee, .fee = 1})
          .Build(),
      Sol()
          .Orders({.amount = UINT64_MAX, .kind = Kind::kSystemTransfer})
          .Orders({.amount = UINT64_MAX, .kind = Kind::kSystemTransferWithSeed})
          .Build(),
  });
  EXPECT_EQ(totals.transfers, (Counts{{"transfer_checked", 1},
                                      {"transfer_checked_with_fee", 1},
                                      {"system_transfer", 1},
                                      {"system_transfer_with_seed", 1}}));
  EXPECT_EQ(totals.amounts.at(kMint), 3);
  EXPECT_EQ(totals.lamports, base::Int128(UINT64_MAX) * 2);
  EXPECT_EQ(totals.transfers_without_mint, 0u);
}

TEST(ScanTotals, APlainTransferHasTheMintOfItsAccounts) {
  const Order plain = {.source = kBuyerTokens,
                       .destination = Key("shop tokens"),
                       .amount = 7,
                       .kind = solana::TransferKind::kTransfer};
  const Holding source = {.account = kBuyerTokens, .owner = kBuyer};  // even where it is unchanged
  const Holding destination = {.account = Key("shop tokens"), .owner = Key("shop")};
  const Holding other = {.account = Key("other tokens"), .owner = Key("shop")};
  struct Case {
    const char* balances;
    std::vector<Holding> held;
    bool known;
  };
  const Case kCases[] = {
      {"of the source", {other, source}, true},
      {"of the destination", {other, destination}, true},
      {"of neither", {other}, false},
  };
  for (const Case& c : kCases) {
    ObservationBuilder transaction = Usdc();
    transaction.Orders(plain);
    for (const Holding& holding : c.held) transaction.Changes(holding);
    const ScanTotals totals = TotalsOf({transaction.Build()});
    EXPECT_EQ(totals.transfers, (Counts{{"transfer", 1}})) << c.balances;
    const std::map<solana::Pubkey, base::Int128> amounts = {{kMint, 7}};
    EXPECT_EQ(totals.amounts, c.known ? amounts : decltype(amounts)()) << c.balances;
    EXPECT_EQ(totals.transfers_without_mint, c.known ? 0u : 1u) << c.balances;
  }
}

TEST(ScanTotals, SaysHowManyWereNotUnderstood) {
  domain::Observation transaction = Usdc().PayInFull().Build();
  transaction.instructions_understood = false;
  EXPECT_EQ(TotalsOf({transaction}).not_understood, 1u);
}

TEST(ScanTotals, TotalsOfPartsAddUpToThoseOfTheWhole) {
  decode::Block block = GoldenBlock("447600400-json.json", decode::Select::kAll);
  decode::Block other = GoldenBlock("447600425-json.json", decode::Select::kAll);
  block.transactions.front().instructions_understood = false;
  ScanTotals one_by_one;
  one_by_one.Add(block);
  one_by_one.Add(other);

  ScanTotals first;
  first.Add(block);
  ScanTotals second;
  second.Add(other);
  ScanTotals merged;
  merged.Add(second);
  merged.Add(first);
  EXPECT_EQ(merged, one_by_one);
  EXPECT_EQ(merged.blocks, 2u);
  EXPECT_EQ(merged.transactions, 97u);
  EXPECT_EQ(merged.not_understood, 1u);
}

}  // namespace
}  // namespace hilt::cli
