#include "indexer/pipeline/confirmed_view.h"

#include <algorithm>

#include "base/check.h"

namespace hilt::pipeline {
namespace {

using domain::Slot;

Question Of(Ask ask, Slot from, Slot to = Slot(0)) {
  return {.ask = ask, .commitment = domain::Commitment::kConfirmed, .from = from, .to = to};
}

domain::BlockRef RefOf(const KeptBlock& block) {
  return {.slot = block.header.slot, .blockhash = block.header.blockhash};
}

}  // namespace

Slot ConfirmedView::tip() const { return chain_.empty() ? frontier_.slot : chain_.rbegin()->first; }

std::vector<Question> ConfirmedView::Wants() const {
  std::vector<Question> wants;
  if (!has_frontier_) return wants;
  for (const auto& [slot, entry] : entries_) {
    if (wants.size() == options_.window) return wants;
    if (!entry.block) wants.push_back(Of(Ask::kBlock, slot));
  }
  const bool full = chain_.size() + entries_.size() >= options_.most_blocks;
  if (full || entries_.size() >= options_.window || !head_ || *head_ <= listed_to_) return wants;
  wants.push_back(Of(Ask::kSlots, Slot(listed_to_.value() + 1),
                     std::min(*head_, Slot(listed_to_.value() + 2 * options_.window))));
  return wants;
}

bool ConfirmedView::Take(const Question& question, Answer& answer) {
  if (!answer.ok()) return false;
  switch (question.ask) {
    case Ask::kHead:
      if (answer.slots.size() != 1) return false;
      head_ = answer.slots.front();
      return true;
    case Ask::kSlots:
      return TakeSlots(question, answer);
    case Ask::kBlock:
      return TakeBlock(question, answer);
    case Ask::kNext:
    case Ask::kHeader:
      return false;  // not asked here
  }
  base::CheckFailed("closed enum", __FILE__, __LINE__);
}

bool ConfirmedView::TakeSlots(const Question& question, const Answer& answer) {
  for (const Slot slot : answer.slots) {
    if (slot < question.from || slot > question.to) {
      contradictions_.push_back({question.from, answer.endpoint, "lists slots not asked for"});
      return false;
    }
    if (slot > frontier_.slot && !chain_.contains(slot)) Want(slot);
  }
  if (question.from.value() != listed_to_.value() + 1) return true;  // rewound meanwhile
  if (answer.slots.empty() && head_ && question.to >= *head_) return false;
  listed_to_ = answer.slots.empty() ? question.to : answer.slots.back();
  return true;
}

bool ConfirmedView::TakeBlock(const Question& question, Answer& answer) {
  const auto found = entries_.find(question.from);
  if (found == entries_.end()) return true;  // the frontier has passed
  const BlockHeader& header = *answer.header;
  if (header.slot != question.from || header.parent_slot >= header.slot || !header.height) {
    contradictions_.push_back({question.from, answer.endpoint, "has links that cannot be"});
    return false;
  }
  found->second.block = KeptBlock{header, std::move(answer.observations)};
  found->second.endpoint = answer.endpoint;
  return true;
}

void ConfirmedView::Want(Slot slot) {
  entries_.try_emplace(slot);
  while (entries_.size() > options_.most_blocks) {
    const Slot dropped = entries_.rbegin()->first;
    entries_.erase(dropped);
    listed_to_ = std::min(listed_to_, Slot(dropped.value() - 1));
  }
}

void ConfirmedView::Contradict(Slot slot) {
  const auto found = entries_.find(slot);
  contradictions_.push_back({slot, found->second.endpoint, "does not fit what it descends from"});
  entries_.erase(found);
  listed_to_ = std::min(listed_to_, Slot(slot.value() - 1));
}

bool ConfirmedView::IsOnChain(Slot slot, const solana::Blockhash& blockhash) const {
  if (slot == frontier_.slot) return blockhash == frontier_.blockhash;
  const auto found = chain_.find(slot);
  return found != chain_.end() && found->second.header.blockhash == blockhash;
}

std::optional<Slot> ConfirmedView::FindRoot(Slot top) {
  Slot at = top;
  while (true) {
    const BlockHeader& header = entries_.at(at).block->header;
    const Slot parent_slot = header.parent_slot;
    if (IsOnChain(parent_slot, header.previous_blockhash)) return at;
    if (parent_slot <= frontier_.slot) {
      Contradict(at);
      return std::nullopt;
    }
    const auto parent = entries_.find(parent_slot);
    if (parent == entries_.end()) {
      Want(parent_slot);
      return std::nullopt;
    }
    if (!parent->second.block) return std::nullopt;
    if (parent->second.block->header.blockhash != header.previous_blockhash) {
      Contradict(at);
      Contradict(parent_slot);
      return std::nullopt;
    }
    at = parent_slot;
  }
}

ConfirmedView::Change ConfirmedView::Append(Slot slot) {
  const auto entry = entries_.find(slot);
  KeptBlock block = *std::move(entry->second.block);
  entries_.erase(entry);
  Change change;
  auto behind = chain_.upper_bound(block.header.parent_slot);
  while (behind != chain_.end()) {
    change.left.push_back(RefOf(behind->second));
    behind = chain_.erase(behind);
  }
  change.added = &chain_.insert_or_assign(slot, std::move(block)).first->second;
  return change;
}

std::optional<ConfirmedView::Change> ConfirmedView::Advance() {
  if (!has_frontier_) return std::nullopt;
  // Older entries are parts of branches: a newer block alone makes one the chain.
  std::vector<Slot> newer;
  for (auto it = entries_.upper_bound(tip()); it != entries_.end(); ++it) {
    if (it->second.block) newer.push_back(it->first);
  }
  for (const Slot top : newer) {
    const auto entry = entries_.find(top);
    if (entry == entries_.end() || !entry->second.block) continue;  // contradicted meanwhile
    if (const std::optional<Slot> root = FindRoot(top)) return Append(*root);
  }
  return std::nullopt;
}

std::vector<domain::BlockRef> ConfirmedView::MoveFrontier(Slot slot,
                                                          const solana::Blockhash& blockhash) {
  const auto at = chain_.find(slot);
  const bool was_shown = at != chain_.end() && at->second.header.blockhash == blockhash;
  std::vector<domain::BlockRef> left;
  if (was_shown) {
    chain_.erase(chain_.begin(), std::next(at));
  } else {
    // The chain hung on the old frontier by another block, and goes with it.
    for (const auto& [shown, block] : chain_) left.push_back(RefOf(block));
    chain_.clear();
    listed_to_ = slot;
  }
  frontier_ = {.slot = slot, .blockhash = blockhash};
  has_frontier_ = true;
  entries_.erase(entries_.begin(), entries_.upper_bound(slot));
  listed_to_ = std::max(listed_to_, slot);
  return left;
}

}  // namespace hilt::pipeline
