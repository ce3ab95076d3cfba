#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "simulation.h"

namespace hilt::pipeline {
namespace {

using domain::Commitment;
using domain::Slot;

// HILT_SIM_SEED runs that seed alone; HILT_SIM_RUNS as many as that.
uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// The mix of faults, too, is the seed's.
Simulation::Options OptionsOf(uint64_t seed) {
  Dice dice(seed ^ 0x5eed);
  Simulation::Options options;
  const auto up_to = [&](uint64_t most) { return dice.Chance(700) ? dice.Below(most + 1) : 0; };
  options.chain.skip_permille = up_to(500);
  options.chain.fork_permille = up_to(80);
  options.nodes.clear();
  for (uint64_t node = 1 + dice.Below(3); node > 0; --node) {
    options.nodes.push_back({.silent = up_to(300),
                             .maybe_skipped = up_to(200),
                             .not_yet = up_to(200),
                             .cleaned_up = up_to(50),
                             .refused = up_to(50),
                             .lies = up_to(40),
                             .incomplete = up_to(50),
                             .lag = up_to(40)});
  }
  options.sink = {.refuses = up_to(200), .fails = up_to(100), .slow = up_to(500)};
  options.crash_permille = up_to(20);
  options.follower.confirmed = dice.Chance(800);
  options.follower.window = 4 + dice.Below(32);
  options.follower.fetches = 4 + dice.Below(12);
  if (dice.Chance(500)) options.follower.start.slot = Slot(1000 + dice.Below(300));
  return options;
}

struct Totals {
  uint64_t forks = 0, skipped = 0, restarts = 0, refused = 0, failed = 0;
  uint64_t rewinds = 0, retracted = 0, contradictions = 0, begun_anew = 0, delivered = 0;
  std::array<uint64_t, kTroubles> troubles{};
  std::array<uint64_t, test_support::kLies> lies{};
};

void Add(const Simulation& run, Totals& totals) {
  const FollowerStatus status = run.status();
  totals.forks += run.chain.forks();
  totals.skipped += run.chain.skipped();
  totals.restarts += run.restarts;
  totals.refused += run.sink.refused;
  totals.failed += run.sink.failed;
  totals.rewinds += run.sums.rewinds + status.rewinds;
  totals.retracted += run.checker.retracted();
  totals.contradictions += run.sums.contradictions + status.contradictions;
  totals.begun_anew += run.sums.begun_anew + status.begun_anew;
  totals.delivered += run.checker.delivered();
  for (size_t i = 0; i < kTroubles; ++i) totals.troubles[i] += run.nodes.troubles[i];
  for (size_t i = 0; i < test_support::kLies; ++i) totals.lies[i] += run.nodes.lies[i];
}

bool CaughtUp(const Simulation& run) {
  const uint64_t head = run.chain.Head(Commitment::kFinalized).header.slot.value();
  return run.status().frontier && head <= run.status().frontier->value() + 20;
}

// Once nothing fails any more it catches up, however far behind it is.
void CheckLiveness(Simulation& run) {
  for (int i = 0; i < 60 && !CaughtUp(run); ++i) run.Run(absl::Seconds(10));
  run.Run(absl::Seconds(60));
  EXPECT_TRUE(CaughtUp(run)) << run.status().waits_for;
}

void RunSeed(uint64_t seed, Totals& totals) {
  SCOPED_TRACE("HILT_SIM_SEED=" + std::to_string(seed));
  Simulation run(seed, OptionsOf(seed));
  run.Run(absl::Seconds(150));
  run.Heal();
  CheckLiveness(run);
  run.checker.CheckShown();
  Add(run, totals);
}

void Print(const Totals& t, uint64_t runs) {
  std::cout << runs << " runs: " << t.delivered << " transactions at finalized, " << t.forks
            << " forks, " << t.skipped << " slots skipped, " << t.rewinds << " rewinds, "
            << t.retracted << " blocks taken back, " << t.restarts << " restarts, " << t.refused
            << " steps refused, " << t.failed << " failed, " << t.contradictions
            << " contradictions, " << t.begun_anew << " times begun anew\n";
  for (int i = 0; i < kTroubles; ++i) {
    std::cout << "  " << Name(static_cast<Trouble>(i)) << ": " << t.troubles[static_cast<size_t>(i)]
              << "\n";
  }
  for (size_t i = 0; i < t.lies.size(); ++i) {
    std::cout << "  lies of kind " << i << ": " << t.lies[i] << "\n";
  }
}

TEST(FollowerSimulation, MissesNothingAndTakesBackWhatLeftWhateverFails) {
  Totals totals;
  const uint64_t one = FromEnvironment("HILT_SIM_SEED", 0);
  const uint64_t runs = one != 0 ? 1 : FromEnvironment("HILT_SIM_RUNS", 80);
  for (uint64_t seed = one != 0 ? one : 1, run = 0; run < runs; ++run, ++seed) {
    RunSeed(seed, totals);
    if (HasFailure()) {
      std::cout << "failed with HILT_SIM_SEED=" << seed << "\n";
      break;
    }
  }
  Print(totals, runs);
  if (one != 0 || HasFailure()) return;
  // It is no proof where nothing happened.
  for (const uint64_t count :
       {totals.forks, totals.skipped, totals.restarts, totals.refused, totals.failed,
        totals.rewinds, totals.retracted, totals.contradictions, totals.delivered}) {
    EXPECT_GT(count, 0u);
  }
  for (const uint64_t count : totals.troubles) EXPECT_GT(count, 0u);
  for (const uint64_t count : totals.lies) EXPECT_GT(count, 0u);
}

}  // namespace
}  // namespace hilt::pipeline
