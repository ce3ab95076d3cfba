#pragma once

#include "absl/time/time.h"

namespace hilt::pipeline {

// Whether a rest is over that ends at `until` and lasts `at_most`. One that had longer to go was
// begun before the machine's clock was set back, and is over too.
inline bool IsOver(absl::Time until, absl::Duration at_most, absl::Time now) {
  return until <= now || until > now + at_most;
}

}  // namespace hilt::pipeline
