#pragma once

#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "telemetry/metrics.h"

namespace hilt::source {

// What became of one endpoint's JSON-RPC calls, as metrics: hilt_rpc_calls_total by outcome,
// hilt_rpc_errors_total by error, hilt_rpc_call_seconds. Thread-safe.
class RpcCalls {
 public:
  RpcCalls(telemetry::Metrics& metrics, const std::string& endpoint);

  // `error`: one of those below, or empty where the call was answered.
  void Note(std::string_view error, absl::Duration took) const;

 private:
  const telemetry::Counter answered_;
  const telemetry::Counter failed_;
  const telemetry::Histogram seconds_;
  std::map<std::string_view, telemetry::Counter> errors_;  // by error
};

// The names of errors: "-32005" and the like for the codes that we know, "rpc_other" for any other.
std::string_view RpcErrorName(int64_t code);
// "http_429", "http_4xx", "http_5xx", "http_other".
std::string_view HttpErrorName(int status);
// Of RpcTransport::Post's errors: "timeout", "too_large", "stopped", "connection".
std::string_view TransportErrorName(const absl::Status& status);
inline constexpr std::string_view kNoJsonRpc = "no_json_rpc";

}  // namespace hilt::source
