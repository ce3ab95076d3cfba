#pragma once

#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "http/server.h"
#include "indexer/source/helius_webhook.h"
#include "telemetry/metrics.h"

namespace hilt::app {

// What the HTTP routes are about. Borrowed; outlives the server.
struct HttpParts {
  source::HeliusWebhook* webhook = nullptr;  // nullptr: there is no such route
  size_t webhook_body_bytes = source::kWebhookBodyLimitBytes;
  telemetry::Metrics& metrics;
  // OK: what is sent here can be stored.
  std::function<absl::Status()> ready;
  // OK: every source is within its bound.
  std::function<absl::Status()> lag;
};

// POST of the webhook, and GET /healthz, /readyz, /lagz and /metrics. A check that fails answers
// 503 with its reason as text.
std::vector<http::Route> MakeHttpRoutes(const HttpParts& parts);

}  // namespace hilt::app
