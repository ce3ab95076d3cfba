#pragma once

#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "api/engine_view.h"
#include "app/chain.h"
#include "app/config.h"
#include "app/joints.h"
#include "indexer/pipeline/follower.h"
#include "indexer/source/block_source.h"
#include "storage/store.h"
#include "telemetry/metrics.h"

namespace hilt::app {

// The block follower, joined to the endpoints that it reads, the cursor that it goes on from and
// the writer behind its sink.
//
// Thread safety: everything from any thread.
class BlockFollowing {
 public:
  static constexpr char kSource[] = "blocks";  // the name of its cursor

  // Borrowed; all of it outlives the follower.
  struct Parts {
    const FollowerConfig& config;
    const solana::Blockhash& genesis_hash;
    Chain& chain;
    const storage::Store& store;
    WriterSink& sink;
    const base::Clock& clock;
    telemetry::Log& log;
    telemetry::Metrics& metrics;
  };
  // DATA_LOSS: the stored cursor or a payment cannot be read.
  static absl::StatusOr<std::unique_ptr<BlockFollowing>> Create(const Parts& parts);

  // So many threads are to run Run, which ends after Stop.
  size_t threads() const { return parts_.config.fetches; }
  void Run();
  void Stop() { follower_->Stop(); }

  // OK: the newest finalized block that was applied is young enough. Else how far it is behind and
  // what it waits for.
  absl::Status Lag() const;
  // Our clock less the chain's; none: not known.
  std::optional<absl::Duration> clock_skew() const;

  api::SourceView View() const;
  // Adds what it knows of the endpoints to what is there.
  void Describe(std::vector<api::EndpointView>& endpoints) const;

 private:
  struct Counters {
    explicit Counters(telemetry::Metrics& metrics);
    std::map<pipeline::Ask, telemetry::Counter> questions;
    std::map<pipeline::Trouble, telemetry::Counter> troubles;
  };

  BlockFollowing(const Parts& parts, std::optional<domain::SourceAdvance> stored);

  void AddGauges();
  void Count(const pipeline::Follower::Work& work, const pipeline::Answer& answer) const;
  void WatchTheClock();
  bool IsInTime(absl::Duration lag) const;
  // The last durable one, of this process or an earlier one.
  std::optional<domain::SourceAdvance> Durable(const pipeline::FollowerStatus& status) const;

  const Parts parts_;
  const std::optional<domain::SourceAdvance> stored_;  // at start
  const Counters counters_;
  const absl::Time began_at_;
  source::BlockSource blocks_;
  std::unique_ptr<pipeline::Follower> follower_;
  std::atomic<bool> clock_is_wrong_ = false;
};

}  // namespace hilt::app
