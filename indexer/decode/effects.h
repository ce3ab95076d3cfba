#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "domain/observation.h"
#include "indexer/decode/path.h"

namespace hilt::decode {

// One instruction with its accounts resolved to keys.
struct Instruction {
  solana::Pubkey program;
  std::span<const solana::Pubkey> accounts;
  // False: some accounts could not be resolved and `accounts` holds the others only.
  bool accounts_complete = true;
  std::string_view data;  // base58
  domain::Place place;
};

// Gathers memos and transfers from a transaction's instructions, given in order of execution.
class EffectCollector {
 public:
  // Fills out.memos, out.transfers and out.instructions_understood by out.execution, which must
  // stand already.
  explicit EffectCollector(domain::Observation& out) : out_(out) {}

  // Whether instructions of the program can order a transfer or hold a memo. Those of any other
  // program need not be resolved nor added: nothing of them is used.
  static bool Wants(const solana::Pubkey& program);

  // The error stands at `path`, the instruction's: data that is not base58. An instruction that
  // cannot have succeeded by what we know of its program orders nothing; where the transaction did
  // succeed, it was not understood.
  absl::Status Add(const Instruction& instruction, const Path& path);

 private:
  void AddMemo(const Instruction& instruction);
  void AddTransfers(const Instruction& instruction);

  domain::Observation& out_;
  std::vector<uint8_t> data_;
  std::vector<solana::Transfer> transfers_;
};

}  // namespace hilt::decode
