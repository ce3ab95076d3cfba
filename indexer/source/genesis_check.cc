#include "indexer/source/genesis_check.h"

#include <fmt/format.h>

#include "base/status.h"
#include "indexer/decode/rpc_answer.h"
#include "indexer/source/rpc_error.h"

namespace hilt::source {

absl::StatusOr<solana::Blockhash> AskGenesisHash(RpcEndpoint& endpoint, absl::Time deadline) {
  constexpr std::string_view kMethod = "getGenesisHash";
  const absl::StatusOr<std::string> body = endpoint.Call(kMethod, "[]", deadline);
  if (!body.ok()) return RefusedAsUnavailable(body.status());
  absl::StatusOr<solana::Blockhash> hash = decode::RpcGenesisHash(*body);
  if (!hash.ok()) return endpoint.NotReadable(kMethod, hash.status());
  return hash;
}

absl::Status GenesisCheck::Admit(RpcEndpoint& endpoint, absl::Time deadline) {
  if (!genesis_hash_) return absl::OkStatus();
  {
    const base::MutexLock lock(mutex_);
    if (admitted_.contains(endpoint.name())) return absl::OkStatus();
  }
  const absl::Time began = clock_.Now();
  HILT_ASSIGN_OR_RETURN(const solana::Blockhash hash, AskGenesisHash(endpoint, deadline));
  if (hash != *genesis_hash_) {
    endpoint.Distrust(began, "is on another chain")
        .IgnoreError();  // it rests, and the log says why
    return absl::FailedPreconditionError(
        fmt::format("{}: is on another chain: its genesis hash is {}, not {}", endpoint.name(),
                    solana::ToString(hash), solana::ToString(*genesis_hash_)));
  }
  const base::MutexLock lock(mutex_);
  admitted_.insert(endpoint.name());
  return absl::OkStatus();
}

}  // namespace hilt::source
