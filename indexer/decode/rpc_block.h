#pragma once

#include "absl/functional/function_ref.h"
#include "indexer/decode/decode.h"
#include "indexer/decode/json_reader.h"

namespace hilt::decode {

// A getBlock result but for its transactions, which go to a callback one by one and are counted.
// For ReadBy.
class BlockReader {
 public:
  enum Field : size_t {
    kTransactions,
    kBlockhash,
    kPreviousBlockhash,
    kParentSlot,
    kBlockHeight,
    kBlockTime,
    kFieldCount
  };
  static constexpr FieldNames<kFieldCount> kFields = {
      "transactions", "blockhash", "previousBlockhash", "parentSlot", "blockHeight", "blockTime"};

  using OnTransaction = absl::FunctionRef<absl::Status(Value&, const Path&, size_t index)>;

  BlockReader(BlockHeader& out, uint32_t& count, OnTransaction on_transaction)
      : out_(out), count_(count), on_transaction_(on_transaction) {}

  absl::Status ReadField(size_t field, Value& value, const Path& path);
  absl::Status Finish(const FieldSet& seen, const Path& path);

 private:
  BlockHeader& out_;
  uint32_t& count_;
  OnTransaction on_transaction_;
};

}  // namespace hilt::decode
