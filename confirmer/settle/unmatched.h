#pragma once

#include <span>

#include "absl/status/statusor.h"
#include "confirmer/settle/command.h"
#include "domain/observation.h"

// Transactions whose HILT memos name no payment.
namespace hilt::settle {

// Money to a watched account under such a memo is a discrepancy, once the evidence would do to
// confirm a payment; without money nothing is kept. True: the evidence does not do yet, so the
// transaction should be fetched.
absl::StatusOr<bool> KeepUnmatched(WriteContext& context, const domain::Observation& observation,
                                   std::span<const domain::Nonce> nonces);

// A payment of this nonce exists from now on: has what was seen of it before judged again, where it
// can be fetched.
absl::Status RefetchUnmatched(WriteContext& context, const domain::Nonce& nonce);

// The transaction was judged for a payment that it names: it is not unmatched any more, as far as
// the evidence counts.
absl::Status CloseUnmatched(WriteContext& context, const domain::Observation& observation);

}  // namespace hilt::settle
