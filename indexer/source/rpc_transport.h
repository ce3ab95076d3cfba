#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "telemetry/secret.h"

namespace hilt::source {

// The most that an answer may be, unless it may be a whole block.
inline constexpr size_t kMaxAnswerBytes = size_t{16} << 20;

// What can be told of an endpoint's URL. As secret as the URL is.
struct RpcUrl {
  bool https = false;
  std::string host;  // an IPv6 address in brackets
  std::string path;  // begins with '/'
  bool has_user = false;
  bool has_query = false;
};

// INVALID_ARGUMENT: no http or https URL with a host, or one with a fragment. The message holds no
// part of it.
absl::StatusOr<RpcUrl> ReadRpcUrl(const telemetry::Secret& url);

// POSTs JSON to one URL by libcurl: connections are kept and used again, HTTP/2 where TLS offers
// it, gzip. Redirects are not followed, and no protocol but http and https is spoken. A proxy named
// by the environment (https_proxy, no_proxy) serves https alone: plain http is for hosts nearby.
//
// No message holds any part of the URL. Thread-safe; calls block.
class RpcTransport {
 public:
  struct Options {
    telemetry::Secret url;
    std::string user_agent;
    absl::Duration connect_timeout = absl::Seconds(3);
  };

  struct Answer {
    int status = 0;
    std::string body;
    std::optional<absl::Duration> retry_after;  // of a Retry-After header, in either form
  };

  // INVALID_ARGUMENT: the URL, as ReadRpcUrl says.
  static absl::StatusOr<std::unique_ptr<RpcTransport>> Create(Options options);
  ~RpcTransport();
  RpcTransport(const RpcTransport&) = delete;
  RpcTransport& operator=(const RpcTransport&) = delete;

  // Whatever the status of the answer. DEADLINE_EXCEEDED: none came whole within `timeout`.
  // RESOURCE_EXHAUSTED: it is over `max_answer_bytes`, decompressed. UNAVAILABLE: no connection, or
  // it broke. CANCELLED: Stop was called.
  absl::StatusOr<Answer> Post(std::string_view body, absl::Duration timeout,
                              size_t max_answer_bytes = kMaxAnswerBytes);

  // For shutdown: calls under way end within a second or so, and all others at once, CANCELLED.
  void Stop();

 private:
  class Impl;
  explicit RpcTransport(std::unique_ptr<Impl> impl);
  const std::unique_ptr<Impl> impl_;
};

}  // namespace hilt::source
