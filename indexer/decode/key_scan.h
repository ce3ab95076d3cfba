#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "indexer/decode/json_reader.h"
#include "solana/wire.h"

namespace hilt::decode {

// Tells, of a transaction in a block, whether it can hold a memo: a memo program is among its keys,
// static or loaded, or that cannot be ruled out. Looks at nothing else, which is why it is fast:
// most of a block is passed over. What may hold one is then read in full and judged there, so that
// whatever is not as it is known here may hold one too.
//
// INVALID_ARGUMENT: the JSON is broken; nothing more can be read of its document. Otherwise the
// transaction is left behind. Keeps its buffers; one thread at a time.
class KeyScanner {
 public:
  absl::StatusOr<bool> MayHoldMemo(ondemand::object transaction, const Path& path);

  // The same of a transaction that shows its accounts only (transactionDetails accounts): the first
  // signature of one that may hold a memo. INVALID_ARGUMENT too where that has none.
  absl::StatusOr<std::optional<solana::Signature>> SignatureOfMemo(ondemand::object transaction,
                                                                   const Path& path);

 private:
  // Notes a field that was come to; a second of the same name is not as it is known.
  void Once(bool& seen);
  void ScanTransaction(ondemand::object transaction);
  void ScanBody(Value& value);
  void ScanMessage(Value& value);
  void ScanLookups(Value& value);
  void ScanKeys(Value& value);
  void ScanKeyEntry(Value& value);
  void ScanKey(Value& value);
  void ScanSignatures(Value& value);
  void ScanMeta(Value& value);
  void ScanLoaded(Value& value);
  void ScanWire(Value& value);
  template <class Part, class OnItem>
  void Scan(simdjson::simdjson_result<Part> part, OnItem&& on_item);
  template <class OnField>
  void ScanFields(Value& value, OnField&& on_field);
  template <class OnElement>
  void ScanElements(Value& value, OnElement&& on_element);

  // What was found of the transaction at hand.
  struct Findings {
    bool broken = false;
    bool in_doubt = false;  // something is not as it is known
    bool memo = false;      // a memo program is among the keys
    bool keys = false;      // the static keys were seen
    bool lookups = false;   // there are keys to be loaded
    bool loaded = false;    // the loaded keys were seen
    bool meta = false;      // and is not null
    std::string_view signature;

    // Fields that were come to.
    bool has_transaction = false;
    bool has_message = false;
    bool has_account_keys = false;
    bool has_lookups = false;
    bool has_meta = false;
    bool has_loaded = false;

    bool MayHoldMemo() const { return in_doubt || memo || !keys || (lookups && !loaded); }
  };
  Findings found_;

  std::vector<uint8_t> bytes_;
  solana::WireTransaction wire_;
};

}  // namespace hilt::decode
