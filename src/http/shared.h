#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

#include "http/router.h"
#include "http/server.h"
#include "telemetry/metrics.h"

namespace hilt::http {

// What the loops, connections and the acceptor of one server have in common. Thread-safe.
struct Shared {
  Shared(ServerOptions server_options, std::unique_ptr<Router> server_router,
         const Environment& environment);

  // Both count connections that are open, the gauge for operators.
  void ConnectionOpened();
  void ConnectionClosed();
  bool is_full() const { return connections.load() >= options.limits.connections; }

  const ServerOptions options;
  const std::unique_ptr<Router> router;
  telemetry::Log& log;
  const base::Clock& clock;
  std::atomic<size_t> connections = 0;
  std::atomic<size_t> bodies_bytes = 0;  // of requests being received
  const telemetry::Gauge connections_gauge;
  const telemetry::Counter slow_closed;
};

// A request's part of Limits::bodies_bytes, given back when it goes.
class BodyCharge {
 public:
  explicit BodyCharge(Shared& shared) : shared_(shared) {}
  ~BodyCharge() { Set(0); }
  BodyCharge(const BodyCharge&) = delete;
  BodyCharge& operator=(const BodyCharge&) = delete;

  // The request holds `bytes` now. False: all of them together hold too many.
  bool Set(size_t bytes);

 private:
  Shared& shared_;
  size_t bytes_ = 0;
};

}  // namespace hilt::http
