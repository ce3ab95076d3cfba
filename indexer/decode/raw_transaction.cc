#include "indexer/decode/raw_transaction.h"

namespace hilt::decode {

void RawMessage::Clear() {
  required_signatures = readonly_signed = readonly_unsigned = 0;
  keys.clear();
  instructions.clear();
  lookup_writable = lookup_readonly = 0;
  lists_loaded_keys = false;
  loaded_keys.clear();
}

void RawMeta::Clear() {
  error = RawError();
  fee = 0;
  pre_balances.Clear();
  post_balances.Clear();
  pre_token_balances.Clear();
  post_token_balances.Clear();
  inner_lists.Clear();
  inner_instructions.clear();
  loaded_recorded = false;
  loaded_writable.clear();
  loaded_readonly.clear();
}

void RawTransaction::Clear() {
  signatures.clear();
  message.Clear();
  has_meta = false;
  meta.Clear();
  account_indexes.clear();
  account_keys.clear();
  parsed.clear();
  wire.clear();
  version = domain::MessageVersion::kLegacy;
  slot.reset();
  time.reset();
  index.reset();
}

}  // namespace hilt::decode
