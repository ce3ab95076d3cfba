#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/hostile/case.h"
#include "tests/hostile/edit.h"

// A golden transaction taken apart, so that one mutation can be written in every shape. What is not
// here (logs, units, hashes) stays as it was recorded.
namespace hilt::hostile {

struct Instruction {
  std::string program;
  std::vector<std::string> accounts;
  std::string data;  // bytes
  Json parsed = {};  // as recorded in jsonParsed; null: written by what it holds
};

struct TopInstruction {
  Instruction own;
  std::vector<Instruction> inner = {};
};

struct Account {
  std::string address;
  uint64_t before = 0;  // lamports
  uint64_t after = 0;
};

// An entry of preTokenBalances or postTokenBalances.
struct Holding {
  std::string account;
  std::string mint;
  std::string owner;
  std::string program;
  uint64_t amount = 0;
};

struct Transaction {
  Json file;                      // the golden file: what is written starts from its shapes
  std::vector<Account> accounts;  // static, loaded writable, loaded read-only
  size_t static_count = 0;
  std::vector<TopInstruction> instructions;
  std::vector<Holding> before;
  std::vector<Holding> after;

  Account& account(const std::string& address);
  size_t IndexOf(const std::string& address) const;
  // The entry of that account, which must be there.
  Holding& held_before(const std::string& account);
  Holding& held_after(const std::string& account);
  // Makes every account that an instruction or a holding names, and that is not there yet, a static
  // key, neither signer nor writable, with lamports that stay as they were.
  void AddNamedAccounts();

 private:
  void AddAccount(const std::string& address);
};

// The golden file of that name: "scenarios/late".
const std::string& GoldenText(const std::string& folder_and_name);

Transaction ReadTransaction(const std::string& folder_and_name);

Json ToShape(const Transaction& transaction, Shape shape);

// Who must be paid what, and by whom it was paid.
struct Party {
  std::string wallet;
  std::string account;  // the associated one; for SOL the wallet
  uint64_t due = 0;
};

struct Scene : Transaction {
  std::string name;
  domain::Terms terms;
  Party merchant;
  Party fee;
  std::string buyer;
  std::string buyer_account;  // for SOL the buyer
  std::string mint;           // empty: SOL
  std::string token_program;
  std::string memo;  // "HILT:..."

  explicit Scene(domain::Terms the_terms) : terms(std::move(the_terms)) {}

  bool native() const { return mint.empty(); }
  // A TransferChecked or system Transfer into the party's account.
  Instruction Pays(const Party& party, uint64_t amount) const;
  // Instructions but for the memo and those that pay; then the memo, and nothing paid yet.
  void KeepOnlyMemo();
  void Append(Instruction instruction, std::vector<Instruction> inner = {});
  // What the party's account holds at the end, changed by this much (wraps below 0: not to be).
  void Gains(const Party& party, int64_t more);
};

// The two legs, for cases that bend one or the other.
struct LegOf {
  const char* name;
  Party Scene::*party;
  domain::Verdict underpaid;
};

inline constexpr LegOf kLegs[] = {
    {"merchant", &Scene::merchant, domain::Verdict::kMerchantUnderpaid},
    {"fee", &Scene::fee, domain::Verdict::kFeeUnderpaid},
};

// Every golden transaction that settles its first session alone.
extern const std::vector<const char*> kSettling;

// The first session of a golden file, as a payment's terms.
Scene ReadScene(const std::string& folder_and_name);

// A valid address that no golden transaction holds; the same name gives the same.
std::string SomeAddress(std::string_view name);

std::string ToBase58(std::string_view bytes);
std::string LittleEndian(uint64_t value, size_t bytes = 8);

}  // namespace hilt::hostile
