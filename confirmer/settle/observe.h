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

}  // namespace hilt::settle
