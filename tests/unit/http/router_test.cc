#include "http/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace hilt::http {
namespace {

using ::testing::HasSubstr;
using Verb = RequestParser::Verb;

Route MakeRoute(Method method, std::string path) {
  Route route;
  route.method = method;
  route.path = std::move(path);
  route.handler = [](const Request&, const Responder&) {};
  return route;
}

std::vector<Route> Routes() {
  std::vector<Route> routes;
  routes.push_back(MakeRoute(Method::kGet, "/get"));
  routes.push_back(MakeRoute(Method::kPost, "/post"));
  routes.push_back(MakeRoute(Method::kGet, "/both"));
  routes.push_back(MakeRoute(Method::kPost, "/both"));
  return routes;
}

TEST(Router, FindsByMethodAndWholePath) {
  struct Case {
    Verb verb;
    std::string_view path;
    bool found;
    bool path_exists;
    std::string_view allow;
  };
  const std::vector<Case> cases = {
      {Verb::kGet, "/get", true, true, ""},
      {Verb::kHead, "/get", true, true, ""},
      {Verb::kPost, "/get", false, true, "GET, HEAD"},
      {Verb::kOther, "/get", false, true, "GET, HEAD"},
      {Verb::kPost, "/post", true, true, ""},
      {Verb::kGet, "/post", false, true, "POST"},
      {Verb::kHead, "/post", false, true, "POST"},
      {Verb::kGet, "/both", true, true, ""},
      {Verb::kPost, "/both", true, true, ""},
      {Verb::kOther, "/both", false, true, "GET, HEAD, POST"},
      {Verb::kGet, "/get/", false, false, ""},
      {Verb::kGet, "/GET", false, false, ""},
      {Verb::kGet, "//get", false, false, ""},
      {Verb::kGet, "/%67et", false, false, ""},
      {Verb::kGet, "http://h/get", false, false, ""},
      {Verb::kGet, "", false, false, ""},
  };
  telemetry::Metrics metrics;
  const auto router = Router::Create(Routes(), metrics);
  ASSERT_TRUE(router.ok()) << router.status();
  for (const Case& c : cases) {
    const Router::Found found = (*router)->Find(c.verb, c.path);
    EXPECT_EQ(found.handler != nullptr, c.found) << c.path;
    EXPECT_EQ(found.path_exists, c.path_exists) << c.path;
    if (!c.found && c.path_exists) {
      EXPECT_EQ(found.allow, c.allow) << c.path;
    }
  }
}

TEST(Router, RefusesRoutesThatCannotStand) {
  telemetry::Metrics metrics;
  std::vector<Route> twice = Routes();
  twice.push_back(MakeRoute(Method::kPost, "/post"));
  EXPECT_TRUE(absl::IsInvalidArgument(Router::Create(std::move(twice), metrics).status()));
  std::vector<Route> relative;
  relative.push_back(MakeRoute(Method::kGet, "get"));
  EXPECT_TRUE(absl::IsInvalidArgument(Router::Create(std::move(relative), metrics).status()));
  std::vector<Route> no_handler;
  no_handler.push_back(MakeRoute(Method::kGet, "/get"));
  no_handler.back().handler = nullptr;
  EXPECT_TRUE(absl::IsInvalidArgument(Router::Create(std::move(no_handler), metrics).status()));
}

TEST(RouteMetrics, CountsByRouteAndClassOfStatus) {
  telemetry::Metrics metrics;
  const RouteMetrics figures(metrics, "/post");
  figures.Answered(200, absl::Milliseconds(2));
  figures.Answered(413, absl::ZeroDuration());
  figures.Answered(503, absl::Seconds(1));
  const std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr("hilt_http_requests_total{code=\"2xx\",route=\"/post\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("hilt_http_requests_total{code=\"4xx\",route=\"/post\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("hilt_http_requests_total{code=\"5xx\",route=\"/post\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("hilt_http_too_large_total{route=\"/post\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("hilt_http_request_seconds_count{route=\"/post\"} 3\n"));
}

}  // namespace
}  // namespace hilt::http
