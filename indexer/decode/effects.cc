#include "indexer/decode/effects.h"

#include <algorithm>

#include "base/status.h"
#include "indexer/decode/parsed_transfer.h"
#include "solana/base58.h"
#include "solana/programs.h"
#include "solana/transfer.h"

namespace hilt::decode {
namespace {

bool OrdersMoreFeeThanAmount(const solana::Transfer& transfer) {
  return transfer.fee > transfer.amount;
}

}  // namespace

bool EffectCollector::Wants(const solana::Pubkey& program) {
  return solana::IsTokenProgram(program) || program == solana::kSystemProgram ||
         solana::IsMemoProgram(program);
}

absl::Status EffectCollector::Add(const Instruction& instruction, const Path& path) {
  std::span<const uint8_t> data;
  if (instruction.data.bytes.has_value()) {
    data = *instruction.data.bytes;
  } else {
    data_.clear();
    if (!solana::AppendBase58(instruction.data.base58, data_).ok()) {
      return Path(path, "data").Error("not the base58 text of instruction data");
    }
    data = data_;
  }
  if (solana::IsMemoProgram(instruction.program)) {
    AddMemo(instruction.program, data, instruction.place);
  } else {
    AddTransfers(instruction, data);
  }
  return absl::OkStatus();
}

absl::Status EffectCollector::AddParsed(const RawTransaction& raw,
                                        const RawInstruction& instruction, const KeyList& keys,
                                        const domain::Place& place, const Path& path) {
  const Path parsed_path(path, "parsed");
  if (solana::IsMemoProgram(instruction.program_key)) {
    if (!instruction.is_text) return parsed_path.Error("not the text of a memo");
    AddMemo(instruction.program_key, *instruction.data.bytes, place);
    return absl::OkStatus();
  }
  if (instruction.is_text) return parsed_path.Error("not an object");
  transfers_.clear();
  HILT_ASSIGN_OR_RETURN(
      const bool understood,
      AppendParsedTransfers(raw, raw.parsed[instruction.parsed], instruction.program_key, keys,
                            parsed_path, transfers_));
  // The one thing wrong with a transfer's bytes that a node parses all the same.
  if (!understood || std::any_of(transfers_.begin(), transfers_.end(), OrdersMoreFeeThanAmount)) {
    NoteNotUnderstood();
  } else {
    AddAll(place);
  }
  return absl::OkStatus();
}

void EffectCollector::AddMemo(const solana::Pubkey& program, std::span<const uint8_t> data,
                              const domain::Place& place) {
  domain::Memo& memo = out_.memos.emplace_back();
  memo.program = program;
  memo.data.assign(data.begin(), data.end());
  memo.place = place;
}

void EffectCollector::AddTransfers(const Instruction& instruction, std::span<const uint8_t> data) {
  if (!instruction.accounts_complete) return;
  transfers_.clear();
  const absl::Status status =
      solana::AppendTransfers(instruction.program, data, instruction.accounts, transfers_);
  if (status.ok()) {
    AddAll(instruction.place);
  } else {
    NoteNotUnderstood();
  }
}

// A program may have learnt what we do not know. The chain's word stands against ours, and an error
// would stop those who follow it.
void EffectCollector::NoteNotUnderstood() {
  if (out_.execution == domain::Execution::kSucceeded) out_.instructions_understood = false;
}

void EffectCollector::AddAll(const domain::Place& place) {
  for (const solana::Transfer& transfer : transfers_) out_.transfers.push_back({transfer, place});
}

}  // namespace hilt::decode
