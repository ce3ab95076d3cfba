#include <algorithm>
#include <string_view>

#include "base/base64.h"
#include "bench/made_transaction.h"
#include "fmt/format.h"
#include "tests/support/naive_base58.h"

namespace hilt::bench {
namespace {

constexpr const char* kTokenProgram = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";

// What every trade calls or passes on, before the programs that trade.
const std::vector<std::string>& CommonPrograms() {
  static const std::vector<std::string> kPrograms = {
      "ComputeBudget111111111111111111111111111111", "11111111111111111111111111111111",
      kTokenProgram, "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL"};
  return kPrograms;
}
constexpr size_t kComputeBudget = 0;
constexpr size_t kSystem = 1;
constexpr size_t kToken = 2;
constexpr size_t kAssociatedToken = 3;

constexpr size_t kMaxLegacyMarkets = 6;       // so that a packet holds it
constexpr uint64_t kSlippageExceeded = 6001;  // the kind of error that bots meet most

std::string Base58(const std::vector<uint8_t>& bytes) { return test::NaiveBase58Encode(bytes); }

class Trade {
 public:
  Trade(Dice& dice, const Cast& cast, TradeKind kind) : dice_(dice), cast_(cast), kind_(kind) {
    ChooseKeys();
    AddInstructions();
  }

  Json Finish();

 private:
  void ChooseKeys();
  void AddInstructions();
  void AddCall(size_t program, bool fails);
  Json InnerCalls(size_t count);
  Json AddTransfer();

  size_t KeyCount() const { return static_.size() + writable_.size() + readonly_.size(); }
  const std::string& Key(size_t index) const;
  size_t CommonProgram(size_t which) const { return first_program_ + which; }
  Json SomeIndexes(size_t low, size_t high);
  Json TokenBalances(const std::vector<uint64_t>& amounts) const;
  Json Lookups();
  Json Message();
  Json Meta();

  template <class... Args>
  void Log(fmt::format_string<Args...> format, Args&&... args) {
    logs_.push_back(fmt::format(format, std::forward<Args>(args)...));
  }

