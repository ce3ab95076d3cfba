#include "app/joints.h"

#include <memory>
#include <utility>
#include <variant>

#include "base/status.h"
#include "confirmer/settle/agreement.h"
#include "confirmer/settle/take_step.h"
#include "confirmer/verify/verifier.h"

namespace hilt::app {
namespace {

void Measure(const domain::Step& step, absl::Time durable, const telemetry::Histogram& latency) {
  for (const domain::Observation& seen : step.observations) {
    if (!seen.block_time || verify::HiltNonces(seen).empty()) continue;
    latency.Observe(absl::ToDoubleSeconds(durable - *seen.block_time));
  }
}

}  // namespace

telemetry::Histogram DecisionLatency(telemetry::Metrics& metrics, const std::string& source) {
  return metrics.AddHistogram(
      "hilt_block_to_decision_seconds",
      "Time from the block of a transaction with a HILT memo to when what it changed was durable, "
      "by source.",
      {0.5, 1, 1.5, 2, 3, 5, 8, 12, 15, 20, 30, 60, 120, 600}, {{"source", source}});
}

absl::Status WriterSink::Submit(domain::Step step, Done done) {
  const auto shared = std::make_shared<const domain::Step>(std::move(step));
  const auto apply = [shared](settle::WriteContext& context) -> absl::StatusOr<std::monostate> {
    HILT_RETURN_IF_ERROR(settle::TakeStep(context, *shared));
    return std::monostate{};
  };
  const auto answer = [done = std::move(done), seen = observations_, shared, latency = latency_,
                       clock = &clock_](const absl::StatusOr<std::monostate>& taken) {
    if (taken.ok()) {
      *seen += shared->observations.size();
      Measure(*shared, clock->Now(), latency);
    }
    done(taken.status());
  };
  return writer_.Submit(settle::MakeCommand<std::monostate>(apply, answer));
}

absl::StatusOr<std::optional<domain::Observation>> RpcChainQuery::FetchTransaction(
    const solana::Signature& signature, absl::Time deadline) {
  return fetcher_.FetchTransaction(signature, deadline);
}

absl::StatusOr<settle::ShownByTwo> RpcChainQuery::FetchFromTwo(const solana::Signature& signature,
                                                               domain::Commitment commitment,
                                                               absl::Time deadline) {
  const auto alike = [](const domain::Observation& a, const domain::Observation& b) {
    return !settle::Difference(a, b);
  };
  HILT_ASSIGN_OR_RETURN(auto shown, fetcher_.FetchFromTwo(signature, commitment, alike, deadline));
  settle::ShownByTwo two;
  for (size_t i = 0; i < two.size(); ++i) {
    two[i] = {.endpoint = std::move(shown[i].endpoint),
              .observation = std::move(shown[i].observation)};
  }
  return two;
}

absl::StatusOr<std::vector<std::optional<finality::ChainQuery::Status>>> RpcChainQuery::AskStatuses(
    std::span<const solana::Signature> signatures, absl::Time deadline) {
  static_assert(kMaxSignatures == source::kMaxStatuses);
  HILT_ASSIGN_OR_RETURN(const std::vector<std::optional<decode::SignatureStatus>> seen,
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
  knowledge.reserve(told.size());
  for (const source::Knowledge& each : told) {
    knowledge.push_back({.finalized_height = each.finalized_height,
                         .finalized_slot = each.finalized_slot,
                         .known = each.known});
  }
  return knowledge;
}

}  // namespace hilt::app
