#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "domain/observation.h"

// A transaction as a source wrote it, between reading and resolving: account indexes are unchecked
// but for their range, and what was null or absent is marked so. Reading fills it in any order of
// fields; resolve.h makes the observation. Its texts point into the reader's document. Clear()
// keeps the memory for the next transaction.
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

// Instruction data: base58 text in JSON, bytes in the wire format. Decoded only where it is wanted,
// for base58 of a length takes time quadratic in it.
struct RawData {
  std::string_view base58;
  std::optional<std::span<const uint8_t>> bytes;  // in place of base58
};

// What jsonParsed says of an instruction that the node could parse. Each text is a JSON token,
// quotes included; empty where there is no such field. What is not a field of a transfer is left
// out.
struct RawParsed {
  enum Field : size_t {
    kSource,
    kDestination,
    kMint,
    kAuthority,
    kMultisigAuthority,
    kSourceBase,
    kAmount,
    kLamports,
    kTokenAmount,  // its `amount`
    kFeeAmount,    // its `amount`
    kFieldCount
  };
  std::string_view type;  // "transfer"; empty: none
  std::array<std::string_view, kFieldCount> info;
  Range parts;  // of RawTransaction::parsed: what a Batch consists of
  bool has_parts = false;
};

struct RawInstruction {
  enum class Form {
    kIndexed,  // json and base64: program and accounts by index
    kNamed,    // jsonParsed, not parsed: by key
    kParsed,   // jsonParsed, parsed: no accounts and no data
  };
  Form form = Form::kIndexed;
  uint8_t program = 0;         // kIndexed: account index
  solana::Pubkey program_key;  // the other forms
  Range accounts;              // kIndexed: of account_indexes; kNamed: of account_keys
  RawData data;                // kParsed: of a memo, its text
  bool is_text = false;        // kParsed: the node gave a text instead of fields
  uint32_t parsed = 0;         // kParsed and not a text: index in RawTransaction::parsed
};

struct RawMessage {
  uint8_t required_signatures = 0;
  uint8_t readonly_signed = 0;
  uint8_t readonly_unsigned = 0;
  std::vector<solana::Pubkey> keys;  // static ones only
  std::vector<RawInstruction> instructions;
  // How many keys the address table lookups load.
  uint32_t lookup_writable = 0;
  uint32_t lookup_readonly = 0;
  // jsonParsed lists the loaded keys, writable ones first, behind the static ones.
  bool lists_loaded_keys = false;
  std::vector<solana::Pubkey> loaded_keys;

  void Clear();
};

struct RawInnerList {
  uint32_t top_index = 0;
  Range instructions;  // of RawMeta::inner_instructions
};

struct RawTokenBalance {
  uint8_t account = 0;  // account index
  solana::Pubkey mint;
  std::optional<solana::Pubkey> owner;
  std::optional<solana::Pubkey> program;
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
  std::vector<solana::Pubkey> loaded_writable;
  std::vector<solana::Pubkey> loaded_readonly;

  void Clear();
};

struct RawTransaction {
  std::vector<solana::Signature> signatures;
  RawMessage message;
  bool has_meta = false;
  RawMeta meta;
  // Pools of all instructions.
  std::vector<uint8_t> account_indexes;
  std::vector<solana::Pubkey> account_keys;
  std::vector<RawParsed> parsed;
  std::vector<uint8_t> wire;  // base64: the transaction's bytes, which instruction data points into

  domain::MessageVersion version = domain::MessageVersion::kLegacy;
  std::optional<uint64_t> slot;
  std::optional<uint64_t> time;  // Unix seconds
  std::optional<uint32_t> index;

  void Clear();
};

}  // namespace hilt::decode
