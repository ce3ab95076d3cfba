#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "domain/asset.h"
#include "storage/ledger.h"
#include "storage/store.h"

namespace hilt::storage {

// What the caller is about to use the store for.
struct OpenRequest {
  domain::Cluster cluster{};
  std::string genesis_hash;   // base58
  std::string new_log_epoch;  // a fresh random UUID: the log's name if the store is new
};

// The first thing done with a store: an empty one is given its identity, which is durable when OK
// returns; any other must have been made for the same network.
// FAILED_PRECONDITION: a newer engine wrote it; it belongs to another cluster or genesis hash.
// DATA_LOSS: it holds rows and no identity, or one that cannot be read.
// INVALID_ARGUMENT: the request's genesis hash or epoch is malformed.
absl::StatusOr<Identity> OpenLedger(Store& store, const OpenRequest& request);

}  // namespace hilt::storage
