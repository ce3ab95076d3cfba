#include "tests/integration/http/test_server.h"

#include <chrono>
#include <utility>

#include "base/check.h"
#include "http/health.h"
#include "tests/integration/http/client.h"

namespace hilt::http {
namespace {

Route MakeRoute(Method method, std::string path, Handler handler, size_t body_limit_bytes) {
  Route route;
  route.method = method;
  route.path = std::move(path);
  route.handler = std::move(handler);
  route.body_limit_bytes = body_limit_bytes;
  return route;
}

}  // namespace

bool Eventually(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + Client::kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

TestServer::TestServer(Options options) : log_({.writer = [](std::string_view) {}}) {
  std::vector<Route> routes = MakeRoutes(options);
  auto server = Server::Listen({.loops = options.loops, .limits = options.limits},
                               std::move(routes), {log_, metrics_, clock_});
  HILT_CHECK(server.ok());
  server_ = *std::move(server);
  for (size_t i = 0; i < server_->loops(); ++i) {
    threads_.emplace_back([this, i] { server_->Run(i); });
  }
}

TestServer::~TestServer() {
  if (server_ != nullptr) server_->Stop(absl::ZeroDuration());
  Join();
}

std::vector<Route> TestServer::MakeRoutes(Options& options) {
  std::vector<Route> routes = std::move(options.routes);
  routes.push_back(MakeRoute(
      Method::kGet, "/hello",
      [this](const Request&, const Responder& responder) {
        ++handled_;
        responder.Send({.status = 200, .body = "hello", .content_type = kText});
      },
      0));
  routes.push_back(MakeRoute(
      Method::kPost, "/echo",
      [this](const Request& request, const Responder& responder) {
        ++handled_;
        responder.Send({.status = 200, .body = std::string(request.body())});
      },
      kEchoLimit));
  routes.push_back(MakeRoute(
      Method::kPost, "/hold",
      [this](const Request&, Responder responder) {
        ++handled_;
        const std::lock_guard<std::mutex> lock(mutex_);
        held_.push_back(std::move(responder));
      },
      kEchoLimit));
  routes.back().answer_within = options.hold_within;
  routes.push_back(MakeRoute(
      Method::kPost, "/drop", [](const Request&, const Responder&) {}, kEchoLimit));
  routes.push_back(MakeRoute(
      Method::kGet, "/large",
      [](const Request&, const Responder& responder) {
        responder.Send({.status = 200, .body = std::string(kLargeBytes, 'x')});
      },
      0));
  return routes;
}

std::vector<Responder> TestServer::WaitForHeld(size_t count) {
  Eventually([&] {
    const std::lock_guard<std::mutex> lock(mutex_);
    return held_.size() >= count;
  });
  const std::lock_guard<std::mutex> lock(mutex_);
  return held_;
}

void TestServer::Join() {
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void TestServer::Destroy() {
  Join();
  server_.reset();
}

}  // namespace hilt::http
