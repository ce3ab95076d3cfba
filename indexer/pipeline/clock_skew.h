#pragma once

#include <deque>
#include <optional>

#include "absl/time/time.h"

namespace hilt::pipeline {

// How far our clock is from the chain's, by the times of blocks as they come at the tip. A block
// that comes late, because a node or we were slow, looks like a clock that is ahead; so of the
// last samples the smallest counts. One thread at a time.
class ClockSkew {
 public:
  // Without a block for so long nothing is known: the chain may stand still.
  static constexpr absl::Duration kKept = absl::Seconds(15);

  // A block with this time came as the newest of the chain.
  void Note(absl::Time block_time, absl::Time now);

  // Our clock less the chain's; none: not known. A block's time is in whole seconds, and it is seen
  // a second or two after it.
  std::optional<absl::Duration> Value(absl::Time now) const;

 private:
  struct Sample {
    absl::Time at;
    absl::Duration skew;
  };
  static bool Counts(const Sample& sample, absl::Time now);

  std::deque<Sample> samples_;  // of the last kKept before the newest, oldest first
};

}  // namespace hilt::pipeline
