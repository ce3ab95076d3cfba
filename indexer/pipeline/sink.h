#pragma once

#include <functional>

#include "absl/status/status.h"
#include "domain/step.h"

namespace hilt::pipeline {

// Where sources hand over what they saw. The confirmer's writer is behind it, joined by app.
class Sink {
 public:
  // Called once, on any thread, with OK when everything that the step changes is durable, or with
  // what prevented it (nothing of the step is durable then).
  using Done = std::function<void(absl::Status)>;

  virtual ~Sink() = default;

  // Takes the step, or answers RESOURCE_EXHAUSTED at once where the queue is full (UNAVAILABLE
  // while stopping): `done` is not called then, and the source keeps the step. Never blocks.
  virtual absl::Status Submit(domain::Step step, Done done) = 0;
};

}  // namespace hilt::pipeline
