#include "tests/hostile/transaction.h"

#include <algorithm>
#include <fstream>
#include <map>

#include "base/check.h"
#include "solana/keys.h"
#include "solana/programs.h"
#include "tests/support/naive_base58.h"

namespace hilt::hostile {
namespace {

std::string FromBase58(const std::string& text) {
  const auto bytes = test::NaiveBase58Decode(text);
  HILT_CHECK(bytes.has_value());
  return {bytes->begin(), bytes->end()};
}

Instruction ReadInstruction(const Transaction& transaction, const Json& json, const Json& parsed) {
  Instruction instruction;
  instruction.program = transaction.accounts.at(json.at("programIdIndex")).address;
  for (const size_t index : json.at("accounts")) {
    instruction.accounts.push_back(transaction.accounts.at(index).address);
  }
  instruction.data = FromBase58(json.at("data"));
  instruction.parsed = parsed;
  return instruction;
}

void ReadAccounts(const Json& result, Transaction& out) {
  const Json& keys = result.at("transaction").at("message").at("accountKeys");
  out.static_count = keys.size();
  for (const std::string address : keys) out.accounts.push_back({address});
  for (const char* kind : {"writable", "readonly"}) {
    for (const std::string address : result.at("meta").at("loadedAddresses").at(kind)) {
      out.accounts.push_back({address});
    }
  }
  for (size_t i = 0; i < out.accounts.size(); ++i) {
    out.accounts[i].before = result.at("meta").at("preBalances").at(i);
    out.accounts[i].after = result.at("meta").at("postBalances").at(i);
  }
}

std::vector<Holding> ReadHoldings(const Transaction& transaction, const Json& entries) {
  std::vector<Holding> holdings;
  for (const Json& entry : entries) {
    const std::string amount = entry.at("uiTokenAmount").at("amount");
    holdings.push_back({transaction.accounts.at(entry.at("accountIndex")).address, entry.at("mint"),
                        entry.at("owner"), entry.at("programId"), std::stoull(amount)});
  }
  return holdings;
}

void ReadInstructions(const Json& result, const Json& parsed, Transaction& out) {
  const Json& tops = result.at("transaction").at("message").at("instructions");
  const Json& parsed_tops = parsed.at("transaction").at("message").at("instructions");
  for (size_t i = 0; i < tops.size(); ++i) {
    out.instructions.push_back({ReadInstruction(out, tops[i], parsed_tops.at(i))});
  }
  const Json& lists = result.at("meta").at("innerInstructions");
  for (size_t i = 0; i < lists.size(); ++i) {
    const Json& parsed_list = parsed.at("meta").at("innerInstructions").at(i).at("instructions");
    const Json& list = lists[i].at("instructions");
    TopInstruction& top = out.instructions.at(lists[i].at("index"));
    for (size_t j = 0; j < list.size(); ++j) {
      top.inner.push_back(ReadInstruction(out, list[j], parsed_list.at(j)));
    }
  }
}

template <class T, class Member>
T& Find(std::vector<T>& items, Member member, const std::string& value) {
  const auto found = std::find_if(items.begin(), items.end(),
                                  [&](const T& item) { return item.*member == value; });
  HILT_CHECK(found != items.end());
  return *found;
}

}  // namespace

Account& Transaction::account(const std::string& address) {
  return Find(accounts, &Account::address, address);
}

size_t Transaction::IndexOf(const std::string& address) const {
  size_t index = 0;
  while (accounts.at(index).address != address) ++index;
  return index;
}

Holding& Transaction::held_before(const std::string& account) {
  return Find(before, &Holding::account, account);
}

Holding& Transaction::held_after(const std::string& account) {
  return Find(after, &Holding::account, account);
}

void Transaction::AddAccount(const std::string& address) {
  const auto there = [&](const Account& account) { return account.address == address; };
  if (std::any_of(accounts.begin(), accounts.end(), there)) return;
  accounts.insert(accounts.begin() + static_cast<ptrdiff_t>(static_count),
                  {address, 2039280, 2039280});
  ++static_count;
}

void Transaction::AddNamedAccounts() {
  const auto add_all = [&](const Instruction& instruction) {
    AddAccount(instruction.program);
    for (const std::string& account : instruction.accounts) AddAccount(account);
  };
  for (const TopInstruction& top : instructions) {
    add_all(top.own);
    for (const Instruction& inner : top.inner) add_all(inner);
  }
  for (const Holding& holding : before) AddAccount(holding.account);
  for (const Holding& holding : after) AddAccount(holding.account);
}

const std::string& GoldenText(const std::string& folder_and_name) {
  static std::map<std::string, std::string> texts;
  const auto [at, is_new] = texts.try_emplace(folder_and_name);
  if (is_new) {
    std::ifstream in(std::string(HILT_GOLDEN_DIR) + "/chain/" + folder_and_name + ".json",
                     std::ios::binary);
    HILT_CHECK(in.good());
    at->second.assign(std::istreambuf_iterator<char>(in), {});
  }
  return at->second;
}

Transaction ReadTransaction(const std::string& folder_and_name) {
  Transaction transaction;
  transaction.file = Json::parse(GoldenText(folder_and_name));
  const Json& result = transaction.file.at("rpc").at("json");
  ReadAccounts(result, transaction);
  ReadInstructions(result, transaction.file.at("rpc").at("jsonParsed"), transaction);
  transaction.before = ReadHoldings(transaction, result.at("meta").at("preTokenBalances"));
  transaction.after = ReadHoldings(transaction, result.at("meta").at("postTokenBalances"));
  return transaction;
}

std::string SomeAddress(std::string_view name) {
  uint64_t state = 14695981039346656037u;  // FNV-1a, then xorshift
  for (const char c : name) state = (state ^ static_cast<uint8_t>(c)) * 1099511628211u;
  std::array<uint8_t, 32> bytes{};
  for (uint8_t& byte : bytes) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    byte = static_cast<uint8_t>(state >> 32);
  }
  bytes[0] |= 1;
  return test::NaiveBase58Encode(bytes);
}

std::string ToBase58(std::string_view bytes) {
  return test::NaiveBase58Encode({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
}

std::string LittleEndian(uint64_t value, size_t bytes) {
  std::string text;
  for (size_t i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
  return text;
}

}  // namespace hilt::hostile
