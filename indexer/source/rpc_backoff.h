#pragma once

#include <cstdint>
#include <optional>

#include "absl/time/time.h"

namespace hilt::source {

// How long an endpoint that failed is left alone: twice as long each time, halved at random so that
// many clients do not return at once, or as long as it asked for.
//
// Calls run side by side, and one blip fails all of them. So only a call that began after the
// latest failure tells anything new. One thread at a time.
class RpcBackoff {
 public:
  static constexpr absl::Duration kFirstRest = absl::Milliseconds(200);
  static constexpr absl::Duration kLongestRest = absl::Seconds(30);
  static constexpr absl::Duration kLongestAskedRest = absl::Minutes(5);  // by Retry-After

  // `began`, `now`: of the call. `random`: any 64 bits.
  void Succeeded(absl::Time began);
  void Failed(absl::Time began, absl::Time now, std::optional<absl::Duration> asked_rest,
              uint64_t random);

  // Not to be asked before this; in the past: it may be. No later than kLongestAskedRest from now,
  // whatever the clock did meanwhile.
  absl::Time RestsUntil(absl::Time now) const;

 private:
  int failures_ = 0;  // in a row
  absl::Time failed_at_ = absl::InfinitePast();
  absl::Time rests_until_ = absl::InfinitePast();
};

}  // namespace hilt::source
