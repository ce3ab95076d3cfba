#pragma once

#include <functional>
#include <string>
#include <vector>

#include "api/engine.h"
#include "base/check.h"
#include "base/random.h"
#include "confirmer/publish/event_feed.h"
#include "confirmer/settle/writer.h"
#include "storage/memory/memory_store.h"
#include "telemetry/log.h"
#include "tests/unit/storage/samples.h"

// An engine over an empty store in memory, at a time that a test chooses. Nothing runs by itself.
namespace hilt::api {

class ManualClock final : public base::Clock {
 public:
  absl::Time Now() const override { return now; }
  absl::Time now = storage::At(100);
};

struct EngineFixture {
  // Writes what `write` puts into a ledger.
  void Write(const std::function<void(storage::Ledger&)>& write) {
    storage::Overlay overlay(store);
    storage::Ledger ledger(overlay);
    write(ledger);
    HILT_CHECK(store.Commit(overlay.batch()).ok());
  }

  storage::MemoryStore store;
  ManualClock clock;
  base::SecureRandom random;
  settle::EngineRules rules;
  settle::Writer writer{store, rules, clock, {}};
  publish::EventFeed feed{store};
  std::vector<std::string> log_lines;
  telemetry::Log log{{.writer = [this](std::string_view line) { log_lines.emplace_back(line); }}};
  EngineView view;
  Engine engine{.writer = writer,
                .store = store,
                .feed = feed,
                .rules = rules,
                .clock = clock,
                .random = random,
                .identity = {.log_epoch = "0b8f3a52-9d1e-4c77-8a64-2f10aa6b9cde",
                             .cluster = domain::Cluster::kMainnet,
                             .genesis_hash = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d"},
                .view = [this] { return view; },
                .run_blocking = [](const std::function<void()>& work) { work(); },
                .log = log};
};

}  // namespace hilt::api
