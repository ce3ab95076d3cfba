#pragma once

#include <span>
#include <vector>

#include "domain/observation.h"
#include "indexer/decode/balances.h"
#include "indexer/decode/path.h"
#include "indexer/decode/raw_transaction.h"

namespace hilt::decode {

// One instruction with its accounts resolved to keys.
struct Instruction {
  solana::Pubkey program;
  std::span<const solana::Pubkey> accounts;
  // False: some accounts could not be resolved and `accounts` holds the others only.
  bool accounts_complete = true;
  RawData data;
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

  // The same of an instruction of the form kParsed. The error stands below `path`.
  absl::Status AddParsed(const RawTransaction& raw, const RawInstruction& instruction,
                         const KeyList& keys, const domain::Place& place, const Path& path);

 private:
  void AddMemo(const solana::Pubkey& program, std::span<const uint8_t> data,
               const domain::Place& place);
  void AddTransfers(const Instruction& instruction, std::span<const uint8_t> data);
  void AddAll(const domain::Place& place);
  void NoteNotUnderstood();

  domain::Observation& out_;
  std::vector<uint8_t> data_;
  std::vector<solana::Transfer> transfers_;
};

}  // namespace hilt::decode
