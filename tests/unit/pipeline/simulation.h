#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "indexer/pipeline/follower.h"
#include "telemetry/log.h"
#include "tests/support/simulated_chain.h"

// A follower on one thread between a simulated chain and a sink that fails, with a clock of its
// own.
namespace hilt::pipeline {

using test_support::Dice;
using test_support::NodeFaults;
using test_support::SimulatedBlock;
using test_support::SimulatedChain;
using test_support::SimulatedNodes;

struct SinkFaults {
  uint64_t refuses = 0;  // thousandths: RESOURCE_EXHAUSTED at once
  uint64_t fails = 0;    // UNAVAILABLE later
  uint64_t slow = 0;     // answered some rounds later
};

// Makes steps durable, late or not at all, and forgets the others in a crash.
class SimulatedSink final : public Sink {
 public:
  SimulatedSink(Dice& dice, SinkFaults faults) : dice_(dice), faults_(faults) {}

  absl::Status Submit(domain::Step step, Done done) override;
  void Round();  // answers what is due
  void Crash();  // what is not durable is gone; nobody hears of what is
  void Heal() { faults_ = {}; }

  std::vector<domain::Step> durable;
  uint64_t refused = 0;
  uint64_t failed = 0;

 private:
  struct Pending {
    domain::Step step;
    Done done;
    int rounds = 0;
    bool fails = false;
  };
  Dice& dice_;
  SinkFaults faults_;
  std::optional<Pending> pending_;
};

// Holds each durable step, as it comes, against the chain as it is.
class StepChecker {
 public:
  explicit StepChecker(const SimulatedChain& chain) : chain_(chain) {}

  void Check(const domain::Step& step);
  // At rest: what was shown and not taken back is on the chain.
  void CheckShown();

  uint64_t delivered() const { return delivered_; }
  uint64_t retracted() const { return retracted_; }
  std::optional<domain::SourceAdvance> last() const { return last_; }

 private:
  void CheckRetracted(const domain::Step& step);
  void CheckOneChain(const domain::Step& step);
  void CheckFinalized(const domain::Step& step);

  const SimulatedChain& chain_;
  std::optional<domain::SourceAdvance> last_;
  std::set<domain::BlockRef> shown_;   // ever, above the frontier
  std::set<domain::BlockRef> stands_;  // and not taken back since
  uint64_t delivered_ = 0;             // transactions, at finalized
  uint64_t retracted_ = 0;
};

class Simulation {
 public:
  struct Options {
    SimulatedChain::Options chain;
    std::vector<NodeFaults> nodes = {NodeFaults{}};
    SinkFaults sink;
    FollowerOptions follower;
    uint64_t crash_permille = 0;  // of rounds
    uint64_t warm_up_slots = 400;
  };
  static constexpr absl::Duration kRound = absl::Milliseconds(100);

  Simulation(uint64_t seed, Options options);

  void Run(absl::Duration time);
  void Heal();   // no faults, crashes or forks from now on
  void Crash();  // and begins again from the durable cursor
  FollowerStatus status() const { return follower_->status(now_); }

  Dice dice;
  SimulatedChain chain;
  SimulatedNodes nodes;
  SimulatedSink sink;
  StepChecker checker;
  uint64_t restarts = 0;
  FollowerStatus sums;  // counts of followers that crashed

 private:
  struct Asked {
    Follower::Work work;
    absl::Time due;
  };

  void Begin();
  void Round();

  const Options options_;
  uint64_t crash_permille_;
  telemetry::Log log_;
  absl::Time now_;
  absl::Time next_slot_;
  std::unique_ptr<Follower> follower_;
  std::vector<Asked> asked_;
  size_t checked_ = 0;
};

}  // namespace hilt::pipeline
