#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "solana/address.h"
#include "solana/programs.h"

namespace hilt::solana {
namespace {

using Json = nlohmann::json;

Pubkey Key(const std::string& text) { return ParsePubkey(text).value(); }

struct Known {
  std::string_view name;
  std::string wallet;
  Pubkey token_program;
  std::string mint;
  std::string account;
};

class KnownAccounts : public testing::TestWithParam<Known> {};

TEST_P(KnownAccounts, AreDerived) {
  const Known& known = GetParam();
  EXPECT_EQ(
      ToString(AssociatedTokenAccount(Key(known.wallet), known.token_program, Key(known.mint))),
      known.account);
}

const char kUsdc[] = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";

// The first is from the tests of the token program's JavaScript client. The others were made with
// the Python arithmetic of address_test.cc and hashlib.
INSTANTIATE_TEST_SUITE_P(
    All, KnownAccounts,
    testing::ValuesIn(std::vector<Known>{
        // name, wallet, token program, mint, account
        {"Published", "B8UwBUUnKwCyKuGMbFKWaG7exYdDk2ozZrPg72NyVbfj", kTokenProgram,
         "7o36UsWR1JQLpZ9PE2gn9L4SQ69CNNiWAXd4Jt7rqz9Z",
         "DShWnroshVbeUp28oopA3Pu7oFPDBtC1DBmPECXXAQ9n"},
        {"Token", "9WzDXwBbmkg8ZTbNMqUxvQRAyrZzDsGYdLVL9zYtAWWM", kTokenProgram, kUsdc,
         "FGETo8T8wMcN2wCjav8VK6eh3dLk63evNDPxzLSJra8B"},
        {"Token2022", "9WzDXwBbmkg8ZTbNMqUxvQRAyrZzDsGYdLVL9zYtAWWM", kToken2022Program, kUsdc,
         "GdjpegrtGwU3pgtzPivYVViSA8rmGL248qBVKzsrU3DD"},
        {"WalletOffTheCurve", "FGETo8T8wMcN2wCjav8VK6eh3dLk63evNDPxzLSJra8B", kTokenProgram, kUsdc,
         "2f3HJSJdAY3NFcN7DYnNm9xax2ZnXGh4VuLRRjBNq9Ag"},
        {"AfterElevenBumpsOnTheCurve", "3w1ChUS2qDBcsjrJebTq8hUrjbMxXQZTa6dc2D6nPTYn",
         kTokenProgram, kUsdc, "FPmkxjG6Gq5Wf6TxCTiT3Do8MpQDvxHf8vqkNhnAGz4f"},
    }),
    [](const auto& test) { return std::string(test.param.name); });

Json ReadJson(const std::filesystem::path& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.is_open()) << path;
  return Json::parse(file);
}

// The keys that a transaction's account indexes count through.
std::vector<std::string> AccountKeys(const Json& transaction) {
  auto keys = transaction["transaction"]["message"]["accountKeys"].get<std::vector<std::string>>();
  for (const char* kind : {"writable", "readonly"}) {
    for (const Json& key : transaction["meta"]["loadedAddresses"][kind]) keys.push_back(key);
  }
  return keys;
}

// Every token account in the fixtures is an associated one.
TEST(AssociatedTokenAccount, IsTheAccountOfEveryTokenBalanceInTheFixtures) {
  size_t balances = 0;
  std::set<Pubkey> programs;
  for (const char* folder : {"scenarios", "v1", "optional"}) {
    const auto path = std::filesystem::path(HILT_GOLDEN_DIR) / "chain" / folder;
    for (const auto& file : std::filesystem::directory_iterator(path)) {
      const Json transaction = ReadJson(file.path())["rpc"]["json"];
      const std::vector<std::string> keys = AccountKeys(transaction);
      for (const char* side : {"preTokenBalances", "postTokenBalances"}) {
        for (const Json& balance : transaction["meta"][side]) {
          const Pubkey program = Key(balance["programId"]);
          EXPECT_EQ(ToString(AssociatedTokenAccount(Key(balance["owner"]), program,
                                                    Key(balance["mint"]))),
                    keys.at(balance["accountIndex"]))
              << file.path();
          programs.insert(program);
          ++balances;
        }
      }
    }
  }
  EXPECT_GE(balances, 100u);
  EXPECT_EQ(programs, (std::set<Pubkey>{kTokenProgram, kToken2022Program}));
}

}  // namespace
}  // namespace hilt::solana
