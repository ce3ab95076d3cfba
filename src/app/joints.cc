#include "app/joints.h"

#include <memory>
#include <utility>
#include <variant>

#include "base/status.h"
#include "confirmer/settle/take_step.h"

namespace hilt::app {

absl::Status WriterSink::Submit(domain::Step step, Done done) {
  const auto shared = std::make_shared<const domain::Step>(std::move(step));
  const auto apply = [shared](settle::WriteContext& context) -> absl::StatusOr<std::monostate> {
    HILT_RETURN_IF_ERROR(settle::TakeStep(context, *shared));
    return std::monostate{};
  };
  const auto answer =
      [done = std::move(done), seen = observations_,
       count = shared->observations.size()](const absl::StatusOr<std::monostate>& taken) {
        if (taken.ok()) *seen += count;
        done(taken.status());
      };
  return writer_.Submit(settle::MakeCommand<std::monostate>(apply, answer));
}

absl::StatusOr<std::optional<domain::Observation>> RpcChainQuery::FetchTransaction(
    const solana::Signature& signature, absl::Time deadline) {
  return fetcher_.FetchTransaction(signature, deadline);
}

absl::StatusOr<std::vector<std::optional<finality::ChainQuery::Status>>> RpcChainQuery::AskStatuses(
    std::span<const solana::Signature> signatures, absl::Time deadline) {
  static_assert(kMaxSignatures == source::kMaxStatuses);
  HILT_ASSIGN_OR_RETURN(const std::vector<std::optional<source::SeenStatus>> seen,
                        fetcher_.AskStatuses(signatures, deadline));
  std::vector<std::optional<Status>> statuses(seen.size());
  for (size_t i = 0; i < seen.size(); ++i) {
    if (!seen[i]) continue;
    statuses[i] = {
        .slot = seen[i]->slot, .commitment = seen[i]->commitment, .failed = seen[i]->failed};
  }
  return statuses;
}

absl::StatusOr<std::vector<finality::ChainQuery::Knowledge>> RpcChainQuery::AskKnowledge(
    std::span<const solana::Signature> signatures, absl::Time deadline) {
  HILT_ASSIGN_OR_RETURN(const std::vector<source::Knowledge> told,
                        fetcher_.AskKnowledge(signatures, deadline));
  std::vector<Knowledge> knowledge;
  for (const source::Knowledge& each : told) {
    knowledge.push_back({.finalized_height = each.finalized_height,
                         .finalized_slot = each.finalized_slot,
                         .known = each.known});
  }
  return knowledge;
}

}  // namespace hilt::app
