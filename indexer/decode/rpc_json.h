#pragma once

#include "indexer/decode/json_reader.h"
#include "indexer/decode/raw_transaction.h"

// Readers of the JSON-RPC encoding "json". Source: agave transaction-status-client-types
// (EncodedConfirmedTransactionWithStatusMeta, UiTransaction, UiTransactionStatusMeta).
namespace hilt::decode {

// A getTransaction result, or an element of a getBlock result's `transactions`. For ReadBy.
class TransactionReader {
 public:
  enum Field : size_t {
    kTransaction,
    kMeta,
    kVersion,
    kSlot,
    kBlockTime,
    kTransactionIndex,
    kFieldCount
  };
  static constexpr FieldNames<kFieldCount> kFields = {
      "transaction", "meta", "version", "slot", "blockTime", "transactionIndex"};

  // Clears `out`, which the reader fills and must not outlive.
  explicit TransactionReader(RawTransaction& out) : out_(out) { out_.Clear(); }

  absl::Status ReadField(size_t field, Value& value, const Path& path);
  absl::Status Finish(const FieldSet& seen, const Path& path);

 private:
  RawTransaction& out_;
};

// Of the same input, what stands outside the parts whose shape a later version may change: version,
// slot, time, index and signatures. For ReadBy.
class OutlineReader {
 public:
  static constexpr size_t kFieldCount = TransactionReader::kFieldCount;
  static constexpr FieldNames<kFieldCount> kFields = TransactionReader::kFields;

  // Clears `out`, which the reader fills and must not outlive.
  explicit OutlineReader(RawTransaction& out) : out_(out), whole_(out) {}

  absl::Status ReadField(size_t field, Value& value, const Path& path);
  absl::Status Finish(const FieldSet&, const Path&) { return absl::OkStatus(); }

 private:
  RawTransaction& out_;
  TransactionReader whole_;
};

// The value of `version`: "legacy" or a number; null as if absent.
absl::StatusOr<domain::MessageVersion> ReadVersion(Value& value, const Path& path);

// null, or the chain's error: an object or a string.
absl::Status ReadError(Value& value, const Path& path, RawError& out);

// The value of `meta`, null included.
absl::Status ReadMeta(Value& value, const Path& path, RawTransaction& out);

// {programIdIndex, accounts, data}
absl::Status ReadInstruction(Value& value, const Path& path, std::vector<uint8_t>& pool,
                             RawInstruction& out);

absl::Status ReadStrings(Value& value, const Path& path, size_t max,
                         std::vector<std::string_view>& out);

}  // namespace hilt::decode
