#include "base/clock.h"

#include <chrono>

#include "absl/time/clock.h"

namespace hilt::base {
namespace {

absl::Duration Monotonic() {
  return absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
}

absl::Time ToMicros(absl::Time time) { return absl::FromUnixMicros(absl::ToUnixMicros(time)); }

}  // namespace

absl::Time SystemClock::Now() const { return ToMicros(absl::Now()); }

OffsetClock::OffsetClock(absl::Time start) : offset_(start - absl::UnixEpoch() - Monotonic()) {}

absl::Time OffsetClock::Now() const { return ToMicros(absl::UnixEpoch() + offset_ + Monotonic()); }

}  // namespace hilt::base
