#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "domain/observation.h"

namespace hilt::domain {

// Something that a source received and could not read as a transaction.
struct UnreadableElement {
  std::string error;  // what was wrong and where; safe to log
  std::string bytes;  // as received
};

// A block that a source showed at `confirmed`, with observations, and that is not on the source's
// chain any more.
//
// Above the frontier of the source's latest advance (that of the same step counts) only what nodes
// show at `confirmed` has changed. Candidates of this block no longer stand. It may be shown again,
// and its observations then come again. A settlement by it is not yet refuted.
//
// At or below that frontier it is off the chain for good: the finalized chain, complete to there,
// has another block or none in this slot. A settlement by it is refuted. Each block that turns out
// so is named in the step whose frontier first reaches its slot, whether or not it was named
// before, and whether or not the engine was restarted meanwhile.
//
// A transaction of the block may stand in another block of the same step or of a later one.
struct BlockRef {
  Slot slot;
  solana::Blockhash blockhash;
  friend auto operator<=>(const BlockRef&, const BlockRef&) = default;
};

// How far a chain source is once this step is durable: every transaction that it is there to see in
// a finalized block from slot `covered_from` to slot `frontier`, both inclusive, was given as an
// observation at `finalized` in this step or an earlier one. So what is said to be in this range,
// and never came at `finalized` from this source, is not on the chain.
//
// Both ends only ever say what is true for good: `frontier` never goes down while `covered_from`
// stays. `covered_from` changes only where the source was made to start anew; what was covered
// before is then not said any more.
struct SourceAdvance {
  std::string source;  // the name that its cursor is stored by: "blocks"
  std::string cursor;  // its position, opaque to all others; stored in the same batch, always
  Slot covered_from;
  Slot frontier;  // as before in steps that only show or take back blocks at `confirmed`
  // Bounds of the range in block time, which does not fall along the chain: whatever was or will be
  // in a block outside the range has a time at or before the first, or at or after the second, and
  // may share that second. Both are a block or so inside the range, for one block's time is not
  // believed alone. None: too few blocks have told their time yet.
  std::optional<absl::Time> covered_from_time;
  std::optional<absl::Time> frontier_time;
  uint64_t frontier_height = 0;  // in blocks, of the last finalized block at or below `frontier`
};

// What one step of a source hands to the confirmer. All of it becomes durable together, or none.
// The same step may come again after a restart: a source goes on from the cursor that is stored.
struct Step {
  std::vector<BlockRef> retracted;        // judged before the observations
  std::vector<Observation> observations;  // in the order in which they are to be judged
  std::vector<solana::Signature> hints;   // to be fetched, because nothing better is known of them
  std::vector<UnreadableElement> unreadable;
  std::optional<SourceAdvance> advance;  // judged last: what it says holds with all of the above
};

}  // namespace hilt::domain
