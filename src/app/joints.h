#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "confirmer/finality/chain_query.h"
#include "confirmer/settle/writer.h"
#include "indexer/pipeline/sink.h"
#include "indexer/source/transaction_fetch.h"
#include "telemetry/metrics.h"

// Where the indexer and the confirmer, which do not know each other, are joined.
namespace hilt::app {

// For WriterSink: the histogram of a source.
telemetry::Histogram DecisionLatency(telemetry::Metrics& metrics, const std::string& source);

// What sources hand over goes to the writer as one command a step.
class WriterSink final : public pipeline::Sink {
 public:
  // `writer` and what `latency` is of must outlive the sink and its steps. `latency`: in seconds,
  // from the block of a transaction with a HILT memo to when what it changed was durable.
  WriterSink(settle::Writer& writer, const base::Clock& clock, telemetry::Histogram latency)
      : writer_(writer), clock_(clock), latency_(latency) {}

  absl::Status Submit(domain::Step step, Done done) override;

  // Transactions that became durable, those that came again included.
  uint64_t observations() const { return *observations_; }

 private:
  settle::Writer& writer_;
  const base::Clock& clock_;
  const telemetry::Histogram latency_;
  // Shared with the commands under way, which may outlive the sink.
  const std::shared_ptr<std::atomic<uint64_t>> observations_ =
      std::make_shared<std::atomic<uint64_t>>(0);
};

// The confirmer's questions to the chain are answered by the indexer's RPC client.
class RpcChainQuery final : public finality::ChainQuery {
 public:
  // `fetcher` must outlive it.
  explicit RpcChainQuery(source::TransactionFetcher& fetcher) : fetcher_(fetcher) {}

  absl::StatusOr<std::optional<domain::Observation>> FetchTransaction(
      const solana::Signature& signature, absl::Time deadline) override;
  absl::StatusOr<settle::ShownByTwo> FetchFromTwo(const solana::Signature& signature,
                                                  domain::Commitment commitment,
                                                  absl::Time deadline) override;
  absl::StatusOr<std::vector<std::optional<Status>>> AskStatuses(
      std::span<const solana::Signature> signatures, absl::Time deadline) override;
  absl::StatusOr<std::vector<Knowledge>> AskKnowledge(std::span<const solana::Signature> signatures,
                                                      absl::Time deadline) override;

 private:
  source::TransactionFetcher& fetcher_;
};

}  // namespace hilt::app
