#pragma once

#include "indexer/decode/json_reader.h"
#include "indexer/decode/key_cache.h"
#include "indexer/decode/raw_transaction.h"

// Helius enhanced transactions. What they say in words or in floating point (description, events,
// tokenTransfers, nativeTransfers) is never read. Source: helius-rust-sdk
// enhanced_transaction_types.rs, and what the webhooks send.
namespace hilt::decode {

struct RawEnhancedInstruction {
  std::string_view program;  // base58
  Range accounts;            // of RawEnhanced::accounts
  std::string_view data;     // base58
  bool inner_recorded = false;
  Range inner;  // of RawEnhanced::inner_instructions
};

struct RawTokenChange {
  std::string_view account;
  std::string_view mint;
  std::optional<std::string_view> owner;
  base::Int128 delta = 0;
};

struct RawAccountChange {
  std::string_view account;
  std::optional<base::Int128> lamports;
  bool tokens_recorded = false;
  Range tokens;  // of RawEnhanced::token_changes
};

struct RawEnhanced {
  std::string_view signature;
  uint64_t slot = 0;
  std::optional<uint64_t> time;  // Unix seconds
  uint64_t fee = 0;
  std::string_view fee_payer;
  RawError error;
  std::vector<RawEnhancedInstruction> instructions;
  std::vector<RawEnhancedInstruction> inner_instructions;
  std::vector<std::string_view> accounts;
  Recorded<RawAccountChange> account_changes;
  std::vector<RawTokenChange> token_changes;

  void Clear();
};

// For ReadBy.
class EnhancedReader {
 public:
  enum Field : size_t {
    kSignature,
    kSlot,
    kTimestamp,
    kFee,
    kFeePayer,
    kTransactionError,
    kInstructions,
    kAccountData,
    kTransaction,  // of raw transactions, which are told apart by them
    kMeta,
    kFieldCount
  };
  static constexpr FieldNames<kFieldCount> kFields = {
      "signature",        "slot",         "timestamp",   "fee",         "feePayer",
      "transactionError", "instructions", "accountData", "transaction", "meta"};

  explicit EnhancedReader(RawEnhanced& out) : out_(out) { out_.Clear(); }

  absl::Status ReadField(size_t field, Value& value, const Path& path);
  absl::Status Finish(const FieldSet& seen, const Path& path);

 private:
  RawEnhanced& out_;
};

// Provider grade, commitment confirmed. INVALID_ARGUMENT with the place below `path`.
absl::StatusOr<domain::Observation> ResolveEnhanced(const RawEnhanced& raw, KeyCache& keys,
                                                    const Path& path);

}  // namespace hilt::decode
