#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "app/config.h"
#include "app/joints.h"
#include "indexer/source/rpc_client.h"
#include "indexer/source/transaction_fetch.h"

namespace hilt::app {

// The configured JSON-RPC endpoints, and the confirmer's questions to them.
class Chain {
 public:
  // Takes the URLs out of `config`. Blocks while the endpoints are asked which chain they are on,
  // at most 10 s. FAILED_PRECONDITION: one is on another; those that do not answer are asked again
  // before they are used. INVALID_ARGUMENT: what RpcClient refuses.
  static absl::StatusOr<std::unique_ptr<Chain>> Create(Config& config,
                                                       const source::RpcEnvironment& environment);

  finality::ChainQuery& query() { return query_; }
  source::RpcClient& client() { return *client_; }
  const source::RpcClient& client() const { return *client_; }

 private:
  Chain(std::unique_ptr<source::RpcClient> client, const solana::Blockhash& genesis_hash,
        const base::Clock& clock);

  const std::unique_ptr<source::RpcClient> client_;
  source::TransactionFetcher fetcher_;
  RpcChainQuery query_;
};

}  // namespace hilt::app
