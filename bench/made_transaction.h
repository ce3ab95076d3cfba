#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/dice.h"
#include "nlohmann/json.hpp"

// Transactions that no chain has run, in the shapes and sizes of those that fill mainnet's blocks,
// as elements of a getBlock result in encoding json. Keys, signatures and data are random; indexes,
// counts, balances and logs hold together. Object keys come out in alphabetical order, as a node
// writes them.
namespace hilt::bench {

using Json = nlohmann::json;

// Who recurs in the transactions of one block, in base58.
struct Cast {
  explicit Cast(Dice& dice);

  std::string blockhash;
  std::vector<std::string> wallets;
  std::vector<std::string> accounts;  // pools, markets, vaults
  std::vector<std::string> mints;
  std::vector<std::string> programs;
  std::vector<std::string> tables;
};

// A validator's vote: three or four keys, one instruction, two log lines.
Json MakeVote(Dice& dice, const Cast& cast);

struct TradeKind {
  bool version_0 = true;  // with lookup tables; else legacy
  bool failed = false;
};

// What a DeFi user or bot sends: many keys, calls into programs that call others, token balances
// and logs of all of it.
Json MakeTrade(Dice& dice, const Cast& cast, TradeKind kind);

}  // namespace hilt::bench
