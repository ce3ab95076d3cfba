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

absl::StatusOr<finality::ChainQuery::Knowledge> RpcChainQuery::AskKnowledge(
    const solana::Signature& signature, absl::Time deadline) {
  HILT_ASSIGN_OR_RETURN(const source::TransactionFetcher::Knowledge knowledge,
                        fetcher_.AskKnowledge(signature, deadline));
  return Knowledge{.finalized_height = knowledge.finalized_height,
                   .finalized_slot = knowledge.finalized_slot,
                   .known = knowledge.known};
}

}  // namespace hilt::app
