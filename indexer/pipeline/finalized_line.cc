#include "indexer/pipeline/finalized_line.h"

#include <algorithm>

#include "base/check.h"
#include "indexer/pipeline/asking.h"

namespace hilt::pipeline {
namespace {

using domain::Slot;

Slot After(Slot slot) { return Slot(slot.value() + 1); }

// A transaction whose calls are not recorded may have called a memo program, and nobody can tell. A
// failed one records no calls, and pays nothing; one of a version that is not known is read as far
// as it can be, wherever it comes from.
bool HidesCalls(const domain::Observation& seen) {
  return seen.execution != domain::Execution::kFailed &&
         seen.version != domain::MessageVersion::kUnknown && !seen.inner_instructions_recorded;
}

// Everything that a verdict may depend on is recorded, so that asking again would show no more.
bool IsWhole(const domain::Observation& seen) {
  return seen.block_time.has_value() && seen.execution != domain::Execution::kNotRecorded &&
         seen.execution != domain::Execution::kContradictory && !HidesCalls(seen) &&
         seen.lamports_recorded && seen.token_balances_recorded;
}

// The block that was kept at `confirmed` is this one, and was seen whole.
bool Stands(const KeptBlock& kept, const BlockHeader& header) {
  return kept.header == header &&
         std::all_of(kept.observations.begin(), kept.observations.end(), IsWhole);
}

const KeptBlock* Find(const FinalizedLine::Kept& kept, Slot slot) {
  const auto found = kept.find(slot);
  return found == kept.end() ? nullptr : &found->second;
}

Question Of(Ask ask, Slot from, Slot to = Slot(0)) {
  return {.ask = ask, .commitment = domain::Commitment::kFinalized, .from = from, .to = to};
}

}  // namespace

void FinalizedLine::Resume(const Frontier& frontier) {
  frontier_ = frontier;
  listed_to_ = frontier.slot;
}

// The genesis block, in slot 0, is its own parent and holds no transaction of anybody.
void FinalizedLine::BeginAt(Slot first) { first_ = std::max(first, Slot(1)); }

bool FinalizedLine::IsPastEnd(Slot slot) const {
  return options_.last_slot.has_value() && slot > *options_.last_slot;
}

std::optional<Question> FinalizedLine::WantOf(Slot slot, const Entry& entry,
                                              const Kept& kept) const {
  const KeptBlock* at_confirmed = Find(kept, slot);
  if (!entry.header) {
    return Of(at_confirmed != nullptr || IsPastEnd(slot) ? Ask::kHeader : Ask::kBlock, slot);
  }
  if (entry.observations || IsPastEnd(slot)) return std::nullopt;
  if (at_confirmed != nullptr && Stands(*at_confirmed, *entry.header)) return std::nullopt;
  return Of(Ask::kBlock, slot);
}

std::optional<Question> FinalizedLine::ListWant() const {
  if (!listed_to_) {
    if (!first_) return std::nullopt;
    return Of(Ask::kNext, *first_);
  }
  if (entries_.size() >= options_.window) return std::nullopt;
  const Slot from = After(*listed_to_);
  if (IsPastEnd(from)) {
    const bool has_tail = !entries_.empty() && IsPastEnd(entries_.rbegin()->first);
    if (has_tail) return std::nullopt;
    return Of(Ask::kNext, After(*options_.last_slot));
  }
  if (!head_ || from > *head_) return std::nullopt;
  Slot to = std::min(*head_, Slot(listed_to_->value() + 2 * options_.window));
  if (IsPastEnd(to)) to = *options_.last_slot;
  return Of(Ask::kSlots, from, to);
}

std::vector<Question> FinalizedLine::Wants(const Kept& kept) const {
  std::vector<Question> wants;
  size_t looked_at = 0;
  for (const auto& [slot, entry] : entries_) {
    if (++looked_at > options_.window) break;
    if (const auto want = WantOf(slot, entry, kept)) wants.push_back(*want);
  }
  if (const auto want = ListWant()) wants.push_back(*want);
  return wants;
}

bool FinalizedLine::Take(const Question& question, Answer& answer) {
  if (!answer.ok()) {
    const auto found = entries_.find(question.from);
    const bool of_block = question.ask == Ask::kHeader || question.ask == Ask::kBlock;
    if (of_block && found != entries_.end() && !answer.troubles.empty()) {
      const Trouble best = BestOf(answer.troubles);
      if (best == Trouble::kNotYet || best == Trouble::kMaybeSkipped) ++found->second.absences;
    }
    return false;
  }
  switch (question.ask) {
    case Ask::kHead:
      if (answer.slots.size() != 1) return false;
      head_ = std::max(head_.value_or(Slot(0)), answer.slots.front());
      return true;
    case Ask::kSlots:
    case Ask::kNext:
      return TakeSlots(question, answer);
    case Ask::kHeader:
    case Ask::kBlock:
      return TakeBlock(question, answer);
  }
  base::CheckFailed("closed enum", __FILE__, __LINE__);
}

bool FinalizedLine::TakeSlots(const Question& question, const Answer& answer) {
  const bool is_next = question.ask == Ask::kNext;
  const auto fits = [&](Slot slot) {
    return slot >= question.from && (is_next || slot <= question.to);
  };
  if (!std::all_of(answer.slots.begin(), answer.slots.end(), fits)) {
    contradictions_.push_back({question.from, answer.endpoint, "lists slots that were not asked"});
    return false;
  }
  for (const Slot slot : answer.slots) {
    if (!frontier_ || slot > frontier_->slot) Want(slot);
  }
  if (is_next) {
    if (!listed_to_ && !answer.slots.empty()) listed_to_ = answer.slots.front();
    return !answer.slots.empty();
  }
  if (!listed_to_ || question.from != After(*listed_to_)) return true;  // begun anew meanwhile
  if (!answer.slots.empty()) {
    listed_to_ = answer.slots.back();
    return true;
  }
  // The head is a block: a node that lists nothing up to there is behind.
  if (!head_ || question.to >= *head_) return false;
  listed_to_ = question.to;
  return true;
}

bool FinalizedLine::TakeBlock(const Question& question, Answer& answer) {
  const auto found = entries_.find(question.from);
  if (found == entries_.end()) return true;  // passed meanwhile
  Entry& entry = found->second;
  const BlockHeader& header = *answer.header;
  if (header.slot != question.from || header.parent_slot >= header.slot || !header.height) {
    contradictions_.push_back({question.from, answer.endpoint, "has links that cannot be"});
    return false;
  }
  if (std::any_of(answer.observations.begin(), answer.observations.end(), HidesCalls)) {
    contradictions_.push_back({question.from, answer.endpoint, "does not record inner calls"});
    return false;
  }
  if (question.ask == Ask::kHeader && entry.header) return true;
  entry.header = header;
  entry.endpoint = answer.endpoint;
  if (question.ask == Ask::kBlock) entry.observations = std::move(answer.observations);
  return true;
}

void FinalizedLine::Want(Slot slot) {
  entries_.try_emplace(slot);
  while (entries_.size() > 4 * options_.window) {
    const Slot dropped = entries_.rbegin()->first;
    entries_.erase(dropped);
    if (listed_to_) listed_to_ = std::min(*listed_to_, Slot(dropped.value() - 1));
  }
}

void FinalizedLine::Contradict(Slot slot, Entry& entry, std::string_view what) {
  contradictions_.push_back({slot, entry.endpoint, what});
  entry = Entry{};
}

bool FinalizedLine::Links(Slot slot, Entry& entry) {
  const BlockHeader& header = *entry.header;
  if (!frontier_) {
    if (header.parent_slot < *first_) return true;
    Want(header.parent_slot);
    return false;
  }
  if (header.parent_slot > frontier_->slot) {
    Want(header.parent_slot);
    return false;
  }
  if (header.parent_slot == frontier_->slot && header.previous_blockhash == frontier_->blockhash &&
      *header.height == frontier_->height + 1) {
    return true;
  }
  Contradict(slot, entry, "does not descend from the frontier");
  return false;
}

bool FinalizedLine::IsVouchedFor(Entries::iterator candidate, const Kept& kept) {
  const auto& [slot, entry] = *candidate;
  const BlockHeader& header = *entry.header;
  // There every block links to the one before it. The newest does not vouch for itself: it may be
  // the same node's answer once more.
  const auto at_confirmed = kept.find(slot);
  if (at_confirmed != kept.end() && at_confirmed->second.header == header &&
      std::next(at_confirmed) != kept.end()) {
    return true;
  }
  const auto child = std::find_if(std::next(candidate), entries_.end(),
                                  [](const auto& item) { return item.second.header.has_value(); });
  if (child == entries_.end()) return false;
  const BlockHeader& next = *child->second.header;
  if (next.parent_slot > slot) {
    Want(next.parent_slot);
    return false;
  }
  if (next.parent_slot == slot && next.previous_blockhash == header.blockhash &&
      *next.height == *header.height + 1) {
    return true;
  }
  Contradict(child->first, child->second, "does not fit the block before it");
  Contradict(slot, candidate->second, "does not fit the block after it");
  return false;
}

std::optional<FinalizedLine::Next> FinalizedLine::Advance(const Kept& kept) {
  for (auto it = entries_.begin(); it != entries_.end(); ++it) {
    auto& [slot, entry] = *it;
    if (!entry.header) {
      if (entry.absences == 0) return std::nullopt;
      continue;
    }
    if (!Links(slot, entry)) return std::nullopt;
    Next next{.header = *entry.header, .observations = {}, .past_end = IsPastEnd(slot)};
    if (next.past_end) return next;
    if (!IsVouchedFor(it, kept) || WantOf(slot, entry, kept)) return std::nullopt;
    if (entry.observations) {
      next.observations = *std::move(entry.observations);
    } else {
      next.observations = Find(kept, slot)->observations;
    }
    for (domain::Observation& seen : next.observations) {
      seen.commitment = domain::Commitment::kFinalized;
    }
    frontier_ = {.slot = slot, .blockhash = next.header.blockhash, .height = *next.header.height};
    listed_to_ = std::max(listed_to_.value_or(slot), slot);
    entries_.erase(entries_.begin(), std::next(it));
    return next;
  }
  return std::nullopt;
}

void FinalizedLine::StartOver() {
  entries_.clear();
  head_.reset();
  listed_to_.reset();
  if (frontier_) listed_to_ = frontier_->slot;
}

}  // namespace hilt::pipeline
