#pragma once

#include <cstdint>
#include <optional>

#include "absl/time/time.h"
#include "indexer/pipeline/chain_reader.h"

namespace hilt::pipeline {

// Finds where to begin behind the finalized head: a block whose time is at least a distance before
// the head's, and at or before a given time where a node's ledger reaches back so far. It steps
// back by slots, twice as far each time, for slots have no fixed length. Pure. One thread at a
// time.
class StartFinder {
 public:
  explicit StartFinder(absl::Duration behind, absl::Time at_latest = absl::InfiniteFuture())
      : behind_(behind), at_latest_(at_latest) {}

  std::optional<Question> Want() const;
  bool Take(const Question& question, const Answer& answer);

  std::optional<domain::Slot> found() const { return found_; }
  // It begins later than it should have: no ledger reaches back so far.
  bool begins_late() const { return begins_late_; }

 private:
  struct State {
    std::optional<domain::Slot> head;
    std::optional<absl::Time> head_time;
    uint64_t back_slots = 512;  // 102 s of slots of 200 ms
    std::optional<domain::Slot> candidate;
  };

  bool TakeAnswer(const Question& question, const Answer& answer);
  bool IsFarEnough(const BlockHeader& header) const;
  bool IsInTime(const BlockHeader& header) const;

  const absl::Duration behind_;
  const absl::Time at_latest_;
  State state_;
  std::optional<domain::Slot> found_;
  int ledgers_ = 0;  // that begin far enough behind the head, and too late
  bool begins_late_ = false;
};

}  // namespace hilt::pipeline
