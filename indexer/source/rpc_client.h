#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "indexer/source/rpc_endpoint.h"

namespace hilt::source {

// Several JSON-RPC endpoints in order of priority.
//
//   auto client = RpcClient::Create(std::move(options), {clock, random, log, metrics});
//   (*client)->Call("getSlot", R"([{"commitment":"finalized"}])", clock.Now() + absl::Seconds(5));
//
// Where every endpoint rests, it says so at once, and NextTurn tells until when.
// Thread-safe; calls block.
class RpcClient {
 public:
  struct Options {
    std::vector<RpcEndpointOptions> endpoints;  // the preferred one first; names differ
    std::string user_agent;                     // "hilt-settlement/0.1.0"
    absl::Duration connect_timeout = absl::Seconds(3);
  };

  // INVALID_ARGUMENT: no endpoint, two of one name, or what RpcEndpoint::Create refuses.
  static absl::StatusOr<std::unique_ptr<RpcClient>> Create(Options options,
                                                           const RpcEnvironment& environment);

  // The first endpoint's answer that can be had: see RpcEndpoint::Call.
  absl::StatusOr<std::string> Call(std::string_view method, std::string_view params,
                                   absl::Time deadline) const;

  // In order of priority, but those that a call would have to wait for after the others.
  std::vector<RpcEndpoint*> InOrder() const;

  // Calls `ask` with one endpoint after the other, InOrder, until it gives OK. Else what each had
  // against it: FAILED_PRECONDITION where all refuse, UNAVAILABLE in all other cases, with the
  // error code of the first that named one.
  absl::Status AskEach(const std::function<absl::Status(RpcEndpoint&)>& ask) const;

  // For shutdown: calls under way end soon, all others at once, UNAVAILABLE.
  void Stop();

  // When the first endpoint may be asked again; in the past: now.
  absl::Time NextTurn() const;

  std::span<const std::unique_ptr<RpcEndpoint>> endpoints() const { return endpoints_; }

 private:
  RpcClient(std::vector<std::unique_ptr<RpcEndpoint>> endpoints, const base::Clock& clock)
      : endpoints_(std::move(endpoints)), clock_(clock) {}

  const std::vector<std::unique_ptr<RpcEndpoint>> endpoints_;
  const base::Clock& clock_;
};

}  // namespace hilt::source
