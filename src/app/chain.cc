#include "app/chain.h"

#include <string>
#include <utility>

#include "app/config_convert.h"
#include "base/status.h"
#include "hilt/version.h"

namespace hilt::app {
namespace {

constexpr absl::Duration kChainCheckAtMost = absl::Seconds(10);

}  // namespace

Chain::Chain(std::unique_ptr<source::RpcClient> client, const solana::Blockhash& genesis_hash,
             const base::Clock& clock)
    : client_(std::move(client)),
      fetcher_(*client_, clock, {.lacking_asks_next = true, .genesis_hash = genesis_hash}),
      query_(fetcher_) {}

absl::StatusOr<std::unique_ptr<Chain>> Chain::Create(Config& config,
                                                     const source::RpcEnvironment& environment) {
  const std::string user_agent = "hilt-settlement/" + std::string(base::Version());
  HILT_ASSIGN_OR_RETURN(std::unique_ptr<source::RpcClient> client,
                        source::RpcClient::Create(TakeRpcOptions(config, user_agent), environment));
  std::unique_ptr<Chain> chain(
      new Chain(std::move(client), config.engine.genesis_hash, environment.clock));
  HILT_RETURN_IF_ERROR(chain->fetcher_.CheckChain(environment.clock.Now() + kChainCheckAtMost));
  return chain;
}

}  // namespace hilt::app
