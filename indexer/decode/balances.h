#pragma once

#include <algorithm>
#include <span>

#include "domain/observation.h"
#include "indexer/decode/path.h"
#include "indexer/decode/raw_transaction.h"

// Balances before and after -> changes, for shapes that give both snapshots.
namespace hilt::decode {

// The account keys of a transaction. `count` is more than there are keys where the source did not
// record those from lookup tables.
struct KeyList {
  std::span<const solana::Pubkey> keys;
  size_t count = 0;

  bool complete() const { return keys.size() == count; }
  // Whether the key is among them, or may be one of those that were not recorded.
  bool MayHold(const solana::Pubkey& key) const {
    return !complete() || std::find(keys.begin(), keys.end(), key) != keys.end();
  }
};

// Fills out.lamport_changes and out.lamports_recorded. Recorded lists must be as long as the key
// list. `meta_path` is that of `meta`.
absl::Status ResolveLamports(const RawMeta& meta, const KeyList& keys, const Path& meta_path,
                             domain::Observation& out);

// Fills out.token_changes and out.token_balances_recorded.
absl::Status ResolveTokenBalances(const RawMeta& meta, const KeyList& keys, const Path& meta_path,
                                  domain::Observation& out);

}  // namespace hilt::decode
