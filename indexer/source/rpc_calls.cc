#include "indexer/source/rpc_calls.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace hilt::source {
namespace {

// Of agave's rpc-client-api/src/custom_error.rs, and of JSON-RPC 2.0.
constexpr std::array<std::pair<int64_t, std::string_view>, 18> kCodes = {{
    {-32001, "-32001"},
    {-32004, "-32004"},
    {-32005, "-32005"},
    {-32007, "-32007"},
    {-32009, "-32009"},
    {-32010, "-32010"},
    {-32011, "-32011"},
    {-32013, "-32013"},
    {-32014, "-32014"},
    {-32015, "-32015"},
    {-32016, "-32016"},
    {-32019, "-32019"},
    {-32020, "-32020"},
    {-32600, "-32600"},
    {-32601, "-32601"},
    {-32602, "-32602"},
    {-32603, "-32603"},
    {-32700, "-32700"},
}};
constexpr std::string_view kOtherCode = "rpc_other";
constexpr std::array<std::string_view, 10> kOtherErrors = {
    kOtherCode, "http_429",  "http_4xx", "http_5xx",   "http_other",
    "timeout",  "too_large", "stopped",  "connection", kNoJsonRpc};

telemetry::Counter CallsCounter(telemetry::Metrics& metrics, const std::string& endpoint,
                                const std::string& outcome) {
  return metrics.AddCounter("hilt_rpc_calls_total", "JSON-RPC calls, by endpoint and outcome.",
                            {{"endpoint", endpoint}, {"outcome", outcome}});
}

}  // namespace

RpcCalls::RpcCalls(telemetry::Metrics& metrics, const std::string& endpoint)
    : answered_(CallsCounter(metrics, endpoint, "answered")),
      failed_(CallsCounter(metrics, endpoint, "failed")),
      seconds_(metrics.AddHistogram("hilt_rpc_call_seconds",
                                    "Time that JSON-RPC calls took, by endpoint.",
                                    telemetry::LatencyBuckets(), {{"endpoint", endpoint}})) {
  const auto add = [&](std::string_view error) {
    errors_.emplace(
        error,
        metrics.AddCounter("hilt_rpc_errors_total",
                           "JSON-RPC calls that failed, by endpoint and error: a JSON-RPC code, an "
                           "HTTP status or what prevented an answer.",
                           {{"endpoint", endpoint}, {"error", std::string(error)}}));
  };
  for (const auto& [code, name] : kCodes) add(name);
  for (const std::string_view name : kOtherErrors) add(name);
}

void RpcCalls::Note(std::string_view error, absl::Duration took) const {
  seconds_.Observe(absl::ToDoubleSeconds(took));
  (error.empty() ? answered_ : failed_).Increment();
  if (!error.empty()) errors_.at(error).Increment();
}

std::string_view RpcErrorName(int64_t code) {
  const auto* const found = std::find_if(kCodes.begin(), kCodes.end(),
                                         [code](const auto& known) { return known.first == code; });
  if (code == 429) return "http_429";  // providers put it into the body
  return found == kCodes.end() ? kOtherCode : found->second;
}

std::string_view HttpErrorName(int status) {
  if (status == 429) return "http_429";
  if (status >= 400 && status < 500) return "http_4xx";
  if (status >= 500 && status < 600) return "http_5xx";
  return "http_other";
}

std::string_view TransportErrorName(const absl::Status& status) {
  if (absl::IsDeadlineExceeded(status)) return "timeout";
  if (absl::IsResourceExhausted(status)) return "too_large";
  if (absl::IsCancelled(status)) return "stopped";
  return "connection";
}

}  // namespace hilt::source
