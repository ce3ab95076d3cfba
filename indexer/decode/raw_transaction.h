#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/observation.h"

// A transaction as a source wrote it, between reading and resolving: keys and data are still base58
// texts, account indexes are unchecked but for their range, and what was null or absent is marked
// so. Reading fills it in any order of fields; resolve.h makes the observation. Its texts point
// into the reader's document. Clear() keeps the memory for the next transaction.
namespace hilt::decode {

// A list that the source may not have recorded, which is not an empty list.
template <class T>
struct Recorded {
  bool recorded = false;
  std::vector<T> items;

  void Clear() {
    recorded = false;
    items.clear();
  }
};

// Part of a pooled vector.
struct Range {
  uint32_t begin = 0;
  uint32_t count = 0;
};

struct RawInstruction {
  uint8_t program = 0;    // account index
  Range accounts;         // of RawTransaction::account_indexes
  std::string_view data;  // base58
};

struct RawMessage {
  uint8_t required_signatures = 0;
  uint8_t readonly_signed = 0;
  uint8_t readonly_unsigned = 0;
  std::vector<std::string_view> keys;  // static ones only
  std::vector<RawInstruction> instructions;
  // How many keys the address table lookups load.
  uint32_t lookup_writable = 0;
  uint32_t lookup_readonly = 0;

  void Clear();
};

struct RawInnerList {
  uint32_t top_index = 0;
  Range instructions;  // of RawMeta::inner_instructions
};

struct RawTokenBalance {
  uint8_t account = 0;  // account index
  std::string_view mint;
  std::optional<std::string_view> owner;
  std::optional<std::string_view> program;
  uint64_t amount = 0;
};

// The chain's result for a transaction, in whatever shape it was written.
struct RawError {
  enum class State { kAbsent, kSuccess, kFailure };
  State err = State::kAbsent;
  std::string_view err_json;      // kFailure: the JSON text of err
  State status = State::kAbsent;  // the older field that says the same
};

struct RawMeta {
  RawError error;
  uint64_t fee = 0;
  Recorded<uint64_t> pre_balances;
  Recorded<uint64_t> post_balances;
  Recorded<RawTokenBalance> pre_token_balances;
  Recorded<RawTokenBalance> post_token_balances;
  Recorded<RawInnerList> inner_lists;
  std::vector<RawInstruction> inner_instructions;
  bool loaded_recorded = false;
  std::vector<std::string_view> loaded_writable;
  std::vector<std::string_view> loaded_readonly;

  void Clear();
};

struct RawTransaction {
  std::vector<std::string_view> signatures;
  RawMessage message;
  bool has_meta = false;
  RawMeta meta;
  std::vector<uint8_t> account_indexes;  // pool of all instructions' accounts
  domain::MessageVersion version = domain::MessageVersion::kLegacy;
  std::optional<uint64_t> slot;
  std::optional<uint64_t> time;  // Unix seconds
  std::optional<uint32_t> index;

  void Clear();
};

}  // namespace hilt::decode