  Dice& dice_;
  const Cast& cast_;
  const TradeKind kind_;
  std::vector<std::string> static_;
  std::vector<std::string> writable_;  // loaded from tables
  std::vector<std::string> readonly_;
  size_t first_program_ = 0;              // the static keys from here on are read-only
  size_t own_accounts_ = 0;               // the user's token accounts
  std::vector<size_t> token_accounts_;    // those, then the vaults
  std::vector<std::string> token_mints_;  // of each token account
  std::vector<std::string> token_owners_;
  std::vector<uint64_t> amounts_before_;
  std::vector<uint64_t> amounts_after_;
  std::vector<std::string> logs_;
  Json instructions_ = Json::array();
  Json inner_ = Json::array();
};

const std::string& Trade::Key(size_t index) const {
  if (index < static_.size()) return static_[index];
  index -= static_.size();
  return index < writable_.size() ? writable_[index] : readonly_[index - writable_.size()];
}

void Trade::ChooseKeys() {
  own_accounts_ = dice_.Between(1, 3);
  const size_t markets =
      kind_.version_0 ? dice_.Between(6, 17) : dice_.Between(4, kMaxLegacyMarkets);
  const size_t programs = dice_.Between(1, 3);
  const size_t mints = dice_.Between(1, 3);

  static_.push_back(dice_.OneOf(cast_.wallets));
  for (size_t i = 0; i < own_accounts_; ++i) static_.push_back(dice_.Key());
  std::vector<std::string>& market_keys = kind_.version_0 ? writable_ : static_;
  dice_.AppendSome(cast_.accounts, markets, market_keys);
  first_program_ = static_.size();
  for (const std::string& program : CommonPrograms()) static_.push_back(program);
  dice_.AppendSome(cast_.programs, programs, static_);
  std::vector<std::string>& mint_keys = kind_.version_0 ? readonly_ : static_;
  dice_.AppendSome(cast_.mints, mints, mint_keys);

  // The user's accounts, and a vault for each and one more.
  const size_t first_market = kind_.version_0 ? static_.size() : 1 + own_accounts_;
  for (size_t i = 0; i < 2 * own_accounts_ + 1; ++i) {
    const bool own = i < own_accounts_;
    const size_t nth = own ? i : i - own_accounts_;
    token_accounts_.push_back(own ? 1 + nth : first_market + nth);
    token_mints_.push_back(mint_keys[mint_keys.size() - 1 - nth % mints]);
    token_owners_.push_back(own ? static_[0] : dice_.OneOf(cast_.accounts));
    amounts_before_.push_back(dice_.Between(1'000'000'000, 900'000'000'000));
  }
  amounts_after_ = amounts_before_;
}

Json Trade::SomeIndexes(size_t low, size_t high) {
  Json indexes = Json::array();
  for (size_t i = dice_.Between(low, high); i > 0; --i) {
    indexes.push_back(dice_.Between(0, KeyCount() - 1));
  }
  return indexes;
}

// TransferChecked between one of the user's accounts and its vault, as an inner instruction.
Json Trade::AddTransfer() {
  size_t from = dice_.Between(0, own_accounts_ - 1);
  size_t to = own_accounts_ + from;
  if (dice_.Percent(50)) std::swap(from, to);
  const uint64_t amount = dice_.Between(1, 1'000'000);
  amounts_after_[from] -= amount;
  amounts_after_[to] += amount;
  std::vector<uint8_t> data = {12};
  for (size_t i = 0; i < 8; ++i) data.push_back(static_cast<uint8_t>(amount >> (8 * i)));
  data.push_back(6);
  size_t mint = 0;
  while (Key(mint) != token_mints_[from]) ++mint;
  return {{"accounts", {token_accounts_[from], mint, token_accounts_[to], 0}},
          {"data", Base58(data)},
          {"programIdIndex", CommonProgram(kToken)},
          {"stackHeight", 2}};
}

// Transfers and the callee's own events.
Json Trade::InnerCalls(size_t count) {
  Json calls = Json::array();
  for (size_t i = 0; i < count; ++i) {
    if (i % 3 == 2) {
      const size_t program = CommonProgram(CommonPrograms().size());
      calls.push_back({{"accounts", SomeIndexes(1, 10)},
                       {"data", Base58(dice_.Bytes(dice_.Between(16, 120)))},
                       {"programIdIndex", program},
                       {"stackHeight", 2}});
      Log("Program {} invoke [2]", Key(program));
      Log("Program {} consumed {} of {} compute units", Key(program), dice_.Between(2000, 40000),
          dice_.Between(100000, 400000));
      Log("Program {} success", Key(program));
    } else {
      calls.push_back(AddTransfer());
      Log("Program {} invoke [2]", kTokenProgram);
      Log("Program {} consumed {} of {} compute units", kTokenProgram, 105,
          dice_.Between(100000, 400000));
      Log("Program {} success", kTokenProgram);
    }
  }
  return calls;
}

void Trade::AddCall(size_t program, bool fails) {
  static const std::vector<std::string> kNames = {"Swap", "SharedAccountsRoute", "Buy",
                                                  "SwapBaseIn", "ExecuteArbitrage"};
  const std::string& key = Key(program);
  const size_t index = instructions_.size();
  instructions_.push_back({{"accounts", SomeIndexes(8, 24)},
                           {"data", Base58(dice_.Bytes(dice_.Between(9, 48)))},
                           {"programIdIndex", program},
                           {"stackHeight", 1}});
  Log("Program {} invoke [1]", key);
  Log("Program log: Instruction: {}", dice_.OneOf(kNames));
  const size_t inner_calls = fails ? dice_.Between(0, 4) : dice_.Between(3, 8);
  if (inner_calls > 0) {
    inner_.push_back({{"index", index}, {"instructions", InnerCalls(inner_calls)}});
  }
  for (size_t i = dice_.Between(0, 3); i > 0; --i) {
    Log("Program log: amount_in: {}, min_out: {}", dice_.Between(1'000, 900'000'000),
        dice_.Between(1'000, 900'000'000));
  }
  for (size_t i = dice_.Between(1, 3); i > 0; --i) {
    Log("Program data: {}", base::EncodeBase64(dice_.Bytes(dice_.Between(80, 250))));
  }
  Log("Program {} consumed {} of {} compute units", key, dice_.Between(20000, 90000),
      dice_.Between(100000, 400000));
  if (fails) {
    Log("Program {} failed: custom program error: {:#x}", key, kSlippageExceeded);
  } else {
    Log("Program {} success", key);
  }
}

void Trade::AddInstructions() {
  const auto add = [this](size_t program, Json accounts, const std::vector<uint8_t>& data) {
    instructions_.push_back({{"accounts", std::move(accounts)},
                             {"data", Base58(data)},
                             {"programIdIndex", CommonProgram(program)},
                             {"stackHeight", 1}});
    Log("Program {} invoke [1]", CommonPrograms()[program]);
    Log("Program {} success", CommonPrograms()[program]);
  };
  add(kComputeBudget, Json::array(), {2, 0x40, 0x0d, 0x03, 0});           // 200,000 units
  add(kComputeBudget, Json::array(), {3, 0x10, 0x27, 0, 0, 0, 0, 0, 0});  // at 10,000
  const Json accounts = {0, 1, 0, KeyCount() - 1, CommonProgram(kSystem), CommonProgram(kToken)};
  add(kAssociatedToken, accounts, {1});  // if it is not there
  const size_t last = CommonProgram(CommonPrograms().size());
  if (dice_.Percent(40)) AddCall(last, /*fails=*/false);
  AddCall(last, kind_.failed);
}

Json Trade::TokenBalances(const std::vector<uint64_t>& amounts) const {
  Json balances = Json::array();
  for (size_t i = 0; i < amounts.size(); ++i) {
    const double shown = static_cast<double>(amounts[i]) / 1e6;
    balances.push_back({{"accountIndex", token_accounts_[i]},
                        {"mint", token_mints_[i]},
                        {"owner", token_owners_[i]},
                        {"programId", kTokenProgram},
                        {"uiTokenAmount",
                         {{"amount", std::to_string(amounts[i])},
                          {"decimals", 6},
                          {"uiAmount", shown},
                          {"uiAmountString", fmt::format("{}", shown)}}}});
  }
  return balances;
}

Json Trade::Lookups() {
  const auto indexes = [](size_t count) {
    Json list = Json::array();
    for (size_t i = 0; i < count; ++i) list.push_back(i);
    return list;
  };
  return {{{"accountKey", dice_.OneOf(cast_.tables)},
           {"readonlyIndexes", indexes(readonly_.size())},
           {"writableIndexes", indexes(writable_.size())}}};
}

Json Trade::Message() {
  Json message = {{"accountKeys", static_},
                  {"header",
                   {{"numReadonlySignedAccounts", 0},
                    {"numReadonlyUnsignedAccounts", static_.size() - first_program_},
                    {"numRequiredSignatures", 1}}},
                  {"instructions", instructions_},
                  {"recentBlockhash", cast_.blockhash}};
  if (kind_.version_0) message["addressTableLookups"] = Lookups();
  return message;
}

Json Trade::Meta() {
  std::vector<uint64_t> before;
  for (size_t i = 0; i < KeyCount(); ++i) {
    const bool program = i >= first_program_ && i < static_.size();
    before.push_back(program ? 1'141'440 : dice_.Between(2'039'280, 90'000'000'000));
  }
  for (const size_t account : token_accounts_) before[account] = 2'039'280;
  const uint64_t fee = 5000 + dice_.Between(0, 100'000);
  std::vector<uint64_t> after = before;
  after[0] -= fee;
  const Json err =
      kind_.failed
          ? Json{{"InstructionError", {instructions_.size() - 1, {{"Custom", kSlippageExceeded}}}}}
          : Json();
  return {{"computeUnitsConsumed", dice_.Between(40'000, 400'000)},
          {"err", err},
          {"fee", fee},
          {"innerInstructions", inner_},
          {"loadedAddresses", {{"readonly", readonly_}, {"writable", writable_}}},
          {"logMessages", logs_},
          {"postBalances", after},
          {"postTokenBalances", TokenBalances(kind_.failed ? amounts_before_ : amounts_after_)},
          {"preBalances", before},
          {"preTokenBalances", TokenBalances(amounts_before_)},
          {"rewards", Json::array()},
          {"status", kind_.failed ? Json{{"Err", err}} : Json{{"Ok", nullptr}}}};
}

Json Trade::Finish() {
  Json transaction = {{"message", Message()}, {"signatures", {dice_.Signature()}}};
  return {{"meta", Meta()},
          {"transaction", std::move(transaction)},
          {"version", kind_.version_0 ? Json(0) : Json("legacy")}};
}

}  // namespace

Json MakeTrade(Dice& dice, const Cast& cast, TradeKind kind) {
  return Trade(dice, cast, kind).Finish();
}

}  // namespace hilt::bench
