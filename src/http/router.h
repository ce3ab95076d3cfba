#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "http/request_parser.h"
#include "http/server.h"
#include "telemetry/metrics.h"

namespace hilt::http {

// The figures of one route, or of the requests that found none.
class RouteMetrics {
 public:
  RouteMetrics(telemetry::Metrics& metrics, const std::string& route);

  // `took` from the end of the request to its answer.
  void Answered(int status, absl::Duration took) const;
  void TimedOut() const { timed_out_.Increment(); }

 private:
  std::array<telemetry::Counter, 4> by_class_;  // 2xx, 4xx, 5xx, others
  telemetry::Counter too_large_;
  telemetry::Counter timed_out_;
  telemetry::Histogram seconds_;
};

struct RoutedHandler {
  Route route;
  RouteMetrics metrics;
};

// Paths to handlers. Immutable, thread-safe; it owns the routes.
class Router {
 public:
  struct Found {
    const RoutedHandler* handler = nullptr;
    bool path_exists = false;     // without a handler: by another method only
    std::string_view allow = {};  // then the methods that the path has
  };

  static absl::StatusOr<std::unique_ptr<Router>> Create(std::vector<Route> routes,
                                                        telemetry::Metrics& metrics);

  Found Find(RequestParser::Verb verb, std::string_view path) const;
  const RouteMetrics& unrouted() const { return unrouted_; }

 private:
  Router(std::vector<RoutedHandler> routes, RouteMetrics unrouted);

  const std::vector<RoutedHandler> routes_;
  const RouteMetrics unrouted_;
};

}  // namespace hilt::http
