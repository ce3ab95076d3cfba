#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "indexer/pipeline/chain_reader.h"
#include "indexer/source/rpc_client.h"

namespace hilt::source {

struct BlockSourceOptions {
  // The chain that we are on; see TransactionFetchOptions.
  std::optional<solana::Blockhash> genesis_hash = std::nullopt;
  // Of one question, however many endpoints are asked.
  absl::Duration time_limit = absl::Seconds(20);
};

// The follower's questions, asked of JSON-RPC endpoints: getSlot, getBlocks, getBlocksWithLimit and
// getBlock. In order of priority, but last those that are known to be behind what is asked for, and
// after them those whose answers did not fit. Thread-safe; Read blocks.
//
// Source of the errors' meaning: agave rpc-client-api/src/custom_error.rs; -32004, -32007,
// -32009 and a null result are given for blocks that are there too, so none proves anything.
class BlockSource final : public pipeline::ChainReader {
 public:
  // How old a head may be before an endpoint that was not asked for it is asked as well.
  static constexpr absl::Duration kHeadsEvery = absl::Seconds(5);

  // Both are borrowed.
  BlockSource(RpcClient& client, const base::Clock& clock, BlockSourceOptions options);
  ~BlockSource() override;

  pipeline::Answer Read(const pipeline::Question& question,
                        const std::vector<std::string>& last) override;

  // How far an endpoint last said that it is.
  struct Height {
    std::string endpoint;
    std::optional<domain::Slot> finalized;
    std::optional<domain::Slot> confirmed;
  };
  std::vector<Height> heights() const;

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

// What an endpoint's status says about the block or the slots that it was asked for.
pipeline::Trouble TroubleOf(const absl::Status& status);

}  // namespace hilt::source
