#pragma once

#include <atomic>

#include "absl/status/status.h"
#include "api/engine_view.h"
#include "app/block_following.h"
#include "app/chain.h"
#include "app/config.h"
#include "base/clock.h"
#include "confirmer/finality/confirmer.h"
#include "confirmer/settle/writer.h"
#include "storage/store.h"
#include "telemetry/metrics.h"

namespace hilt::app {

// The parts that can tell how they stand. Borrowed.
struct StatusParts {
  const Config& config;
  const storage::Store& store;
  const std::atomic<bool>& store_failed;  // in the background
  const settle::Writer& writer;
  const finality::Confirmer& confirmer;
  const WriterSink& webhook_sink;
  const Chain* chain = nullptr;               // nullptr: no endpoint is configured
  const BlockFollowing* following = nullptr;  // nullptr: blocks are not followed
  const base::Clock& clock;
  telemetry::Metrics& metrics;
};

// How the engine stands: for GetStatus, /readyz and the gauges of /metrics. Thread-safe.
class EngineStatus {
 public:
  explicit EngineStatus(const StatusParts& parts);

  api::EngineView View() const;
  // OK: what is sent to the engine now can be stored.
  absl::Status Ready() const;

 private:
  void AddGauges();
  bool StoreFailed() const { return parts_.store_failed || parts_.writer.failed(); }

  const StatusParts parts_;
  const absl::Time started_at_;
};

}  // namespace hilt::app
