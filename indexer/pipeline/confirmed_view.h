#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "domain/step.h"
#include "indexer/pipeline/chain_reader.h"
#include "indexer/pipeline/finalized_line.h"

namespace hilt::pipeline {

// What nodes show above the frontier at `confirmed`: a chain whose every block links to the one
// before it and the first to the frontier. It may rewind: a block that descends from an earlier one
// of the chain, or from the frontier, takes the place of all that stood behind that one, once
// everything between them is there and it is newer than all of them.
//
// It proves nothing, and a wrong answer in it harms nothing that is final: it is forgotten when the
// frontier has passed. Pure, as FinalizedLine. One thread at a time.
class ConfirmedView {
 public:
  struct Options {
    size_t window = 32;        // blocks ahead of the tip that are asked for
    size_t most_blocks = 512;  // above the frontier; then it waits for the frontier
  };
  struct Change {
    std::vector<domain::BlockRef> left;  // not on the chain any more
    const KeptBlock* added = nullptr;    // until the next call of anything
  };

  explicit ConfirmedView(Options options) : options_(options) {}

  std::vector<Question> Wants() const;

  // False: the answer is of no use, or there is none.
  bool Take(const Question& question, Answer& answer);

  // The next block of the chain, and what had to go for it. Call it until there is none.
  std::optional<Change> Advance();

  // The frontier is at this block now. Gives what was on the chain and cannot be any more.
  std::vector<domain::BlockRef> MoveFrontier(domain::Slot slot, const solana::Blockhash& blockhash);

  std::vector<Contradiction> TakeContradictions() { return std::exchange(contradictions_, {}); }

  const FinalizedLine::Kept& chain() const { return chain_; }
  domain::Slot tip() const;  // the frontier's where there is no block above it
  std::optional<domain::Slot> head() const { return head_; }

 private:
  struct Entry {
    std::optional<KeptBlock> block;
    std::string endpoint;
  };
  using Entries = std::map<domain::Slot, Entry>;

  // The lowest of the blocks by which `top` hangs on the chain; none: one is missing.
  std::optional<domain::Slot> FindRoot(domain::Slot top);
  bool IsOnChain(domain::Slot slot, const solana::Blockhash& blockhash) const;
  void Contradict(domain::Slot slot);
  void Want(domain::Slot slot);
  Change Append(domain::Slot slot);
  bool TakeBlock(const Question& question, Answer& answer);
  bool TakeSlots(const Question& question, const Answer& answer);

  const Options options_;
  domain::BlockRef frontier_;
  bool has_frontier_ = false;
  std::optional<domain::Slot> head_;
  domain::Slot listed_to_;
  FinalizedLine::Kept chain_;
  Entries entries_;  // asked for, or fetched and not on the chain
  std::vector<Contradiction> contradictions_;
};

}  // namespace hilt::pipeline
