#include "bench/made_block.h"

#include <algorithm>
#include <fstream>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "bench/made_transaction.h"
#include "bench/wire_form.h"

namespace hilt::bench {
namespace {

constexpr size_t kVotes = kMadeTransactions * 58 / 100;
constexpr size_t kVersion0 = kMadeTransactions * 36 / 100;
constexpr size_t kFailed = kMadeTransactions * 23 / 100;
constexpr size_t kOtherMemos = kMadeMemos - kMadeHiltMemos;
constexpr size_t kPlain = 60;  // golden transactions without memo

const std::string kGolden = HILT_GOLDEN_DIR "/chain/";

// Golden scenarios that carry a HILT memo, of memo programs v1 and v3.
constexpr std::string_view kPayments[kMadeHiltMemos] = {
    "transfer_checked_legacy", "v0_lookup_table",      "memo_v1",
    "merchant_ata_created",    "many_small_transfers", "one_unit_zero_fee"};

Json ReadJson(const std::string& path) {
  std::ifstream file(path);
  HILT_CHECK(file.good());
  Json json = Json::parse(file, nullptr, /*allow_exceptions=*/false);
  HILT_CHECK(!json.is_discarded());
  return json;
}

bool HasMemo(const Json& transaction) {
  const Json& keys = transaction["transaction"]["message"]["accountKeys"];
  return std::any_of(keys.begin(), keys.end(), [](const Json& key) {
    return key.get<std::string_view>().starts_with("Memo");
  });
}

// The golden blocks' own filling says so in its memo.
bool IsFiller(const Json& transaction) {
  return transaction["meta"]["logMessages"].dump().find("\"Program log: filler") !=
         std::string::npos;
}

void AddPayments(std::vector<Json>& transactions) {
  for (const std::string_view name : kPayments) {
    Json result = ReadJson(kGolden + "scenarios/" + std::string(name) + ".json")["rpc"]["json"];
    transactions.push_back({{"meta", std::move(result["meta"])},
                            {"transaction", std::move(result["transaction"])},
                            {"version", result["version"]}});
  }
}

// Memos of others, and transfers without.
void AddFromBlocks(std::vector<Json>& transactions) {
  size_t memos = 0;
  size_t plain = 0;
  for (const char* const slot : {"447600400", "447600403", "447600404"}) {
    const Json block = ReadJson(kGolden + "blocks/" + slot + "-json.json");
    for (const Json& transaction : block["transactions"]) {
      size_t& count = HasMemo(transaction) ? memos : plain;
      const size_t limit = HasMemo(transaction) ? kOtherMemos : kPlain;
      if (count == limit || HasMemo(transaction) != IsFiller(transaction)) continue;
      transactions.push_back(transaction);
      ++count;
    }
  }
  HILT_CHECK(memos == kOtherMemos && plain == kPlain);
}

bool IsVersion0(const Json& transaction) { return transaction["version"] == 0; }
bool IsFailed(const Json& transaction) { return !transaction["meta"]["err"].is_null(); }

// The rest are trades, as many of version 0 and failed as are still wanted.
void AddTrades(Dice& dice, const Cast& cast, std::vector<Json>& transactions) {
  const auto count = [&transactions](bool (*is)(const Json&)) {
    return static_cast<size_t>(std::count_if(transactions.begin(), transactions.end(), is));
  };
  const size_t trades = kMadeTransactions - kVotes - transactions.size();
  const size_t version_0 = kVersion0 - count(IsVersion0);
  const size_t failed = kFailed - count(IsFailed);
  HILT_CHECK(version_0 <= trades && failed <= trades);
  for (size_t i = 0; i < trades; ++i) {
    transactions.push_back(
        MakeTrade(dice, cast, {.version_0 = i < version_0, .failed = i >= trades - failed}));
  }
}

std::vector<Json> MakeTransactions(Dice& dice, const Cast& cast) {
  std::vector<Json> transactions;
  AddPayments(transactions);
  AddFromBlocks(transactions);
  AddTrades(dice, cast, transactions);
  for (size_t i = 0; i < kVotes; ++i) transactions.push_back(MakeVote(dice, cast));
  dice.Shuffle(transactions);
  return transactions;
}

}  // namespace

MadeBlock MakeBlock(uint64_t seed) {
  Dice dice(seed);
  const Cast cast(dice);
  Json block = {{"blockHeight", 425'400'000},
                {"blockTime", 1'790'040'000},
                {"blockhash", dice.Key()},
                {"parentSlot", kMadeBlockSlot - 1},
                {"previousBlockhash", cast.blockhash},
                {"rewards", Json::array()},
                {"transactions", MakeTransactions(dice, cast)}};
  MadeBlock made;
  made.json = block.dump();
  for (Json& transaction : block["transactions"]) {
    made.version_0 += IsVersion0(transaction);
    made.failed += IsFailed(transaction);
    transaction["transaction"] = WireForm(transaction);
  }
  made.votes = kVotes;
  made.base64 = block.dump();
  return made;
}

}  // namespace hilt::bench
