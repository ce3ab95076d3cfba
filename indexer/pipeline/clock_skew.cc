#include "indexer/pipeline/clock_skew.h"

namespace hilt::pipeline {

// A sample from later than now was taken before the clock was set back.
bool ClockSkew::Counts(const Sample& sample, absl::Time now) {
  return sample.at <= now && now <= sample.at + kKept;
}

void ClockSkew::Note(absl::Time block_time, absl::Time now) {
  std::erase_if(samples_, [now](const Sample& sample) { return !Counts(sample, now); });
  samples_.push_back({.at = now, .skew = now - block_time});
}

std::optional<absl::Duration> ClockSkew::Value(absl::Time now) const {
  std::optional<absl::Duration> smallest;
  for (const Sample& sample : samples_) {
    if (!Counts(sample, now)) continue;
    if (!smallest || absl::AbsDuration(sample.skew) < absl::AbsDuration(*smallest)) {
      smallest = sample.skew;
    }
  }
  return smallest;
}

}  // namespace hilt::pipeline
