#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "http/server.h"
#include "telemetry/metrics.h"

namespace hilt::http {

// GET `path`: 200 {"status":"ok"} while `check` gives OK, else 503 with its message, which is
// public. `check` runs at each request in a loop's thread: it is quick, thread-safe, and waits for
// nothing.
Route HealthRoute(std::string path, std::function<absl::Status()> check);

// GET /metrics in Prometheus' text format.
Route MetricsRoute(const telemetry::Metrics& metrics);

}  // namespace hilt::http
