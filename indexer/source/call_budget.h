#pragma once

#include <cstdint>
#include <optional>

#include "absl/time/time.h"

namespace hilt::source {

// How many calls an endpoint may be sent: so many a second, as providers' plans say it, evenly.
// After a pause a tenth of a second's worth, and one at least, may go at once, so that no second
// sees more than a tenth above the plan. Each that has to wait gets a turn of its own, in order.
// One thread at a time.
class CallBudget {
 public:
  // 0: without a limit.
  explicit CallBudget(uint32_t calls_per_second);

  // When one more call may go: `now`, or a turn up to `at_latest`, which is then taken. None: it
  // would be later.
  std::optional<absl::Time> Take(absl::Time now, absl::Time at_latest);

  // The next turn; in the past: now.
  absl::Time NextAt(absl::Time now) const;

 private:
  // spent_, moved with the clock where that was set back: every turn goes with it.
  absl::Time Spent(absl::Time now) const { return now < seen_ ? spent_ - (seen_ - now) : spent_; }

  const absl::Duration each_;                // 0: without a limit
  absl::Time spent_ = absl::InfinitePast();  // up to this time what was allowed is used up
  absl::Time seen_ = absl::InfinitePast();   // the latest `now`
};

}  // namespace hilt::source
