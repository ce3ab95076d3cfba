#include "http/shared.h"

#include <utility>

namespace hilt::http {

Shared::Shared(ServerOptions server_options, std::unique_ptr<Router> server_router,
               const Environment& environment)
    : options(std::move(server_options)),
      router(std::move(server_router)),
      log(environment.log),
      clock(environment.clock),
      connections_gauge(
          environment.metrics.AddGauge("hilt_http_connections", "Connections that are open.")),
      slow_closed(environment.metrics.AddCounter(
          "hilt_http_slow_closed_total",
          "Connections closed because a header, a body or the taking of an answer was too slow.")) {
}

void Shared::ConnectionOpened() {
  connections.fetch_add(1);
  connections_gauge.Add(1);
}

void Shared::ConnectionClosed() {
  connections.fetch_sub(1);
  connections_gauge.Add(-1);
}

bool BodyCharge::Set(size_t bytes) {
  const size_t before = shared_.bodies_bytes.fetch_add(bytes - bytes_);  // wraps as it should
  const size_t total = before + bytes - bytes_;
  bytes_ = bytes;
  return total <= shared_.options.limits.bodies_bytes;
}

}  // namespace hilt::http
