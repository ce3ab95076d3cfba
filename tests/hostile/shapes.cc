#include <algorithm>
#include <map>

#include "base/base64.h"
#include "base/check.h"
#include "base/int128.h"
#include "solana/programs.h"
#include "tests/hostile/parsed.h"
#include "tests/hostile/transaction.h"
#include "tests/hostile/wire.h"

// A transaction in each shape, from its recorded one.
namespace hilt::hostile {
namespace {

Json TokenBalances(const Transaction& transaction, const std::vector<Holding>& holdings) {
  Json entries = Json::array();
  for (const Holding& holding : holdings) {
    const std::string amount = std::to_string(holding.amount);
    entries.push_back({{"accountIndex", transaction.IndexOf(holding.account)},
                       {"mint", holding.mint},
                       {"owner", holding.owner},
                       {"programId", holding.program},
                       {"uiTokenAmount",
                        {{"amount", amount},
                         {"decimals", 6},
                         {"uiAmount", nullptr},
                         {"uiAmountString", amount}}}});
  }
  return entries;
}

Json Compiled(const Transaction& transaction, const Instruction& instruction, int height) {
  Json accounts = Json::array();
  for (const std::string& account : instruction.accounts) {
    accounts.push_back(transaction.IndexOf(account));
  }
  return {{"programIdIndex", transaction.IndexOf(instruction.program)},
          {"accounts", std::move(accounts)},
          {"data", ToBase58(instruction.data)},
          {"stackHeight", height}};
}

// Writes each instruction by write(instruction, height) into a getTransaction result.
template <class WriteOne>
void PutInstructions(const Transaction& transaction, Json& result, WriteOne&& write) {
  Json tops = Json::array();
  Json lists = Json::array();
  for (size_t i = 0; i < transaction.instructions.size(); ++i) {
    const TopInstruction& top = transaction.instructions[i];
    tops.push_back(write(top.own, 1));
    if (top.inner.empty()) continue;
    Json list = Json::array();
    for (const Instruction& inner : top.inner) list.push_back(write(inner, 2));
    lists.push_back({{"index", i}, {"instructions", std::move(list)}});
  }
  result["transaction"]["message"]["instructions"] = std::move(tops);
  result["meta"]["innerInstructions"] = std::move(lists);
}

void PutBalances(const Transaction& transaction, Json& result) {
  Json before = Json::array();
  Json after = Json::array();
  for (const Account& account : transaction.accounts) {
    before.push_back(account.before);
    after.push_back(account.after);
  }
  Json& meta = result["meta"];
  meta["preBalances"] = std::move(before);
  meta["postBalances"] = std::move(after);
  meta["preTokenBalances"] = TokenBalances(transaction, transaction.before);
  meta["postTokenBalances"] = TokenBalances(transaction, transaction.after);
}

// Accounts that were added are read-only and did not sign.
void PutHeader(size_t added, Json& message) {
  Json& readonly = message["header"]["numReadonlyUnsignedAccounts"];
  readonly = readonly.get<size_t>() + added;
}

Json ToJson(const Transaction& transaction) {
  Json result = transaction.file.at("rpc").at("json");
  Json& message = result["transaction"]["message"];
  const size_t recorded = message.at("accountKeys").size();
  Json keys = Json::array();
  for (size_t i = 0; i < transaction.static_count; ++i) {
    keys.push_back(transaction.accounts[i].address);
  }
  message["accountKeys"] = std::move(keys);
  PutHeader(transaction.static_count - recorded, message);
  PutInstructions(transaction, result, [&](const Instruction& instruction, int height) {
    return Compiled(transaction, instruction, height);
  });
  PutBalances(transaction, result);
  return result;
}

Json ToJsonParsed(const Transaction& transaction) {
  Json result = transaction.file.at("rpc").at("jsonParsed");
  Json& keys = result["transaction"]["message"]["accountKeys"];
  const size_t added = transaction.accounts.size() - keys.size();
  const size_t recorded_static = transaction.static_count - added;
  for (size_t i = recorded_static; i < transaction.static_count; ++i) {
    const Json key = {{"pubkey", transaction.accounts[i].address},
                      {"signer", false},
                      {"source", "transaction"},
                      {"writable", false}};
    keys.insert(keys.begin() + static_cast<ptrdiff_t>(i), key);
  }
  for (size_t i = 0; i < keys.size(); ++i) keys[i]["pubkey"] = transaction.accounts[i].address;
  PutInstructions(transaction, result, ParsedInstruction);
  PutBalances(transaction, result);
  return result;
}

// The bytes that were recorded, with the keys and instructions of the transaction.
Json ToBase64(const Transaction& transaction) {
  Json result = transaction.file.at("rpc").at("base64");
  result["transaction"][0] = base::EncodeBase64(ToWire(transaction));
  result["meta"] = ToJson(transaction).at("meta");
  return result;
}

Json EnhancedInstruction(const Instruction& instruction) {
  return {{"programId", instruction.program},
          {"accounts", instruction.accounts},
          {"data", ToBase58(instruction.data)}};
}

struct NetChange {
  std::string owner;
  base::Int128 delta = 0;
};

// By mint. A provider shows one owner for an account: the one that it ends with.
std::map<std::string, NetChange> NetChanges(const Transaction& transaction,
                                            const std::string& account) {
  std::map<std::string, NetChange> changes;
  for (const Holding& holding : transaction.before) {
    if (holding.account != account) continue;
    changes[holding.mint].owner = holding.owner;
    changes[holding.mint].delta -= holding.amount;
  }
  for (const Holding& holding : transaction.after) {
    if (holding.account != account) continue;
    changes[holding.mint].owner = holding.owner;
    changes[holding.mint].delta += holding.amount;
  }
  return changes;
}

Json TokenBalanceChanges(const Transaction& transaction, const std::string& account) {
  Json entries = Json::array();
  for (const auto& [mint, change] : NetChanges(transaction, account)) {
    if (change.delta == 0) continue;
    entries.push_back(
        {{"mint", mint},
         {"rawTokenAmount", {{"decimals", 6}, {"tokenAmount", base::ToString(change.delta)}}},
         {"tokenAccount", account},
         {"userAccount", change.owner}});
  }
  return entries;
}

Json ToEnhanced(const Transaction& transaction) {
  Json enhanced = transaction.file.at("helius_enhanced");
  enhanced["feePayer"] = transaction.accounts.front().address;
  Json instructions = Json::array();
  for (const TopInstruction& top : transaction.instructions) {
    Json written = EnhancedInstruction(top.own);
    written["innerInstructions"] = Json::array();
    for (const Instruction& inner : top.inner) {
      written["innerInstructions"].push_back(EnhancedInstruction(inner));
    }
    instructions.push_back(std::move(written));
  }
  enhanced["instructions"] = std::move(instructions);
  Json changes = Json::array();
  for (const Account& account : transaction.accounts) {
    const base::Int128 native = base::Int128(account.after) - account.before;
    changes.push_back({{"account", account.address},
                       {"nativeBalanceChange", Raw(base::ToString(native))},
                       {"tokenBalanceChanges", TokenBalanceChanges(transaction, account.address)}});
  }
  enhanced["accountData"] = std::move(changes);
  return enhanced;
}

}  // namespace

Json ToShape(const Transaction& transaction, Shape shape) {
  switch (shape) {
    case Shape::kJson:
      return ToJson(transaction);
    case Shape::kJsonParsed:
      return ToJsonParsed(transaction);
    case Shape::kBase64:
      return ToBase64(transaction);
    case Shape::kHeliusEnhanced:
      return ToEnhanced(transaction);
    case Shape::kHeliusRaw:
      return With(ToJson(transaction), "/indexWithinBlock", 7);
  }
  HILT_CHECK(false);
  return {};
}

}  // namespace hilt::hostile
