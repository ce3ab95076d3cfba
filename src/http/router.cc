#include "http/router.h"

#include <fmt/format.h>

#include <utility>

namespace hilt::http {
namespace {

telemetry::Counter RequestCounter(telemetry::Metrics& metrics, const std::string& route,
                                  const std::string& code) {
  return metrics.AddCounter("hilt_http_requests_total", "Requests answered, by class of status.",
                            {{"route", route}, {"code", code}});
}

bool Serves(const Route& route, RequestParser::Verb verb) {
  switch (verb) {
    case RequestParser::Verb::kGet:
    case RequestParser::Verb::kHead:
      return route.method == Method::kGet;
    case RequestParser::Verb::kPost:
      return route.method == Method::kPost;
    case RequestParser::Verb::kOther:
      return false;
  }
  return false;
}

}  // namespace

RouteMetrics::RouteMetrics(telemetry::Metrics& metrics, const std::string& route)
    : by_class_{RequestCounter(metrics, route, "2xx"), RequestCounter(metrics, route, "4xx"),
                RequestCounter(metrics, route, "5xx"), RequestCounter(metrics, route, "other")},
      too_large_(metrics.AddCounter("hilt_http_too_large_total",
                                    "Requests refused for their size. Senders do not try again.",
                                    {{"route", route}})),
      timed_out_(metrics.AddCounter("hilt_http_answer_timeouts_total",
                                    "Requests answered 503 because their handler took too long.",
                                    {{"route", route}})),
      seconds_(metrics.AddHistogram("hilt_http_request_seconds",
                                    "From the end of a request to its answer.",
                                    telemetry::LatencyBuckets(), {{"route", route}})) {}

void RouteMetrics::Answered(int status, absl::Duration took) const {
  const size_t by_class = status / 100 == 2 ? 0 : status / 100 == 4 ? 1 : status / 100 == 5 ? 2 : 3;
  by_class_[by_class].Increment();
  if (status == 413) too_large_.Increment();
  seconds_.Observe(absl::ToDoubleSeconds(took));
}

absl::StatusOr<std::unique_ptr<Router>> Router::Create(std::vector<Route> routes,
                                                       telemetry::Metrics& metrics) {
  std::vector<RoutedHandler> routed;
  for (Route& route : routes) {
    for (const RoutedHandler& other : routed) {
      if (other.route.method == route.method && other.route.path == route.path) {
        return absl::InvalidArgumentError(fmt::format("two routes of {}", route.path));
      }
    }
    if (!route.path.starts_with('/') || !route.handler) {
      return absl::InvalidArgumentError(
          fmt::format("the route {} has no absolute path or no handler", route.path));
    }
    const std::string path = route.path;
    routed.push_back({std::move(route), RouteMetrics(metrics, path)});
  }
  return std::unique_ptr<Router>(new Router(std::move(routed), RouteMetrics(metrics, "none")));
}

Router::Router(std::vector<RoutedHandler> routes, RouteMetrics unrouted)
    : routes_(std::move(routes)), unrouted_(unrouted) {}

Router::Found Router::Find(RequestParser::Verb verb, std::string_view path) const {
  bool get = false;
  bool post = false;
  for (const RoutedHandler& handler : routes_) {  // a handful
    if (handler.route.path != path) continue;
    if (Serves(handler.route, verb)) return {&handler, true, {}};
    (handler.route.method == Method::kGet ? get : post) = true;
  }
  return {nullptr, get || post, get && post ? "GET, HEAD, POST" : get ? "GET, HEAD" : "POST"};
}

}  // namespace hilt::http
