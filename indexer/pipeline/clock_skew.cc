#include "indexer/pipeline/clock_skew.h"

namespace hilt::pipeline {

void ClockSkew::Note(absl::Time block_time, absl::Time now) {
  while (!samples_.empty() && samples_.front().at + kKept < now) samples_.pop_front();
  samples_.push_back({.at = now, .skew = now - block_time});
}

std::optional<absl::Duration> ClockSkew::Value(absl::Time now) const {
  std::optional<absl::Duration> smallest;
  for (const Sample& sample : samples_) {
    if (sample.at + kKept < now) continue;
    if (!smallest || absl::AbsDuration(sample.skew) < absl::AbsDuration(*smallest)) {
      smallest = sample.skew;
    }
  }
  return smallest;
}

}  // namespace hilt::pipeline
