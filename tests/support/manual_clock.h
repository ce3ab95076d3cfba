#pragma once

#include <mutex>

#include "absl/time/time.h"
#include "base/clock.h"

namespace hilt::test_support {

// Stands until a test moves it. Thread-safe.
class ManualClock final : public base::Clock {
 public:
  absl::Time Now() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return now_;
  }
  void Advance(absl::Duration by) {
    const std::lock_guard<std::mutex> lock(mutex_);
    now_ += by;
  }
  void Set(absl::Time now) {
    const std::lock_guard<std::mutex> lock(mutex_);
    now_ = now;
  }

 private:
  mutable std::mutex mutex_;
  absl::Time now_ = absl::FromUnixSeconds(1'790'000'000);
};

}  // namespace hilt::test_support
