#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "domain/observation.h"
#include "indexer/source/rpc_client.h"
#include "indexer/source/signature_questions.h"
#include "solana/keys.h"

// What is fetched on demand: single transactions, and what nodes know of signatures.
namespace hilt::source {

struct TransactionFetchOptions {
  // An endpoint that does not show a transaction whole and finalized has the next one asked too,
  // and the best answer counts. Costs two calls an endpoint for what is nowhere or not final yet.
  bool lacking_asks_next = false;
  // The chain that we are on. An endpoint is asked for nothing else before it has told the same;
  // one that tells another is asked no more, and every call says so. None: any chain will do.
  std::optional<solana::Blockhash> genesis_hash = std::nullopt;
};

// Thread-safe; calls block. Deadlines are by the clock of the client's environment.
class TransactionFetcher {
 public:
  // The client is borrowed and outlives it.
  TransactionFetcher(RpcClient& client, const base::Clock& clock, TransactionFetchOptions options);
  ~TransactionFetcher();
  TransactionFetcher(const TransactionFetcher&) = delete;
  TransactionFetcher& operator=(const TransactionFetcher&) = delete;

  // As an endpoint holds it: at finalized, else at confirmed, which is the observation's
  // commitment; chain grade. None: an endpoint was asked at both and knows it at neither, which
  // proves no absence. UNAVAILABLE: no endpoint gave an answer that could be read and was of this
  // transaction.
  absl::StatusOr<std::optional<domain::Observation>> FetchTransaction(
      const solana::Signature& signature, absl::Time deadline);

  // Of the endpoints that show it whole at this commitment, and tell the hash of its block, the
  // first two whose observations are `alike`; where there are no such, the first two. Endpoints are
  // asked in order until two agree. UNAVAILABLE: no two show it; what each lacks.
  struct Shown {
    std::string endpoint;
    domain::Observation observation;
  };
  using Alike = std::function<bool(const domain::Observation&, const domain::Observation&)>;
  absl::StatusOr<std::array<Shown, 2>> FetchFromTwo(const solana::Signature& signature,
                                                    domain::Commitment commitment,
                                                    const Alike& alike, absl::Time deadline);

  // Of at most kMaxStatuses signatures, one answer for each in their order: see
  // signature_questions.h. With options.lacking_asks_next all endpoints are asked for statuses.
  absl::StatusOr<std::vector<std::optional<decode::SignatureStatus>>> AskStatuses(
      std::span<const solana::Signature> signatures, absl::Time deadline);
  absl::StatusOr<std::vector<Knowledge>> AskKnowledge(std::span<const solana::Signature> signatures,
                                                      absl::Time deadline);

  // FAILED_PRECONDITION: an endpoint is on another chain than options.genesis_hash. Those that do
  // not answer are asked again before they are used. For start-up.
  absl::Status CheckChain(absl::Time deadline);

  // Which chain the endpoint is on. UNAVAILABLE: it did not tell.
  static absl::StatusOr<solana::Blockhash> GenesisHash(RpcEndpoint& endpoint, absl::Time deadline);

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace hilt::source
