#include "storage/totals.h"

#include "storage/codec.h"
#include "storage/keys.h"
#include "storage/numbers.h"
#include "storage/rows.h"

namespace hilt::storage {
namespace {

absl::StatusOr<uint64_t> ReadTotal(const Reader& reader, uint8_t of) {
  HILT_ASSIGN_OR_RETURN(const std::optional<uint64_t> count,
                        FindRow(reader, TotalKey(of), DecodeCount));
  return count.value_or(0);
}

}  // namespace

absl::Status AddToTotal(uint8_t of, int64_t by, Overlay& overlay) {
  if (by == 0) return absl::OkStatus();
  HILT_ASSIGN_OR_RETURN(const uint64_t count, ReadTotal(overlay, of));
  if (by < 0 && count < static_cast<uint64_t>(-by)) {
    return AtKey(absl::DataLossError("count below its rows"), TotalKey(of));
  }
  overlay.Put(TotalKey(of), EncodeCount(count + static_cast<uint64_t>(by)));
  return absl::OkStatus();
}

absl::Status CountPayment(const domain::Payment* before, const domain::Payment& after,
                          Overlay& overlay) {
  const int64_t was_pending = before != nullptr && !before->state.terminal() ? 1 : 0;
  const int64_t is_pending = after.state.terminal() ? 0 : 1;
  HILT_RETURN_IF_ERROR(AddToTotal(kTotalPayments, before == nullptr ? 1 : 0, overlay));
  return AddToTotal(kTotalPending, is_pending - was_pending, overlay);
}

absl::Status CountDiscrepancy(const domain::Discrepancy* before, const domain::Discrepancy& after,
                              Overlay& overlay) {
  if (before != nullptr && before->open()) {
    HILT_RETURN_IF_ERROR(AddToTotal(kOpenOfKind + Number(before->kind), -1, overlay));
  }
  return AddToTotal(kOpenOfKind + Number(after.kind), after.open() ? 1 : 0, overlay);
}

absl::StatusOr<Totals> LedgerReader::ReadTotals() const {
  Totals totals;
  HILT_ASSIGN_OR_RETURN(totals.payments, ReadTotal(reader_, kTotalPayments));
  HILT_ASSIGN_OR_RETURN(totals.pending_payments, ReadTotal(reader_, kTotalPending));
  HILT_ASSIGN_OR_RETURN(totals.hints, ReadTotal(reader_, kTotalHints));
  for (const domain::DiscrepancyKind kind : domain::kAllDiscrepancyKinds) {
    HILT_ASSIGN_OR_RETURN(const uint64_t open, ReadTotal(reader_, kOpenOfKind + Number(kind)));
    if (open > 0) totals.open_discrepancies[kind] = open;
  }
  return totals;
}

}  // namespace hilt::storage
