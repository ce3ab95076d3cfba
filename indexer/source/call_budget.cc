#include "indexer/source/call_budget.h"

#include <algorithm>

namespace hilt::source {

CallBudget::CallBudget(uint32_t calls_per_second)
    : each_(calls_per_second == 0 ? absl::ZeroDuration() : absl::Seconds(1) / calls_per_second) {}

bool CallBudget::Take(absl::Time now) {
  if (each_ == absl::ZeroDuration()) return true;
  if (now < NextAt()) return false;
  spent_ = std::max(spent_, now - absl::Seconds(1)) + each_;
  return true;
}

absl::Time CallBudget::NextAt() const {
  return each_ == absl::ZeroDuration() ? absl::InfinitePast() : spent_ + each_;
}

}  // namespace hilt::source
