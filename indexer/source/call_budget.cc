#include "indexer/source/call_budget.h"

#include <algorithm>

namespace hilt::source {
namespace {

constexpr absl::Duration kSavedAtMost = absl::Milliseconds(100);

}  // namespace

CallBudget::CallBudget(uint32_t calls_per_second)
    : each_(calls_per_second == 0 ? absl::ZeroDuration() : absl::Seconds(1) / calls_per_second) {}

std::optional<absl::Time> CallBudget::Take(absl::Time now, absl::Time at_latest) {
  if (each_ == absl::ZeroDuration()) return now;
  spent_ = Spent(now);
  seen_ = now;
  const absl::Time turn = std::max(spent_, now - std::max(each_, kSavedAtMost)) + each_;
  if (turn > std::max(now, at_latest)) return std::nullopt;
  spent_ = turn;
  return std::max(now, turn);
}

absl::Time CallBudget::NextAt(absl::Time now) const {
  return each_ == absl::ZeroDuration() ? absl::InfinitePast() : Spent(now) + each_;
}

}  // namespace hilt::source
