#pragma once

#include <cstdint>
#include <optional>

#include "absl/status/status.h"

// What a node's JSON-RPC error says about the node that gave it. It never says anything about the
// chain: no error proves that a slot is empty or a transaction absent.
namespace hilt::source {

enum class RpcErrorKind {
  kRateLimited,  // ask it less
  kUnhealthy,    // it is behind or broken: ask another
  kNotYet,   // this it cannot answer now, another node may; so does any code that we do not know
  kNotHeld,  // its ledger begins later, has a hole here, or keeps no history
  kRefused,  // the request is wrong for it: asking again would not help
};

// By the codes of agave (rpc-client-api/src/custom_error.rs), of JSON-RPC 2.0 (section 5.1), and
// 429, which providers put into the body.
RpcErrorKind KindOfRpcError(int64_t code);

// FAILED_PRECONDITION for kRefused, UNAVAILABLE for every other, with the code in its message and
// to be had by RpcCodeOf.
absl::Status RpcErrorStatus(int64_t code);

// The code of the error that `status` stands for; none: it came about otherwise.
std::optional<int64_t> RpcCodeOf(const absl::Status& status);

// Keeps a code with a status that is not OK: one made from another loses it otherwise.
void SetRpcCode(int64_t code, absl::Status& status);

// The same message and RPC code under another status code.
absl::Status WithStatusCode(absl::StatusCode code, const absl::Status& status);

// FAILED_PRECONDITION as UNAVAILABLE, anything else as it is: to those who ask for something that
// any endpoint may have, refused is as good as unanswered.
absl::Status RefusedAsUnavailable(const absl::Status& status);

}  // namespace hilt::source
