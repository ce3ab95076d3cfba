#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "indexer/pipeline/chain_reader.h"

namespace hilt::pipeline {

// A block on the confirmed view, with what was in it.
struct KeptBlock {
  BlockHeader header;
  std::vector<domain::Observation> observations;  // at `confirmed`
};

// An answer that contradicts another one or itself, or lacks what it must hold.
struct Contradiction {
  domain::Slot slot;
  std::string endpoint;
  std::string_view what;  // a constant
};

// The finalized chain, block after block, none passed over. It decides which block comes next, and
// what to ask for that. Pure: it reads no clock and asks nobody. One thread at a time.
//
// What counts as proof:
// - A block is finalized when a node showed it, with its blockhash and its links, at commitment
//   finalized. Of a block that was fetched whole at `confirmed` only the header is fetched again:
//   the blockhash is the block, and a header is some hundred bytes where a block is megabytes. Its
//   transactions are then those of the earlier answer, if it recorded them whole. That a later
//   finalized block descends from it would be cheaper still, but would rest on links that were
//   shown at `confirmed` only.
// - It is the next one when its parent's slot and blockhash are those of the frontier and its
//   height is one more; and when a second answer agrees on its own blockhash: that of its child
//   (its previousBlockhash), at finalized or on the confirmed view. So one wrong answer is found
//   out before it is believed, where later the frontier could only stand still.
// - Slots between are empty because that link passes over them, never because a list or an error
//   says so. A slot that a list names is asked for before a link passes over it.
// - What a transaction of it called is recorded, where it may have called a memo program: else the
//   line waits for a node that has recorded it.
// Where two answers contradict each other both are dropped and asked for anew.
class FinalizedLine {
 public:
  struct Options {
    size_t window = 32;                     // blocks ahead of the frontier that are asked for
    std::optional<domain::Slot> last_slot;  // none: for ever
  };
  struct Frontier {
    domain::Slot slot;
    solana::Blockhash blockhash;
    uint64_t height = 0;
  };
  struct Next {
    BlockHeader header;
    std::vector<domain::Observation> observations;  // at finalized
    bool past_end = false;  // there is no block any more up to last_slot: nothing is in it
  };

  explicit FinalizedLine(Options options) : options_(options) {}

  // Goes on behind a block, or begins with the first one in or past a slot.
  void Resume(const Frontier& frontier);
  void BeginAt(domain::Slot first);

  // To be asked, the most urgent first. `kept`: the confirmed view, above the frontier.
  using Kept = std::map<domain::Slot, KeptBlock>;
  std::vector<Question> Wants(const Kept& kept) const;

  // False: the answer is of no use, or there is none.
  bool Take(const Question& question, Answer& answer);

  // The next block, if it is proved; the line then stands there. Call it until there is none.
  std::optional<Next> Advance(const Kept& kept);

  // Drops everything that was fetched and asks anew. For when nothing fits.
  void StartOver();

  std::vector<Contradiction> TakeContradictions() { return std::exchange(contradictions_, {}); }

  const std::optional<Frontier>& frontier() const { return frontier_; }
  std::optional<domain::Slot> head() const { return head_; }

 private:
  struct Entry {
    std::optional<BlockHeader> header;
    std::string endpoint;  // of the header
    std::optional<std::vector<domain::Observation>> observations;
    int absences = 0;  // answers that it is not there: not yet, or not at all
  };
  using Entries = std::map<domain::Slot, Entry>;

  bool TakeSlots(const Question& question, const Answer& answer);
  bool TakeBlock(const Question& question, Answer& answer);
  void Contradict(domain::Slot slot, Entry& entry, std::string_view what);
  void Want(domain::Slot slot);
  bool Links(domain::Slot slot, Entry& entry);
  bool IsVouchedFor(Entries::iterator candidate, const Kept& kept);
  bool IsPastEnd(domain::Slot slot) const;
  std::optional<Question> WantOf(domain::Slot slot, const Entry& entry, const Kept& kept) const;
  std::optional<Question> ListWant() const;

  const Options options_;
  std::optional<domain::Slot> first_;  // until there is a frontier
  std::optional<Frontier> frontier_;
  std::optional<domain::Slot> head_;
  std::optional<domain::Slot> listed_to_;
  Entries entries_;  // above the frontier
  std::vector<Contradiction> contradictions_;
};

}  // namespace hilt::pipeline
