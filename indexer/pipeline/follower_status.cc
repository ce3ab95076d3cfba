#include <fmt/format.h>

#include "indexer/pipeline/follower.h"

// What the follower says of itself, to operators.
namespace hilt::pipeline {
namespace {

std::string_view Text(absl::string_view text) { return {text.data(), text.size()}; }

std::string Text(const Question& question) {
  switch (question.ask) {
    case Ask::kHead:
      return fmt::format("how far nodes are at {}", Name(question.commitment));
    case Ask::kSlots:
      return fmt::format("which of the slots {} to {} have blocks", question.from.value(),
                         question.to.value());
    case Ask::kNext:
      return fmt::format("the first block from slot {}", question.from.value());
    case Ask::kHeader:
    case Ask::kBlock:
      return fmt::format("the block of slot {} at {}", question.from.value(),
                         Name(question.commitment));
  }
  return {};
}

}  // namespace

std::string Follower::WaitsFor() const {
  if (const absl::Status trouble = delivery_.trouble(); !trouble.ok()) {
    return fmt::format("the store, which did not take a step: {}", Text(trouble.message()));
  }
  if (past_end_) return {};
  std::vector<Question> wants;
  if (finder_) {
    if (const auto want = finder_->Want()) wants.push_back(*want);
  } else {
    wants = line_.Wants(view_.chain());
  }
  if (wants.empty()) {
    const Question head = HeadAt(domain::Commitment::kFinalized);
    if (line_.head() && asking_.TroubleWith(head).empty()) return "the next finalized block";
    wants.push_back(head);
  }
  const std::string trouble = asking_.TroubleWith(wants.front());
  return fmt::format("{}{}{}", Text(wants.front()), trouble.empty() ? "" : ": ", trouble);
}

std::optional<absl::Duration> Follower::clock_skew(absl::Time now) const {
  const base::MutexLock lock(mutex_);
  return clock_skew_.Value(now);
}

FollowerStatus Follower::status(absl::Time now) const {
  const base::MutexLock lock(mutex_);
  FollowerStatus status = counts_;
  status.durable = delivery_.durable();
  status.finalized_head = line_.head();
  if (cursor_) {
    status.frontier = cursor_->frontier;
    status.confirmed_tip = view_.tip();
    if (cursor_->time) status.lag_time = now - *cursor_->time;
  }
  if (cursor_ && status.finalized_head) {
    const uint64_t head = status.finalized_head->value();
    const uint64_t at = cursor_->frontier.value();
    status.lag_slots = head > at ? head - at : 0;
  }
  status.done = past_end_ && delivery_.idle();
  status.waits_for = WaitsFor();
  return status;
}

}  // namespace hilt::pipeline
