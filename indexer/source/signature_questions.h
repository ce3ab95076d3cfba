#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "domain/ids.h"
#include "indexer/decode/rpc_answer.h"
#include "indexer/source/genesis_check.h"
#include "indexer/source/rpc_client.h"
#include "solana/keys.h"

// What nodes know of signatures, many in one call of getSignatureStatuses. Any thread; calls block.
//
// Sources: agave rpc/src/rpc.rs get_signature_statuses (the status cache, and after it, where told
// to, the ledger and long-term storage, one signature after the other); rpc-client-types request.rs
// MAX_GET_SIGNATURE_STATUSES_QUERY_ITEMS.
//
// Where nobody tells, the errors are FAILED_PRECONDITION: an endpoint that can be asked does not
// tell this, or not so that it can be read, and would not the next time; UNAVAILABLE: none could be
// asked, or answered.
namespace hilt::source {

inline constexpr size_t kMaxStatuses = 256;

// How far a node is, and whether it knows a signature.
struct Knowledge {
  uint64_t finalized_height = 0;  // in blocks
  domain::Slot finalized_slot;    // of the block at that height
  bool known = false;             // it landed, whether it failed or not, at any commitment
};

struct SignatureQuestions {
  std::span<const solana::Signature> signatures;  // at most kMaxStatuses
  absl::Time deadline;
};

// What nodes' status caches, which hold the last 300 or so blocks, say of each signature; none:
// nothing, which proves no absence. With `all`, every endpoint is asked about those that none has
// shown finalized, and the furthest answer counts.
absl::StatusOr<std::vector<std::optional<decode::SignatureStatus>>> AskStatuses(
    RpcClient& client, GenesisCheck& genesis, const SignatureQuestions& questions, bool all);

// With all history searched, which takes a node long where it is many that it does not know. Height
// and knowledge are one endpoint's, the height the earlier: a signature that is unknown was so at
// that height at least.
absl::StatusOr<std::vector<Knowledge>> AskKnowledge(RpcClient& client, GenesisCheck& genesis,
                                                    const SignatureQuestions& questions);

}  // namespace hilt::source
