#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "solana/keys.h"

namespace hilt::solana {

enum class TransferKind {
  kTransfer,                // Token and Token-2022, tag 3: names no mint
  kTransferChecked,         // tag 12
  kTransferCheckedWithFee,  // Token-2022, tag 26, sub-tag 1
  kSystemTransfer,          // System, tag 2
  kSystemTransferWithSeed,  // System, tag 11
};

// One movement that an instruction orders. That it happened is the transaction's success, not this.
struct Transfer {
  TransferKind kind{};
  Pubkey program;
  Pubkey source;
  Pubkey destination;
  std::optional<Pubkey> mint;  // checked kinds
  Pubkey authority;            // owner, delegate, multisig account; System: source or base
  uint64_t amount = 0;         // minor units, or lamports; before any transfer fee
  uint64_t fee = 0;            // kTransferCheckedWithFee: withheld at the destination, minor units
  // Position inside a Batch instruction, from 0.
  std::optional<uint32_t> batch_index;

  friend bool operator==(const Transfer&, const Transfer&) = default;
};

// Appends the transfers that one successfully executed instruction orders: none, one, or (Batch,
// tag 255) several. Instructions that order none (other tags, other programs) append nothing and
// are OK: unknown tags, extra accounts and trailing bytes are legal on the chain.
//
// INVALID_ARGUMENT: the bytes cannot be those of an instruction that succeeded (a transfer cut
// short, too few accounts, a nested or malformed Batch). The caller has inconsistent input.
//
// `accounts` are the instruction's accounts in order, already resolved to keys.
// Sources: token interface/src/instruction.rs, pinocchio/program/src/processor/batch.rs; token-2022
// interface/src/extension/transfer_fee/instruction.rs; sdk system-interface/src/instruction.rs.
absl::Status AppendTransfers(const Pubkey& program, std::span<const uint8_t> data,
                             std::span<const Pubkey> accounts, std::vector<Transfer>& out);

}  // namespace hilt::solana
