#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/int128.h"
#include "domain/evidence.h"
#include "domain/ids.h"
#include "solana/keys.h"
#include "solana/transfer.h"

namespace hilt::domain {

// One transaction as one source showed it: the only thing that crosses from the indexer to the
// confirmer. Every decoder, whatever the shape of its bytes, gives the same observation for the
// same transaction (provider shapes hold less: see each field). It is plain data, makes no
// judgement, and what was not recorded stays visibly not recorded: a null is never a "none".

enum class MessageVersion {
  kLegacy,
  kV0,
  kV1,
  kUnknown,    // a number that this code does not know: never confirmed from
  kNotStated,  // Helius enhanced names no version
};

enum class Execution {
  kSucceeded,
  kFailed,
  kContradictory,  // err says success while status says failure
  kNotRecorded,    // no meta, or no err in it
};

// Where an instruction stands. Inner instructions are one list for each top-level instruction, all
// depths flattened in order of execution.
struct Place {
  uint32_t top_index = 0;  // of the top-level instruction, from 0
  std::optional<uint32_t>
      inner_index;               // position in that instruction's inner list; none: top level
  solana::Pubkey outer_program;  // program of the top-level instruction

  bool is_direct() const { return !inner_index.has_value(); }

  friend bool operator==(const Place&, const Place&) = default;
};

// An instruction of one of the SPL Memo programs.
struct Memo {
  solana::Pubkey program;
  std::vector<uint8_t> data;  // the whole instruction data
  // Provider only, whose signers they help to tell: where the program checks (solana
  // MemoChecksSigners) each of them signed, or the instruction had failed.
  std::vector<solana::Pubkey> accounts;
  Place place;

  friend bool operator==(const Memo&, const Memo&) = default;
};

struct OrderedTransfer {
  solana::Transfer transfer;
  Place place;

  friend bool operator==(const OrderedTransfer&, const OrderedTransfer&) = default;
};

// How one owner's holding in one token account moved over the transaction. An account whose owner,
// mint or program changed between the snapshots appears twice: once leaving, once arriving.
struct TokenChange {
  solana::Pubkey account;
  solana::Pubkey mint;
  solana::Pubkey owner;
  std::optional<solana::Pubkey> program;  // provider shapes and old blocks do not say
  base::Int128 delta = 0;                 // post - pre, minor units
  bool held_at_end = true;  // false: in the first snapshot only (closed, or passed on)

  friend bool operator==(const TokenChange&, const TokenChange&) = default;
};

struct LamportChange {
  solana::Pubkey account;
  base::Int128 delta = 0;  // post - pre, the network fee of the fee payer included

  friend bool operator==(const LamportChange&, const LamportChange&) = default;
};

struct Observation {
  solana::Signature signature;
  Slot slot;
  std::optional<uint32_t> index;               // in its block, from 0
  std::optional<solana::Blockhash> blockhash;  // of its block: known from getBlock only
  std::optional<absl::Time> block_time;        // whole seconds
  Commitment commitment = Commitment::kConfirmed;
  EvidenceGrade grade = EvidenceGrade::kProvider;

  MessageVersion version = MessageVersion::kUnknown;
  Execution execution = Execution::kNotRecorded;
  std::string error;  // kFailed: the chain's error, printable ASCII, at most 256 bytes

  solana::Pubkey fee_payer;
  uint64_t fee_lamports = 0;
  // Chain: every signer, in order. Provider: what is shown without the message header: the fee
  // payer, authorities of top-level transfers, accounts of top-level memos that check theirs.
  std::vector<solana::Pubkey> signers;

  std::vector<Memo> memos;                 // in order of execution
  std::vector<OrderedTransfer> transfers;  // in order of execution

  // By account index (provider: as listed). Entries with a zero delta may be left out by a
  // provider.
  std::vector<LamportChange> lamport_changes;
  std::vector<TokenChange> token_changes;

  // False where the source did not record it (null or absent), which is not "there were none".
  bool inner_instructions_recorded = false;
  bool lamports_recorded = false;
  // False too where an entry lacks its owner or program; only for want of programs, token_changes
  // still holds what is known.
  bool token_balances_recorded = false;

  // False: an instruction of a token program or System that succeeded could not be read, so
  // transfers may be missing.
  bool instructions_understood = true;

  friend bool operator==(const Observation&, const Observation&) = default;
};

}  // namespace hilt::domain
