#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "app/config.h"
#include "base/clock.h"
#include "telemetry/log.h"

namespace hilt::app {

// The running engine: opens the store, joins every part to the next, gives them their threads, and
// takes it all down again in the order that loses nothing.
//
//   auto daemon = Daemon::Start(std::move(config), clock, log);
//   ... until a signal ...
//   (*daemon)->Stop();
class Daemon {
 public:
  // Serves when OK is returned. FAILED_PRECONDITION: the store belongs to another cluster or a
  // newer engine, or an endpoint is on another chain. UNAVAILABLE: an address is taken, or the
  // medium failed. DATA_LOSS: the store is damaged. `clock` and `log` outlive it.
  static absl::StatusOr<std::unique_ptr<Daemon>> Start(Config config, const base::Clock& clock,
                                                       telemetry::Log& log);
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  // Refuses what is new, answers what has begun (5 s at most), lets the writer finish what was
  // accepted, and closes the store.
  void Stop();

  uint16_t grpc_port() const;  // 0: not over TCP
  uint16_t http_port() const;

 private:
  class Impl;
  explicit Daemon(std::unique_ptr<Impl> impl);
  const std::unique_ptr<Impl> impl_;
};

}  // namespace hilt::app
