#include "indexer/pipeline/start_finder.h"

#include <algorithm>

namespace hilt::pipeline {
namespace {

using domain::Slot;

// A chain that is younger than the distance is followed from its first block.
constexpr uint64_t kFirstHeight = 1;
// As many endpoints as there may be: after so many ledgers that begin too late nobody has an older.
constexpr int kLedgers = 16;

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

bool StartFinder::IsFarEnough(const BlockHeader& header) const {
  if (header.height && *header.height <= kFirstHeight) return true;
  return header.time && *header.time + behind_ <= *state_.head_time;
}

bool StartFinder::IsInTime(const BlockHeader& header) const {
  if (header.height && *header.height <= kFirstHeight) return true;
  return header.time && *header.time <= at_latest_;
}

bool StartFinder::TakeAnswer(const Question& question, const Answer& answer) {
  State& s = state_;
  if (question.ask == Ask::kHead || question.ask == Ask::kNext) {
    if (answer.slots.size() != 1) return false;
    (question.ask == Ask::kHead ? s.head : s.candidate) = answer.slots.front();
    s.back_slots = std::min(s.back_slots, s.head->value());
    return true;
  }
  if (!s.head_time) {
    s.head_time = answer.header->time;
    return s.head_time.has_value();
  }
  const bool far_enough = IsFarEnough(*answer.header);
  if (far_enough && IsInTime(*answer.header)) {
    found_ = s.candidate;
    return true;
  }
  if (s.back_slots == s.head->value()) {
    if (!far_enough || ++ledgers_ < kLedgers) return false;
    begins_late_ = true;
    found_ = s.candidate;
    return true;
  }
  s.candidate.reset();
  s.back_slots = std::min(2 * s.back_slots, s.head->value());
  return true;
}

}  // namespace hilt::pipeline
