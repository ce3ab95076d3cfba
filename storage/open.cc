#include "storage/open.h"

#include <optional>

#include "base/status.h"
#include "fmt/format.h"

namespace hilt::storage {
namespace {

absl::StatusOr<Identity> Create(Store& store, const OpenRequest& request) {
  ScanRange anything;
  anything.limit = 1;
  HILT_ASSIGN_OR_RETURN(const std::vector<Entry> rows, store.Scan(anything));
  if (!rows.empty()) {
    return absl::DataLossError("the store holds rows and no identity: it is not a whole store");
  }
  Overlay overlay(store);
  Ledger ledger(overlay);
  const Identity identity{.format_version = kFormatVersion,
                          .log_epoch = request.new_log_epoch,
                          .cluster = request.cluster,
                          .genesis_hash = request.genesis_hash};
  HILT_RETURN_IF_ERROR(ledger.PutIdentity(identity));
  HILT_RETURN_IF_ERROR(store.Commit(overlay.batch()));
  return identity;
}

}  // namespace

absl::StatusOr<Identity> OpenLedger(Store& store, const OpenRequest& request) {
  HILT_ASSIGN_OR_RETURN(const std::optional<Identity> identity, LedgerReader(store).FindIdentity());
  if (!identity) return Create(store, request);
  if (identity->cluster != request.cluster) {
    return absl::FailedPreconditionError(fmt::format("the store belongs to {}, not to {}",
                                                     domain::Name(identity->cluster),
                                                     domain::Name(request.cluster)));
  }
  if (identity->genesis_hash != request.genesis_hash) {
    return absl::FailedPreconditionError(
        fmt::format("the store belongs to the chain of genesis hash {}, not of {}",
                    identity->genesis_hash, request.genesis_hash));
  }
  return *identity;
}

}  // namespace hilt::storage
