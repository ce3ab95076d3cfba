#pragma once

#include <optional>
#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "indexer/source/rpc_endpoint.h"
#include "solana/keys.h"

namespace hilt::source {

// Which chain the endpoint is on. UNAVAILABLE: it did not tell.
absl::StatusOr<solana::Blockhash> AskGenesisHash(RpcEndpoint& endpoint, absl::Time deadline);

// Lets endpoints be used that have shown to be on our chain. Thread-safe; calls block.
class GenesisCheck {
 public:
  // `genesis_hash`: of our chain; none: any will do. The clock is borrowed.
  GenesisCheck(const base::Clock& clock, std::optional<solana::Blockhash> genesis_hash)
      : clock_(clock), genesis_hash_(genesis_hash) {}

  // OK: the endpoint has told our genesis hash, now or before. FAILED_PRECONDITION: it told
  // another, and rests. UNAVAILABLE: it did not tell.
  absl::Status Admit(RpcEndpoint& endpoint, absl::Time deadline) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  const base::Clock& clock_;
  const std::optional<solana::Blockhash> genesis_hash_;
  base::Mutex mutex_;
  std::set<std::string> admitted_ ABSL_GUARDED_BY(mutex_);  // names of endpoints
};

}  // namespace hilt::source
