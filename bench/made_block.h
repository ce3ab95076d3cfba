#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

// A block that no chain has: transactions from the golden blocks among made ones, in the
// proportions of a mainnet block of 2025 (1,790 transactions, 58 % votes, 36 % of version 0, 23 %
// failed, 7.7 MB in encoding json), a few with a memo. As a bare getBlock result in two
// encodings, keys in the order in which a node writes them.
namespace hilt::bench {

inline constexpr uint64_t kMadeBlockSlot = 447'700'001;
inline constexpr size_t kMadeTransactions = 1800;
inline constexpr size_t kMadeMemos = 10;     // transactions with one
inline constexpr size_t kMadeHiltMemos = 6;  // of these

struct MadeBlock {
  std::string json;
  std::string base64;
  size_t votes = 0;
  size_t version_0 = 0;
  size_t failed = 0;
};

// The same for the same seed.
MadeBlock MakeBlock(uint64_t seed);

}  // namespace hilt::bench
