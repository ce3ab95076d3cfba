#include "cli/scan_totals.h"

#include <algorithm>

#include "base/check.h"
#include "cli/explanation_output.h"
#include "domain/memo.h"
#include "solana/programs.h"

namespace hilt::cli {
namespace {

bool MovesLamports(solana::TransferKind kind) {
  return kind == solana::TransferKind::kSystemTransfer ||
         kind == solana::TransferKind::kSystemTransferWithSeed;
}

std::string_view MemoVersion(const solana::Pubkey& program) {
  if (program == solana::kMemoV1Program) return "v1";
  if (program == solana::kMemoV3Program) return "v3";
  HILT_CHECK(program == solana::kMemoV4Program);  // the decoder knows no other
  return "v4";
}

void AddMemos(const domain::Observation& transaction, ScanTotals& totals) {
  if (!transaction.memos.empty()) ++totals.memo_transactions;
  for (const domain::Memo& memo : transaction.memos) {
    ++totals.memo_instructions[MemoVersion(memo.program)];
    if (domain::ParseHiltMemo(memo.data)) ++totals.hilt_memos;
  }
}

void AddTransfers(const domain::Observation& transaction, ScanTotals& totals) {
  for (const domain::OrderedTransfer& ordered : transaction.transfers) {
    const solana::Transfer& transfer = ordered.transfer;
    ++totals.transfers[KindName(transfer.kind)];
    if (MovesLamports(transfer.kind)) {
      totals.lamports += transfer.amount;
    } else if (const auto mint = MintOf(transaction, transfer)) {
      totals.amounts[*mint] += transfer.amount;
    } else {
      ++totals.transfers_without_mint;
    }
  }
}

template <class Sums>
void Merge(const Sums& from, Sums& into) {
  for (const auto& [key, sum] : from) into[key] += sum;
}

std::optional<solana::Pubkey> MintOfAccount(const domain::Observation& transaction,
                                            const solana::Pubkey& account) {
  const auto& changes = transaction.token_changes;
  const auto change = std::find_if(changes.begin(), changes.end(),
                                   [&](const auto& each) { return each.account == account; });
  if (change == changes.end()) return std::nullopt;
  return change->mint;
}

}  // namespace

void ScanTotals::Add(const decode::Block& block) {
  ++blocks;
  transactions += block.transaction_count;
  for (const domain::Observation& transaction : block.transactions) Add(transaction);
}

void ScanTotals::Add(const domain::Observation& transaction) {
  ++decoded;
  if (transaction.execution == domain::Execution::kFailed) ++failed;
  ++versions[Name(transaction.version)];
  AddMemos(transaction, *this);
  if (transaction.execution != domain::Execution::kSucceeded) return;
  AddTransfers(transaction, *this);
  if (!transaction.instructions_understood) ++not_understood;
}

void ScanTotals::Add(const ScanTotals& other) {
  blocks += other.blocks;
  transactions += other.transactions;
  decoded += other.decoded;
  failed += other.failed;
  Merge(other.versions, versions);
  Merge(other.memo_instructions, memo_instructions);
  hilt_memos += other.hilt_memos;
  memo_transactions += other.memo_transactions;
  Merge(other.transfers, transfers);
  lamports += other.lamports;
  Merge(other.amounts, amounts);
  transfers_without_mint += other.transfers_without_mint;
  not_understood += other.not_understood;
}

std::string_view KindName(solana::TransferKind kind) {
  switch (kind) {
    case solana::TransferKind::kTransfer:
      return "transfer";
    case solana::TransferKind::kTransferChecked:
      return "transfer_checked";
    case solana::TransferKind::kTransferCheckedWithFee:
      return "transfer_checked_with_fee";
    case solana::TransferKind::kSystemTransfer:
      return "system_transfer";
    case solana::TransferKind::kSystemTransferWithSeed:
      return "system_transfer_with_seed";
  }
  base::CheckFailed("a TransferKind outside its enum", __FILE__, __LINE__);
}

std::optional<solana::Pubkey> MintOf(const domain::Observation& transaction,
                                     const solana::Transfer& transfer) {
  if (MovesLamports(transfer.kind)) return std::nullopt;
  if (transfer.mint) return transfer.mint;
  if (const auto mint = MintOfAccount(transaction, transfer.source)) return mint;
  return MintOfAccount(transaction, transfer.destination);
}

}  // namespace hilt::cli
