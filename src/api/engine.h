#pragma once

#include <functional>
#include <optional>

#include "api/engine_view.h"
#include "base/clock.h"
#include "base/random.h"
#include "confirmer/finality/chain_query.h"
#include "confirmer/finality/confirm.h"
#include "confirmer/publish/event_feed.h"
#include "confirmer/settle/engine_rules.h"
#include "confirmer/settle/writer.h"
#include "storage/ledger.h"
#include "storage/store.h"
#include "telemetry/log.h"

namespace hilt::api {

// The engine as the services see it. Borrowed: everything outlives the server.
struct Engine {
  settle::Writer& writer;
  const storage::Store& store;
  publish::EventFeed& feed;
  finality::Confirmation* confirmation = nullptr;  // nullptr: ConfirmPayment says no_endpoint
  finality::ChainQuery* chain = nullptr;  // nullptr: Explain of a signature says no_endpoint
  const settle::EngineRules& rules;
  const base::Clock& clock;
  base::Random& random;  // called from many threads at once: SecureRandom
  storage::Identity identity;
  // How the engine stands now. Called from many threads at once; cheap.
  std::function<EngineView()> view;
  // The engine's clock less the chain's; none: not known. As `view`.
  std::function<std::optional<absl::Duration>()> clock_skew = [] { return std::nullopt; };
  // Runs the function on a worker thread of app's, never in the caller's. For what blocks.
  std::function<void(std::function<void()>)> run_blocking;
  telemetry::Log& log;
};

}  // namespace hilt::api
