#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "domain/observation.h"
#include "domain/payment.h"
#include "storage/ledger.h"

namespace hilt::match {

struct Match {
  // Payments that the transaction concerns: named by a HILT memo, or holding its signature
  // (recorded, candidate, settlement, attempt) though it may name another or none. Each once: the
  // named ones first, in order of the memos.
  std::vector<domain::Payment> payments;
  // Those that its memos name.
  std::vector<domain::PaymentId> named;
  // Nonces of its memos that no payment has, each once.
  std::vector<domain::Nonce> unmatched;
};

// Looks the payments of one transaction up. On the writer's thread, over the open batch: a nonce
// that was looked up earlier could race with the session's creation.
absl::StatusOr<Match> FindPayments(const storage::LedgerReader& ledger,
                                   const domain::Observation& observation);

}  // namespace hilt::match
