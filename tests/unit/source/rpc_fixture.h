#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.h"
#include "indexer/source/rpc_client.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"
#include "tests/support/manual_clock.h"
#include "tests/support/rpc_server.h"

namespace hilt::source {

using test_support::ManualClock;

// Two nodes, "main" and "spare", and a client that prefers the first.
class TwoNodes {
 public:
  TwoNodes()
      : log_({.writer = [this](std::string_view line) {
          const std::lock_guard<std::mutex> lock(mutex_);
          lines_.append(line).append("\n");
        }}) {
    client_ = Make({{"main", &main}, {"spare", &spare}});
  }

  struct Named {
    std::string name;
    const test_support::RpcServer* server;
  };

  std::unique_ptr<RpcClient> Make(const std::vector<Named>& nodes) {
    return Make(nodes, environment());
  }
  std::unique_ptr<RpcClient> Make(const std::vector<Named>& nodes,
                                  const RpcEnvironment& environment) const {
    RpcClient::Options options;
    for (const Named& node : nodes) {
      RpcEndpointOptions endpoint;
      endpoint.name = node.name;
      endpoint.url = telemetry::Secret(node.server->url() + "?api-key=KEY");
      endpoint.timeout = timeout;
      endpoint.calls_per_second = calls_per_second;
      options.endpoints.push_back(std::move(endpoint));
    }
    options.user_agent = "hilt-settlement/0.0.0";
    return *RpcClient::Create(std::move(options), environment);
  }

  // Who waits moves the clock.
  RpcEnvironment environment() {
    return {clock, random_, log_, metrics_, [this](absl::Duration wait) {
              waits.push_back(wait);
              clock.Advance(wait);
              if (on_wait) on_wait();
            }};
  }
  RpcClient& client() { return *client_; }
  RpcEndpoint& endpoint(size_t index) { return *client_->endpoints()[index]; }
  absl::Time Soon() const { return clock.Now() + absl::Seconds(20); }

  std::string lines() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return lines_;
  }

  std::string figures() const { return metrics_.Text(); }

  absl::Duration timeout = absl::Seconds(20);
  uint32_t calls_per_second = 0;
  std::function<void()> on_wait;  // after it
  std::vector<absl::Duration> waits;
  ManualClock clock;
  test_support::RpcServer main;
  test_support::RpcServer spare;

 private:
  mutable std::mutex mutex_;
  std::string lines_;
  telemetry::Log log_;
  telemetry::Metrics metrics_;
  base::SecureRandom random_;
  std::unique_ptr<RpcClient> client_;
};

}  // namespace hilt::source
