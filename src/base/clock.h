#pragma once

#include "absl/time/time.h"

namespace hilt::base {

// Where the wall-clock time comes from, so that tests and simulations choose it. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  // Whole microseconds: what storage keeps is what was seen.
  virtual absl::Time Now() const = 0;
};

class SystemClock final : public Clock {
 public:
  absl::Time Now() const override;
};

// Starts at a chosen time and runs on from there with the machine's monotonic clock.
class OffsetClock final : public Clock {
 public:
  explicit OffsetClock(absl::Time start);
  absl::Time Now() const override;

 private:
  absl::Duration offset_;
};

}  // namespace hilt::base
