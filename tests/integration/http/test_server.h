#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "base/clock.h"
#include "http/server.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace hilt::http {

class FixedClock final : public base::Clock {
 public:
  absl::Time Now() const override { return absl::FromUnixSeconds(1'795'179'600); }
};

// A server on a free loopback port with its threads, and routes for tests:
//
//   GET  /hello    200 "hello"
//   POST /echo     200 with the body, up to kEchoLimit bytes
//   POST /hold     answered when a test does so, or 503 after `hold_within`
//   POST /drop     its handler forgets it
//   GET  /large    200 with kLargeBytes
class TestServer {
 public:
  static constexpr size_t kEchoLimit = 100'000;
  static constexpr size_t kLargeBytes = 32 << 20;

  struct Options {
    Limits limits;
    size_t loops = 2;
    absl::Duration hold_within = absl::Seconds(20);
    std::vector<Route> routes = {};  // further ones
  };

  TestServer() : TestServer(Options()) {}
  explicit TestServer(Options options);
  ~TestServer();
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  uint16_t port() const { return server_->port(); }
  Server& server() { return *server_; }
  telemetry::Metrics& metrics() { return metrics_; }
  size_t handled() const { return handled_; }  // requests whose handler was called

  // Those of /hold so far, once there are `count`; fewer if that takes too long.
  std::vector<Responder> WaitForHeld(size_t count);
  // Waits for the threads, once Stop was called.
  void Join();
  // The server goes; what it answered with may stay.
  void Destroy();

 private:
  std::vector<Route> MakeRoutes(Options& options);

  FixedClock clock_;
  telemetry::Log log_;
  telemetry::Metrics metrics_;
  std::atomic<size_t> handled_ = 0;
  std::mutex mutex_;
  std::vector<Responder> held_;
  std::unique_ptr<Server> server_;
  std::vector<std::thread> threads_;
};

// Whether `condition` comes true before a test has waited too long.
bool Eventually(const std::function<bool()>& condition);

}  // namespace hilt::http
