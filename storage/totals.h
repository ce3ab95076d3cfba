#pragma once

#include "absl/status/status.h"
#include "storage/ledger.h"
#include "storage/store.h"

// Counts of rows, kept in step with them: what a scan would take too long to find. Private to
// storage/.
namespace hilt::storage {

// What is counted, as the byte of a key: these, and kOpenOfKind + the number of a kind of
// discrepancy.
inline constexpr uint8_t kTotalPayments = 1;
inline constexpr uint8_t kTotalPending = 2;
inline constexpr uint8_t kTotalHints = 3;
inline constexpr uint8_t kOpenOfKind = 64;

// DATA_LOSS: the count is less than what is taken from it, or cannot be read.
absl::Status AddToTotal(uint8_t of, int64_t by, Overlay& overlay);

// The counts that differ between the row before (nullptr: none) and after.
absl::Status CountPayment(const domain::Payment* before, const domain::Payment& after,
                          Overlay& overlay);
absl::Status CountDiscrepancy(const domain::Discrepancy* before, const domain::Discrepancy& after,
                              Overlay& overlay);

}  // namespace hilt::storage
