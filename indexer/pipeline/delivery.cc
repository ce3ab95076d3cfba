#include "indexer/pipeline/delivery.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "indexer/pipeline/rest.h"

namespace hilt::pipeline {
namespace {

constexpr int kMostDoublings = 8;  // past the longest rest

}  // namespace

Delivery::Delivery(Sink& sink, std::function<void()> on_answer)
    : sink_(sink), state_(std::make_shared<State>()) {
  state_->on_answer = std::move(on_answer);
}

bool Delivery::idle() const {
  const base::MutexLock lock(state_->mutex);
  return !state_->step.has_value();
}

void Delivery::Put(domain::Step step) {
  const base::MutexLock lock(state_->mutex);
  HILT_CHECK(!state_->step.has_value());
  state_->step = std::move(step);
}

void Delivery::Answered(State& state, const absl::Status& status) {
  {
    const base::MutexLock lock(state.mutex);
    HILT_CHECK(state.step.has_value() && state.submitted);
    state.submitted = false;
    state.trouble = status;
    state.refused = !status.ok();
    if (status.ok()) {
      if (state.step->advance) state.durable = std::move(state.step->advance);
      state.step.reset();
      state.failures = 0;
    }
  }
  if (state.on_answer) state.on_answer();
}

void Delivery::Offer(absl::Time now) {
  domain::Step step;
  {
    const base::MutexLock lock(state_->mutex);
    if (!state_->step || state_->submitted) return;
    if (state_->refused) {
      const int doublings = std::min(state_->failures, kMostDoublings);
      state_->rests_until = now + std::min(kFirstRest * (1 << doublings), kLongestRest);
      ++state_->failures;
      state_->refused = false;
    }
    if (!IsOver(state_->rests_until, kLongestRest, now)) return;
    state_->submitted = true;
    step = *state_->step;  // kept: it is offered again where it does not become durable
  }
  const absl::Status taken = sink_.Submit(
      std::move(step), [state = state_](const absl::Status& status) { Answered(*state, status); });
  if (!taken.ok()) Answered(*state_, taken);
}

std::optional<domain::SourceAdvance> Delivery::durable() const {
  const base::MutexLock lock(state_->mutex);
  return state_->durable;
}

absl::Status Delivery::trouble() const {
  const base::MutexLock lock(state_->mutex);
  return state_->step ? state_->trouble : absl::OkStatus();
}

absl::Time Delivery::NextTurn() const {
  const base::MutexLock lock(state_->mutex);
  if (!state_->step || state_->submitted) return absl::InfiniteFuture();
  return state_->refused ? absl::InfinitePast() : state_->rests_until;
}

}  // namespace hilt::pipeline
