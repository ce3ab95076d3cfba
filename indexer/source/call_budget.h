#pragma once

#include <cstdint>

#include "absl/time/time.h"

namespace hilt::source {

// How many calls an endpoint may be sent: so many a second, as providers' plans say it, and after a
// pause up to a second's worth at once. One thread at a time.
class CallBudget {
 public:
  // 0: without a limit.
  explicit CallBudget(uint32_t calls_per_second);

  // True: one more call may go now, and is counted.
  bool Take(absl::Time now);

  // When the next one may go; in the past: now.
  absl::Time NextAt() const;

 private:
  const absl::Duration each_;                // 0: without a limit
  absl::Time spent_ = absl::InfinitePast();  // up to this time what was allowed is used up
};

}  // namespace hilt::source
