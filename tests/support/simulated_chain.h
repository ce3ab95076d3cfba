#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/random.h"
#include "indexer/pipeline/chain_reader.h"

// A chain that grows, skips slots and forks, and the nodes that tell of it, well or badly. All
// chance comes from one seed. One thread.
namespace hilt::test_support {

class Dice {
 public:
  explicit Dice(uint64_t seed) : random_(seed) {}
  uint64_t Next();
  uint64_t Below(uint64_t bound) { return Next() % bound; }
  bool Chance(uint64_t permille) { return Below(1000) < permille; }

 private:
  base::SeededRandom random_;
};

struct SimulatedBlock {
  decode::BlockHeader header;
  size_t parent = 0;               // its number; the first block is its own
  std::vector<uint64_t> payments;  // numbers of transactions, each on one or more forks
};

class SimulatedChain {
 public:
  struct Options {
    uint64_t first_slot = 1000;
    uint64_t skip_permille = 150;
    uint64_t fork_permille = 40;     // of slots that begin a fork
    uint64_t deepest_fork = 10;      // blocks
    uint64_t finalized_behind = 16;  // blocks behind the confirmed tip
  };

  SimulatedChain(Dice& dice, Options options);

  void Grow();  // by one slot
  void StopForking() { options_.fork_permille = 0; }

  // As it was `ago` slots before now.
  const SimulatedBlock& Head(domain::Commitment commitment, uint64_t ago = 0) const;
  // The block in a slot on the chain that ends in `head`; none: there is none.
  const SimulatedBlock* At(domain::Slot slot, const SimulatedBlock& head) const;
  // From `first` up to and with the finalized head.
  std::vector<const SimulatedBlock*> Finalized(domain::Slot first) const;
  const SimulatedBlock* Find(const solana::Blockhash& blockhash) const;
  // Of a chain that has nothing in common with this one but its slots; none: skipped.
  const SimulatedBlock* OnOtherChain(domain::Slot slot) const;

  uint64_t forks() const { return forks_; }
  uint64_t skipped() const { return skipped_; }
  domain::Slot now() const { return domain::Slot(slot_); }

 private:
  struct Moment {
    size_t confirmed;
    size_t finalized;
  };

  size_t AddBlock(uint64_t slot, size_t parent);
  void AddToOtherChain();
  void Fork();
  size_t Back(size_t block, uint64_t blocks) const;

  Dice& dice_;
  Options options_;
  std::vector<SimulatedBlock> blocks_;
  std::map<solana::Blockhash, size_t> by_hash_;
  std::vector<Moment> history_;  // one a slot
  std::map<domain::Slot, SimulatedBlock> other_chain_;
  uint64_t slot_;
  uint64_t payments_ = 0;
  uint64_t forks_ = 0;
  uint64_t skipped_ = 0;
};

// A transaction as a node shows it.
domain::Observation ObservationOf(const SimulatedBlock& block, size_t index,
                                  domain::Commitment commitment);

// What a node does wrong, in thousandths of its answers.
struct NodeFaults {
  uint64_t silent = 0;         // no answer at all
  uint64_t maybe_skipped = 0;  // -32007 for a block that is there
  uint64_t not_yet = 0;        // -32004, or null, for a block that is there
  uint64_t cleaned_up = 0;
  uint64_t refused = 0;
  uint64_t lies = 0;        // of the kinds below, one after the other
  uint64_t incomplete = 0;  // a transaction without its inner instructions
  uint64_t lag = 0;         // slots behind, at most; also shows forks that were left
};

enum class Lie {
  kOtherBlockhash,
  kOtherParentHash,
  kSkipsParent,    // names its grandparent, consistently
  kInventedBlock,  // in a slot that was skipped
  kShortList,
  kLongList,
  kFarHead,
  kOtherChain,  // whole and in itself without fault
};
inline constexpr size_t kLies = 8;

class SimulatedNodes final : public pipeline::ChainReader {
 public:
  SimulatedNodes(const SimulatedChain& chain, Dice& dice, std::vector<NodeFaults> nodes)
      : chain_(chain), dice_(dice), nodes_(std::move(nodes)) {}

  pipeline::Answer Read(const pipeline::Question& question,
                        const std::vector<std::string>& last) override;

  void Heal() { nodes_.assign(nodes_.size(), NodeFaults{}); }
  // From when on liars may show another chain: one who has seen no block yet cannot tell them
  // apart.
  void AllowOtherChain() { other_chain_ = true; }

  std::array<uint64_t, pipeline::kTroubles> troubles{};
  std::array<uint64_t, kLies> lies{};

 private:
  bool Ask(size_t node, const pipeline::Question& question, pipeline::Answer& answer);
  bool AskList(const NodeFaults& node, const pipeline::Question& question,
               const SimulatedBlock& head, pipeline::Answer& answer);
  bool AskBlock(const NodeFaults& node, const pipeline::Question& question,
                const SimulatedBlock& head, pipeline::Answer& answer);
  bool Invent(const pipeline::Question& question, const SimulatedBlock& head,
              pipeline::Answer& answer);
  void Twist(const SimulatedBlock& block, pipeline::Answer& answer);
  bool Trouble(pipeline::Trouble trouble, std::string message, pipeline::Answer& answer);
  std::string NameOf(size_t node) const { return "node" + std::to_string(node); }
  solana::Blockhash RandomHash();

  const SimulatedChain& chain_;
  Dice& dice_;
  std::vector<NodeFaults> nodes_;
  size_t asking_ = 0;  // the node that is asked
  bool other_chain_ = false;
};

}  // namespace hilt::test_support
