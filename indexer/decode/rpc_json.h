#pragma once

#include "indexer/decode/json_reader.h"
#include "indexer/decode/raw_transaction.h"

// Readers of transactions as JSON-RPC writes them, in encodings json, jsonParsed and base64.
// Source: agave transaction-status-client-types (EncodedConfirmedTransactionWithStatusMeta,
// UiTransaction, UiTransactionStatusMeta).
namespace hilt::decode {

// A getTransaction result, an element of a getBlock result's `transactions`, or a Helius raw
// transaction. For ReadBy.
class TransactionReader {
 public:
  enum Field : size_t {
    kTransaction,
    kMeta,
    kVersion,
    kSlot,
    kBlockTime,
    kTransactionIndex,  // of getTransaction
    kIndexWithinBlock,  // of Helius raw
    kFieldCount
  };
  static constexpr FieldNames<kFieldCount> kFields = {
      "transaction",     "meta", "version", "slot", "blockTime", "transactionIndex",
      "indexWithinBlock"};

  // Clears `out`, which the reader fills and must not outlive.
  explicit TransactionReader(RawTransaction& out) : out_(out) { out_.Clear(); }

  absl::Status ReadField(size_t field, Value& value, const Path& path);
  absl::Status Finish(const FieldSet& seen, const Path& path);

 private:
  RawTransaction& out_;
  std::optional<domain::MessageVersion> stated_version_;
  std::optional<domain::MessageVersion> wire_version_;  // of the bytes; none: not base64
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

// The value of `message`, in encoding json or jsonParsed.
absl::Status ReadMessage(Value& value, const Path& path, RawTransaction& out);

// The value of `transaction` in encoding base64: [bytes, "base64"]. Returns the version of the
// bytes.
absl::StatusOr<domain::MessageVersion> ReadWire(Value& value, const Path& path,
                                                RawTransaction& out);

// An instruction of a message or an inner list, in encoding json or jsonParsed.
absl::Status ReadInstruction(Value& value, const Path& path, RawTransaction& out,
                             RawInstruction& instruction);

// An array of base58 texts.
absl::Status ReadKeys(Value& value, const Path& path, std::vector<solana::Pubkey>& out);
absl::StatusOr<solana::Pubkey> ReadKey(Value& value, const Path& path);

// A number up to 255.
absl::Status ReadByte(Value& value, const Path& path, uint8_t& out);

}  // namespace hilt::decode
