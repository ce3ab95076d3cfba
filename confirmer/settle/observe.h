#pragma once

#include "absl/status/statusor.h"
#include "confirmer/settle/command.h"
#include "domain/observation.h"

namespace hilt::settle {

// Matches, verifies and transitions one observation against every payment that it concerns. What is
// on record already changes nothing.
//
// True: something hangs on this transaction that this evidence does not decide (a candidate below
// what is required, a settlement that is not finalized, what cannot be judged), so that it should
// be fetched until it does.
absl::StatusOr<bool> Observe(WriteContext& context, const domain::Observation& observation);

// The same of a transaction that two endpoints show alike (agreement.h).
absl::StatusOr<bool> ObserveAgreed(WriteContext& context, const domain::Observation& observation);

// Observe, with the fetch hint that follows from it: there is one while something hangs, and none
// any more once the finalized chain has shown the transaction and nothing does.
absl::Status ObserveAndFollow(WriteContext& context, const domain::Observation& observation);

// The memo of a payment may be in what the record does not hold.
bool MayHideAMemo(const domain::Observation& observation);

}  // namespace hilt::settle
