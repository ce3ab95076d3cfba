#include "indexer/decode/effects.h"

#include "base/status.h"
#include "solana/base58.h"
#include "solana/programs.h"
#include "solana/transfer.h"

namespace hilt::decode {

bool EffectCollector::Wants(const solana::Pubkey& program) {
  return solana::IsTokenProgram(program) || program == solana::kSystemProgram ||
         solana::IsMemoProgram(program);
}

absl::Status EffectCollector::Add(const Instruction& instruction, const Path& path) {
  data_.clear();
  if (!solana::AppendBase58(instruction.data, data_).ok()) {
    return Path(path, "data").Error("not the base58 text of instruction data");
  }
  if (solana::IsMemoProgram(instruction.program)) {
    AddMemo(instruction);
  } else {
    AddTransfers(instruction);
  }
  return absl::OkStatus();
}

void EffectCollector::AddMemo(const Instruction& instruction) {
  domain::Memo& memo = out_.memos.emplace_back();
  memo.program = instruction.program;
  memo.data = data_;
  memo.accounts.assign(instruction.accounts.begin(), instruction.accounts.end());
  memo.place = instruction.place;
}

void EffectCollector::AddTransfers(const Instruction& instruction) {
  if (!instruction.accounts_complete) return;
  transfers_.clear();
  const absl::Status status =
      solana::AppendTransfers(instruction.program, data_, instruction.accounts, transfers_);
  if (!status.ok()) {
    // A program may have learnt what we do not know. The chain's word stands against ours, and an
    // error here would stop those who follow it.
    if (out_.execution == domain::Execution::kSucceeded) out_.instructions_understood = false;
    return;
  }
  for (const solana::Transfer& transfer : transfers_) {
    out_.transfers.push_back({transfer, instruction.place});
  }
}

}  // namespace hilt::decode
