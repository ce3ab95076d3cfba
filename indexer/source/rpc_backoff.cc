#include "indexer/source/rpc_backoff.h"

#include <algorithm>

namespace hilt::source {
namespace {

// 200 ms doubled 8 times is past the longest rest.
constexpr int kMostDoublings = 8;

// Between half of `rest` and all of it.
absl::Duration Jittered(absl::Duration rest, uint64_t random) {
  constexpr int64_t kSteps = 1024;
  return rest / 2 + rest / 2 * static_cast<int64_t>(random % (kSteps + 1)) / kSteps;
}

}  // namespace

void RpcBackoff::Succeeded(absl::Time began) {
  if (began >= failed_at_) failures_ = 0;
}

void RpcBackoff::Failed(absl::Time began, absl::Time now, std::optional<absl::Duration> asked_rest,
                        uint64_t random) {
  if (now < failed_at_) failed_at_ = absl::InfinitePast();  // the clock was set back
  if (began >= failed_at_) {
    const int doublings = std::min(failures_, kMostDoublings);
    ++failures_;
    failed_at_ = now;
    const absl::Duration rest = std::min(kFirstRest * (1 << doublings), kLongestRest);
    rests_until_ = std::max(RestsUntil(now), now + Jittered(rest, random));
  }
  if (asked_rest.has_value()) {
    rests_until_ = std::max(RestsUntil(now), now + std::min(*asked_rest, kLongestAskedRest));
  }
}

absl::Time RpcBackoff::RestsUntil(absl::Time now) const {
  return std::min(rests_until_, now + kLongestAskedRest);
}

}  // namespace hilt::source
