#include "indexer/pipeline/start_finder.h"

#include <algorithm>

namespace hilt::pipeline {
namespace {

using domain::Slot;

// A chain that is younger than the distance is followed from its first block.
constexpr uint64_t kFirstHeight = 1;

Question Of(Ask ask, Slot from) {
  return {.ask = ask, .commitment = domain::Commitment::kFinalized, .from = from, .to = Slot(0)};
}

}  // namespace

std::optional<Question> StartFinder::Want() const {
  if (found_) return std::nullopt;
  const State& s = state_;
  if (!s.head) return Of(Ask::kHead, Slot(0));
  if (!s.head_time) return Of(Ask::kHeader, *s.head);
  if (!s.candidate) return Of(Ask::kNext, Slot(s.head->value() - s.back_slots));
  return Of(Ask::kHeader, *s.candidate);
}

bool StartFinder::Take(const Question& question, const Answer& answer) {
  if (Want() != question) return true;  // begun anew meanwhile
  const bool useful = answer.ok() && TakeAnswer(question, answer);
  // The head may have been none, or this node's ledger may begin too late: ask from the beginning.
  if (!useful) state_ = State{};
  return useful;
}

bool StartFinder::TakeAnswer(const Question& question, const Answer& answer) {
  State& s = state_;
  if (question.ask == Ask::kHead || question.ask == Ask::kNext) {
    if (answer.slots.size() != 1) return false;
    (question.ask == Ask::kHead ? s.head : s.candidate) = answer.slots.front();
    s.back_slots = std::min(s.back_slots, s.head->value());
    return true;
  }
  const std::optional<absl::Time> time = answer.header->time;
  if (!s.head_time) {
    s.head_time = time;
    return time.has_value();
  }
  const bool is_first = answer.header->height && *answer.header->height <= kFirstHeight;
  if (is_first || (time && *time + behind_ <= *s.head_time)) {
    found_ = s.candidate;
    return true;
  }
  if (s.back_slots == s.head->value()) return false;
  s.candidate.reset();
  s.back_slots = std::min(2 * s.back_slots, s.head->value());
  return true;
}

}  // namespace hilt::pipeline
