#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "http/message.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

// A small, strict HTTP/1.1 listener for webhooks and health checks behind a reverse proxy, which
// ends TLS. No HTTP/2, no compression, no file serving.
//
//   auto server = Server::Listen({.port = 7402}, std::move(routes), {log, metrics, clock});
//   for each i below (*server)->loops():  a thread of the caller runs (*server)->Run(i);
//   (*server)->Stop(absl::Seconds(5));    // and the threads return
//
// Requests of one connection are answered one after the other, in order. A handler runs on the
// thread of its connection's loop and holds up the loop's other connections: it does not wait.
//
// What is refused: no HTTP/1.x, a bare CR or LF, folded or over-long headers, both Content-Length
// and Transfer-Encoding, an encoding other than chunked (400, 431, 501); unknown path 404, method
// 405, too large 413, Content-Encoding 415, Expect other than 100-continue 417. Too slow: closed
// without an answer.
namespace hilt::http {

struct Limits {
  size_t connections = 1024;        // past it, accepting pauses; idle ones are closed first
  size_t header_bytes = 8 * 1024;   // request line and headers together
  size_t bodies_bytes = 128 << 20;  // of all requests being received together; past it 503
  size_t body_bytes_per_second = 256 * 1024;         // slower bodies are closed
  absl::Duration header_timeout = absl::Seconds(5);  // from connecting, or a request's first byte
  absl::Duration body_timeout = absl::Seconds(5);    // plus size / body_bytes_per_second
  absl::Duration idle_timeout = absl::Seconds(60);   // between requests
  absl::Duration write_timeout = absl::Seconds(10);  // to take an answer
};

struct Route {
  Method method = Method::kGet;
  std::string path;  // matched whole, byte for byte
  Handler handler;
  size_t body_limit_bytes = 0;  // inclusive
  // From the end of the request until it is answered by 503 with Retry-After: 1 in the handler's
  // place; late by up to 50 ms.
  absl::Duration answer_within = absl::Seconds(10);
};

struct ServerOptions {
  std::string address = "127.0.0.1";  // IPv4 or IPv6
  uint16_t port = 0;                  // 0: any free one
  bool allow_any_address = false;     // false: only loopback addresses are listened on
  size_t loops = 1;                   // threads that the caller gives
  Limits limits = {};
};

// Borrowed; they outlive the server.
struct Environment {
  telemetry::Log& log;
  telemetry::Metrics& metrics;
  const base::Clock& clock;  // for the Date header only: timeouts are monotonic
};

class Server {
 public:
  // Listens when OK: connections queue until Run. INVALID_ARGUMENT: an address that is none or not
  // allowed, or two routes of one method and path. UNAVAILABLE: the address cannot be bound.
  static absl::StatusOr<std::unique_ptr<Server>> Listen(ServerOptions options,
                                                        std::vector<Route> routes,
                                                        const Environment& environment);
  // After every Run has returned (or none was called).
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  uint16_t port() const;
  size_t loops() const;

  // Works off one loop in the calling thread until it is stopped; once per loop, each in a thread
  // of its own.
  void Run(size_t loop);

  // Stops accepting, closes idle connections, lets requests that have begun to arrive be answered
  // for up to `grace`, then closes what is left; each Run returns. Connections that were not
  // accepted yet are reset. Returns at once. Thread-safe; the first call counts.
  void Stop(absl::Duration grace);

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace hilt::http
