#pragma once

#include "absl/status/status.h"
#include "confirmer/settle/command.h"
#include "domain/step.h"

namespace hilt::settle {

// All that a source handed over in one step, in this order: the blocks that it takes back, its
// observations, its hints and what it could not read, and its advance. The same step again changes
// nothing.
//
// A candidate goes with its block, where it is known to be of that block. What is below finalized
// in a slot that the frontier passes now, and was not shown at finalized, goes too: candidates, and
// settlements, which are then reverted. What went, or may have to, is fetched again.
//
// What turns up in a slot that the frontier passed before is not judged by it: the source may have
// shown it when the payment was not there yet. A fetch decides that.
//
// INVALID_ARGUMENT: the advance goes back, or is no advance (Ledger::PutAdvance).
absl::Status TakeStep(WriteContext& context, const domain::Step& step);

}  // namespace hilt::settle
