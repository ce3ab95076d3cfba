#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "indexer/pipeline/sink.h"

namespace hilt::pipeline {

// Gives a sink one step after the other, and each again until it is durable. One at a time: a step
// that got through while the one before it did not would be a hole behind the cursor.
//
//   while (delivery.idle()) delivery.Put(next step);
//   delivery.Offer(now);   // now and then
//
// Thread-safe. The sink may answer at any time, also after this is gone.
class Delivery {
 public:
  static constexpr absl::Duration kFirstRest = absl::Milliseconds(20);
  static constexpr absl::Duration kLongestRest = absl::Seconds(5);

  // `on_durable` is called on the sink's thread whenever a step was answered. The sink is borrowed.
  explicit Delivery(Sink& sink, std::function<void()> on_answer);

  bool idle() const;
  void Put(domain::Step step);  // while idle

  // Submits what waits, if its rest is over.
  void Offer(absl::Time now);

  // Of the steps that are durable: what the last one with an advance said.
  std::optional<domain::SourceAdvance> durable() const;
  // Why the sink did not take the step that waits; OK: it does not wait for that.
  absl::Status trouble() const;
  absl::Time NextTurn() const;

 private:
  struct State {
    mutable base::Mutex mutex;
    std::optional<domain::Step> step ABSL_GUARDED_BY(mutex);
    bool submitted ABSL_GUARDED_BY(mutex) = false;
    bool refused ABSL_GUARDED_BY(mutex) = false;  // and the rest for it not yet counted
    int failures ABSL_GUARDED_BY(mutex) = 0;
    absl::Time rests_until ABSL_GUARDED_BY(mutex) = absl::InfinitePast();
    absl::Status trouble ABSL_GUARDED_BY(mutex);
    std::optional<domain::SourceAdvance> durable ABSL_GUARDED_BY(mutex);
    std::function<void()> on_answer;
  };

  static void Answered(State& state, const absl::Status& status);

  Sink& sink_;
  const std::shared_ptr<State> state_;  // the sink's callbacks hold it too
};

}  // namespace hilt::pipeline
