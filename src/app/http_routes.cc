#include "app/http_routes.h"

#include <string>
#include <utility>

namespace hilt::app {
namespace {

http::Route WebhookRoute(source::HeliusWebhook& webhook, size_t body_bytes) {
  http::Route route;
  route.method = http::Method::kPost;
  route.path = std::string(source::kHeliusWebhookPath);
  route.body_limit_bytes = body_bytes;
  route.answer_within = absl::Milliseconds(source::kWebhookAnswerWithinMs);
  route.handler = [&webhook](const http::Request& request, const http::Responder& responder) {
    const source::WebhookCredentials credentials{
        .signature = request.Header(source::kSignatureHeader),
        .authorization = request.Header(source::kAuthorizationHeader)};
    webhook.Handle(credentials, request.body(), [responder](source::WebhookAnswer answer) {
      return responder.Send({.status = answer.status,
                             .body = std::move(answer.body),
                             .content_type = http::kJson,
                             .retry_after_seconds = answer.retry_after_seconds});
    });
  };
  return route;
}

http::Route CheckRoute(std::string path, std::function<absl::Status()> check) {
  http::Route route;
  route.path = std::move(path);
  route.handler = [check = std::move(check)](const http::Request&,
                                             const http::Responder& responder) {
    const absl::Status status = check();
    if (status.ok()) {
      responder.Send({.status = 200, .body = "ok\n", .content_type = http::kText});
    } else {
      responder.Send({.status = 503,
                      .body = std::string(status.message()) + "\n",
                      .content_type = http::kText});
    }
  };
  return route;
}

http::Route MetricsRoute(telemetry::Metrics& metrics) {
  http::Route route;
  route.path = "/metrics";
  route.handler = [&metrics](const http::Request&, const http::Responder& responder) {
    responder.Send(
        {.status = 200, .body = metrics.Text(), .content_type = telemetry::kMetricsContentType});
  };
  return route;
}

}  // namespace

std::vector<http::Route> MakeHttpRoutes(const HttpParts& parts) {
  std::vector<http::Route> routes;
  if (parts.webhook != nullptr) {
    routes.push_back(WebhookRoute(*parts.webhook, parts.webhook_body_bytes));
  }
  routes.push_back(CheckRoute("/healthz", [] { return absl::OkStatus(); }));
  routes.push_back(CheckRoute("/readyz", parts.ready));
  routes.push_back(CheckRoute("/lagz", parts.lag));
  routes.push_back(MetricsRoute(parts.metrics));
  return routes;
}

}  // namespace hilt::app
