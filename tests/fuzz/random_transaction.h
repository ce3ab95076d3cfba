#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "solana/keys.h"
#include "solana/wire.h"
#include "tests/fuzz/choices.h"

// A transaction as a node holds it, before it writes it down in one encoding or another
// (transaction_text.h), made of a fuzzer's choices.
namespace hilt::fuzz {

// A key and its text, which takes long to make.
struct NamedKey {
  solana::Pubkey key;
  std::string text;
};

struct Call {
  uint8_t program = 0;  // account index, as all others are
  std::vector<uint8_t> accounts;
  std::vector<uint8_t> data;
  bool parsed = true;  // by jsonParsed, where a node could parse it
};

struct InnerCalls {
  size_t top = 0;  // the call that made them
  std::vector<Call> calls;
};

struct TokenBalance {
  size_t account = 0;
  const NamedKey* mint = nullptr;
  const NamedKey* owner = nullptr;    // null: not stated
  const NamedKey* program = nullptr;  // likewise
  uint64_t amount = 0;
};

struct Lookup {
  const NamedKey* table = nullptr;
  std::vector<uint8_t> writable;  // indexes into the table
  std::vector<uint8_t> readonly;
};

// Lists that are none were not recorded: null or absent, as Meta::absent says.
struct Meta {
  bool absent = false;
  std::string err = "null";           // JSON
  std::optional<std::string> status;  // JSON
  uint64_t fee = 0;
  std::optional<std::vector<InnerCalls>> inner;
  std::optional<std::vector<uint64_t>> pre;
  std::optional<std::vector<uint64_t>> post;
  std::optional<std::vector<TokenBalance>> pre_tokens;
  std::optional<std::vector<TokenBalance>> post_tokens;
  bool shows_loaded = true;  // loadedAddresses, in the encodings that have it
};

struct Transaction {
  solana::WireVersion version = solana::WireVersion::kLegacy;
  bool states_version = true;
  solana::WireHeader header;
  std::vector<const NamedKey*> keys;             // static
  std::vector<const NamedKey*> loaded_writable;  // by all lookups
  std::vector<const NamedKey*> loaded_readonly;
  std::vector<Lookup> lookups;
  std::vector<Call> calls;
  std::optional<Meta> meta;
  uint64_t slot = 0;
  std::optional<uint64_t> time;   // Unix seconds
  std::optional<uint32_t> index;  // in the block

  // What cannot be written in jsonParsed: it names keys, not indexes, and has no header.
  bool has_parsed_form = true;

  // Of an account index; null: there is none.
  const NamedKey* KeyAt(size_t index) const;
  size_t key_count() const { return keys.size() + loaded_writable.size() + loaded_readonly.size(); }
};

// Most are such as the chain has; in some one thing is wrong, the same in every encoding.
Transaction MakeTransaction(Choices& choices);

}  // namespace hilt::fuzz
