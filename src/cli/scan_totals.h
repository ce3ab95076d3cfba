#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

#include "base/int128.h"
#include "domain/observation.h"
#include "indexer/decode/decode.h"

// What a scan counts of the transactions that were decoded. Nothing of it judges a payment.
namespace hilt::cli {

using Counts = std::map<std::string_view, uint64_t>;  // by a name that lives for ever; none is 0

struct ScanTotals {
  uint64_t blocks = 0;
  uint64_t transactions = 0;  // of the blocks, decoded or not

  // Everything from here on is of the decoded ones.
  uint64_t decoded = 0;
  uint64_t failed = 0;
  Counts versions;  // "legacy", "0", "1", "unknown"

  // Top level and inner, in failed transactions too.
  Counts memo_instructions;  // by version of the program: "v1", "v3", "v4"
  uint64_t hilt_memos = 0;   // of those, whose data is a HILT memo
  uint64_t memo_transactions = 0;

  // Those ordered in transactions that succeeded, top level and inner.
  Counts transfers;                                // by KindName
  base::Int128 lamports = 0;                       // of the System transfers
  std::map<solana::Pubkey, base::Int128> amounts;  // of the token transfers by mint, minor units
  uint64_t transfers_without_mint = 0;             // counted, but in no amount: see MintOf

  // Succeeded, but with an instruction that could not be read: transfers may be missing.
  uint64_t not_understood = 0;

  void Add(const decode::Block& block);
  void Add(const domain::Observation& transaction);
  void Add(const ScanTotals& other);

  friend bool operator==(const ScanTotals&, const ScanTotals&) = default;
};

// "transfer", "transfer_checked", "transfer_checked_with_fee", "system_transfer",
// "system_transfer_with_seed".
std::string_view KindName(solana::TransferKind kind);

// The mint of a token transfer. A plain Transfer names none; it is that of the token balances of
// its source, else of its destination. None: a System transfer, or accounts whose balances the
// transaction does not list (opened and closed in it) or its source did not record in full.
std::optional<solana::Pubkey> MintOf(const domain::Observation& transaction,
                                     const solana::Transfer& transfer);

}  // namespace hilt::cli
