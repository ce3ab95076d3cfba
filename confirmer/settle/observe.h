#pragma once

#include "absl/status/statusor.h"
#include "confirmer/settle/command.h"
#include "domain/step.h"

namespace hilt::settle {

// Matches, verifies and transitions one observation against every payment that it concerns. What is
// on record already changes nothing.
//
// True: something hangs on this transaction that this evidence does not decide (a candidate below
// what is required, a settlement that is not finalized, what cannot be judged), so that it should
// be fetched until it does.
absl::StatusOr<bool> Observe(WriteContext& context, const domain::Observation& observation);

// All that a source handed over in one step: its observations in order, its hints, and what it
// could not read. Adds a hint for each observation that should be fetched.
absl::Status TakeStep(WriteContext& context, const domain::Step& step);

}  // namespace hilt::settle
