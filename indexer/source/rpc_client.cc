#include "indexer/source/rpc_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/status.h"
#include "indexer/source/rpc_error.h"

namespace hilt::source {

absl::StatusOr<std::unique_ptr<RpcClient>> RpcClient::Create(Options options,
                                                             const RpcEnvironment& environment) {
  if (options.endpoints.empty()) return absl::InvalidArgumentError("no rpc endpoint is given");
  std::vector<std::unique_ptr<RpcEndpoint>> endpoints;
  for (RpcEndpointOptions& endpoint : options.endpoints) {
    RpcTransport::Options transport;
    transport.user_agent = options.user_agent;
    transport.connect_timeout = options.connect_timeout;
    HILT_ASSIGN_OR_RETURN(
        std::unique_ptr<RpcEndpoint> made,
        RpcEndpoint::Create(std::move(endpoint), std::move(transport), environment));
    for (const std::unique_ptr<RpcEndpoint>& other : endpoints) {
      if (other->name() != made->name()) continue;
      return absl::InvalidArgumentError(fmt::format("two rpc endpoints named {}", made->name()));
    }
    endpoints.push_back(std::move(made));
  }
  return std::unique_ptr<RpcClient>(new RpcClient(std::move(endpoints), environment.clock));
}

absl::StatusOr<std::string> RpcClient::Call(std::string_view method, std::string_view params,
                                            absl::Time deadline) const {
  std::string body;
  const auto ask = [&](RpcEndpoint& endpoint) -> absl::Status {
    HILT_ASSIGN_OR_RETURN(body, endpoint.Call(method, params, deadline));
    return absl::OkStatus();
  };
  HILT_RETURN_IF_ERROR(AskEach(ask));
  return body;
}

std::vector<RpcEndpoint*> RpcClient::InOrder() const {
  const absl::Time now = clock_.Now();
  std::vector<std::pair<absl::Time, RpcEndpoint*>> by_turn;
  for (const std::unique_ptr<RpcEndpoint>& endpoint : endpoints_) {
    by_turn.emplace_back(std::max(endpoint->next_turn(), now), endpoint.get());
  }
  std::stable_sort(by_turn.begin(), by_turn.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<RpcEndpoint*> order;
  order.reserve(by_turn.size());
  for (const auto& [turn, endpoint] : by_turn) order.push_back(endpoint);
  return order;
}

absl::Status RpcClient::AskEach(const std::function<absl::Status(RpcEndpoint&)>& ask) const {
  std::string messages;
  std::optional<int64_t> code;
  bool all_refuse = true;
  for (RpcEndpoint* endpoint : InOrder()) {
    absl::Status status = ask(*endpoint);
    if (status.ok()) return status;
    if (!messages.empty()) messages += "; ";
    messages.append(status.message().data(), status.message().size());
    all_refuse = all_refuse && absl::IsFailedPrecondition(status);
    if (!code.has_value()) code = RpcCodeOf(status);
  }
  absl::Status all(
      all_refuse ? absl::StatusCode::kFailedPrecondition : absl::StatusCode::kUnavailable,
      messages);
  if (code.has_value()) SetRpcCode(*code, all);
  return all;
}

void RpcClient::Stop() {
  for (const std::unique_ptr<RpcEndpoint>& endpoint : endpoints_) endpoint->Stop();
}

absl::Time RpcClient::NextTurn() const {
  absl::Time next = absl::InfiniteFuture();
  for (const std::unique_ptr<RpcEndpoint>& endpoint : endpoints_) {
    next = std::min(next, endpoint->rests_until());
  }
  return next;
}

}  // namespace hilt::source
