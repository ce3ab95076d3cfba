#include <algorithm>
#include <utility>

#include "indexer/pipeline/follower.h"

// What the follower makes of blocks: steps, and the cursor that goes with each.
namespace hilt::pipeline {
namespace {

using domain::BlockRef;
using domain::Slot;

}  // namespace

std::optional<domain::Step> Follower::NextStep(absl::Time now) {
  if (past_end_) return std::nullopt;
  if (auto next = line_.Advance(view_.chain())) {
    moved_at_ = now;
    patience_ = kBeginsAnew;
    listed_by_.clear();
    return next->past_end ? LastStep() : FinalizedStep(*std::move(next), now);
  }
  return ConfirmedStep(now);
}

std::optional<domain::Step> Follower::LastStep() {
  past_end_ = true;
  if (!cursor_) return std::nullopt;  // no block in the whole range: there is nothing to say
  cursor_->frontier = *options_.last_slot;
  domain::Step step;
  step.advance = Advance();
  return step;
}

void Follower::NoteTime(const BlockHeader& added, absl::Time now) {
  const bool is_newest = view_.head() && view_.head()->value() <= added.slot.value() + kTipSlots;
  if (is_newest && added.time) clock_skew_.Note(*added.time, now);
}

// A block's time is not under its blockhash: it is one node's word, and payments end by it. So a
// time counts once the next block's is no earlier: one wrong time covers nothing. One that falls is
// an error of a node too: what was covered stays covered.
void Follower::TakeTime(const BlockHeader& header, absl::Time now) {
  if (!header.time || *header.time > now + kAheadAtMost) return;
  if (last_time_) {
    const auto [earlier, later] = std::minmax(*last_time_, *header.time);
    if (!cursor_->covered_from_time) cursor_->covered_from_time = later;
    if (!cursor_->time || earlier > *cursor_->time) cursor_->time = earlier;
  }
  last_time_ = header.time;
}

domain::Step Follower::FinalizedStep(FinalizedLine::Next next, absl::Time now) {
  const BlockHeader& header = next.header;
  counts_.moved_at = now;
  const BlockRef block = {.slot = header.slot, .blockhash = header.blockhash};
  if (!cursor_) {
    cursor_.emplace();
    cursor_->covered_from = header.slot;
  }
  cursor_->frontier = header.slot;
  cursor_->blockhash = header.blockhash;
  cursor_->height = *header.height;
  TakeTime(header, now);

  domain::Step step;
  while (!shown_.empty() && shown_.begin()->slot <= header.slot) {
    if (*shown_.begin() != block) step.retracted.push_back(*shown_.begin());
    stands_.erase(*shown_.begin());
    shown_.erase(shown_.begin());
  }
  TakeBack(view_.MoveFrontier(block.slot, block.blockhash), step);
  counts_.retracted += step.retracted.size();
  ++counts_.finalized_blocks;
  step.observations = std::move(next.observations);
  asking_.ForgetUpTo(header.slot);
  step.advance = Advance();
  return step;
}

std::optional<domain::Step> Follower::ConfirmedStep(absl::Time now) {
  if (!cursor_) return std::nullopt;
  while (shown_.size() < kMaxShown) {
    const std::optional<ConfirmedView::Change> change = view_.Advance();
    if (!change) return std::nullopt;
    if (!change->left.empty()) ++counts_.rewinds;
    const BlockHeader& header = change->added->header;
    NoteTime(header, now);
    const BlockRef added = {.slot = header.slot, .blockhash = header.blockhash};
    domain::Step step;
    TakeBack(change->left, step);
    TakeBack(Strays(added.slot), step);
    counts_.retracted += step.retracted.size();
    step.observations = change->added->observations;
    if (!step.observations.empty()) {
      shown_.insert(added);
      stands_.insert(added);
    }
    if (step.observations.empty() && step.retracted.empty()) continue;  // nobody need know of it
    step.advance = Advance();
    return step;
  }
  return std::nullopt;
}

void Follower::TakeBack(const std::vector<BlockRef>& blocks, domain::Step& step) {
  for (const BlockRef& block : blocks) {
    if (stands_.erase(block) > 0) step.retracted.push_back(block);
  }
}

// Blocks up to a slot that stand and are not on the view: it left them while the engine was down.
std::vector<BlockRef> Follower::Strays(Slot last) const {
  std::vector<BlockRef> strays;
  for (const BlockRef& block : stands_) {
    if (block.slot > last) break;
    const auto found = view_.chain().find(block.slot);
    const bool is_there =
        found != view_.chain().end() && found->second.header.blockhash == block.blockhash;
    if (!is_there) strays.push_back(block);
  }
  return strays;
}

domain::SourceAdvance Follower::Advance() const {
  BlockCursor cursor = *cursor_;
  cursor.shown.assign(shown_.begin(), shown_.end());
  return {.source = options_.source,
          .cursor = Encode(cursor),
          .covered_from = cursor.covered_from,
          .frontier = cursor.frontier,
          .covered_from_time = cursor.covered_from_time,
          .frontier_time = cursor.time,
          .frontier_height = cursor.height};
}

}  // namespace hilt::pipeline
