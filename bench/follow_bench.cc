// Catching up with the chain: blocks out of memory through the follower, the decoder and the writer
// to a synced store on disk, against the chain's own pace. What an RPC node and the network take is
// not in it.
//
// Every block is the made one (made_block.h), so that its ten memos name payments that the store
// does not have: each is looked up, and none is settled.

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "CLI/CLI.hpp"
#include "app/joints.h"
#include "base/check.h"
#include "base/clock.h"
#include "bench/report.h"
#include "bench/runner.h"
#include "bench/served_chain.h"
#include "confirmer/settle/writer.h"
#include "indexer/pipeline/follower.h"
#include "storage/open.h"
#include "storage/rocks/rocks_store.h"

namespace hilt::bench {
namespace {

constexpr int kCores = 2;
constexpr Target kAgainstChain = TimesAsFast(100);
constexpr int64_t kBlockIntervalNs = 400'000'000;  // of mainnet in 2025
constexpr uint64_t kFirstSlot = 400'000'000;

// An engine's writer over a store in a temporary folder.
class Ledger {
 public:
  Ledger()
      : path_(std::filesystem::temp_directory_path() /
              ("hilt-follow-bench-" + std::to_string(getpid()))) {
    storage::RocksOptions options;
    options.path = path_;
    auto store = storage::OpenRocksStore(options);
    HILT_CHECK(store.ok());
    store_ = *std::move(store);
    HILT_CHECK(
        storage::OpenLedger(*store_, {.cluster = domain::Cluster::kMainnet,
                                      .genesis_hash = std::string(44, 'A'),
                                      .new_log_epoch = "00000000-0000-4000-8000-000000000000"})
            .ok());
    rules_.chain_source = true;
    writer_ = std::make_unique<settle::Writer>(*store_, rules_, clock_, settle::Writer::Limits{});
    thread_ = std::thread([this] {
      while (writer_->WaitForWork()) writer_->Step();
    });
  }
  ~Ledger() {
    writer_->Stop();
    thread_.join();
    store_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  settle::Writer& writer() { return *writer_; }
  const base::Clock& clock() const { return clock_; }

 private:
  const std::filesystem::path path_;
  const base::SystemClock clock_;
  std::unique_ptr<storage::Store> store_;
  settle::EngineRules rules_;
  std::unique_ptr<settle::Writer> writer_;
  std::thread thread_;
};

// Catches up by some blocks at a time, each time from where it was.
class CatchingUp {
 public:
  CatchingUp()
      : chain_(MakeBlock(1)),
        sink_(ledger_.writer(), ledger_.clock(), app::DecisionLatency(metrics_, "blocks")),
        log_({.writer = [](std::string_view) {}}) {}

  void By(size_t blocks) {
    pipeline::FollowerOptions options;
    options.last_slot = domain::Slot(at_ + blocks);
    options.fetches = kCores;
    const auto follower =
        *pipeline::Follower::Create(options, ServedChain::CursorAt(domain::Slot(at_)), sink_, log_);
    std::atomic<bool> done = false;
    std::vector<std::thread> threads;
    threads.reserve(kCores);
    for (int i = 0; i < kCores; ++i) {
      threads.emplace_back([&] {
        const base::Clock& clock = ledger_.clock();
        while (!done && follower->WaitForWork(clock.Now())) {
          while (const auto work = follower->TakeWork(clock.Now())) {
            follower->Done(*work, chain_.Read(work->question, work->last), clock.Now());
          }
          if (!follower->status(clock.Now()).done) continue;
          done = true;
          follower->Stop();
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    at_ += blocks;
    HILT_CHECK(follower->status(ledger_.clock().Now()).durable->frontier == domain::Slot(at_));
  }

 private:
  ServedChain chain_;
  Ledger ledger_;
  telemetry::Metrics metrics_;
  app::WriterSink sink_;
  telemetry::Log log_;
  uint64_t at_ = kFirstSlot;
};

Subject ChainSubject(const std::string& name, int64_t ns) {
  return {.name = name, .unit = "block", .run_timed = [ns](size_t iterations) {
            return ns * static_cast<int64_t>(iterations);
          }};
}

int Main(int argc, char** argv) {
  const Options options =
      ParseOptions(argc, argv, "Catch up with the chain, its blocks served from memory");
  Report report("follow", options);
  CatchingUp catching_up;
  report.Add(
      Compare({.name = "catch up, CPU time of all threads",
               .unit = "block",
               .run = [&](size_t iterations) { catching_up.By(iterations); }},
              ChainSubject("two cores for the chain's 0.4 s a block", kCores * kBlockIntervalNs),
              kAgainstChain, options));
  // The machine's other work and the disk's syncs are in this one.
  report.Add(Compare({.name = "catch up, wall time",
                      .unit = "block",
                      .run_timed =
                          [&](size_t iterations) {
                            const absl::Time began = absl::Now();
                            catching_up.By(iterations);
                            return absl::ToInt64Nanoseconds(absl::Now() - began);
                          }},
                     ChainSubject("the chain, a block in 0.4 s", kBlockIntervalNs), NoTarget(),
                     options));
  return report.Finish();
}

}  // namespace
}  // namespace hilt::bench

int main(int argc, char** argv) { return hilt::bench::Main(argc, argv); }
