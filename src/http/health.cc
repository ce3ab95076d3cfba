#include "http/health.h"

#include <string_view>
#include <utility>

#include "telemetry/json_text.h"

namespace hilt::http {

Route HealthRoute(std::string path, std::function<absl::Status()> check) {
  Route route;
  route.path = std::move(path);
  route.handler = [check = std::move(check)](const Request&, const Responder& responder) {
    const absl::Status status = check();
    if (status.ok()) {
      responder.Send({.status = 200, .body = R"({"status":"ok"})"});
      return;
    }
    std::string body = R"({"status":"failing","error":)";
    const absl::string_view message = status.message();
    telemetry::AppendJsonString(body, std::string_view(message.data(), message.size()));
    body += "}";
    responder.Send({.status = 503, .body = std::move(body)});
  };
  return route;
}

Route MetricsRoute(const telemetry::Metrics& metrics) {
  Route route;
  route.path = "/metrics";
  route.handler = [&metrics](const Request&, const Responder& responder) {
    responder.Send(
        {.status = 200, .body = metrics.Text(), .content_type = telemetry::kMetricsContentType});
  };
  return route;
}

}  // namespace hilt::http
