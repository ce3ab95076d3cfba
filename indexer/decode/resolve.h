#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "domain/observation.h"
#include "indexer/decode/path.h"
#include "indexer/decode/raw_transaction.h"

namespace hilt::decode {

// What is known of a transaction from around it: where it was found and how.
struct Origin {
  domain::Slot slot;
  std::optional<uint32_t> index;
  std::optional<solana::Blockhash> blockhash;
  std::optional<absl::Time> time;
  domain::Commitment commitment = domain::Commitment::kConfirmed;
  domain::EvidenceGrade grade = domain::EvidenceGrade::kProvider;
};

// Resolves keys and indexes, and turns what was read into what happened. Account indexes count
// static keys, then loaded writable ones, then loaded read-only ones (sdk message v0). Where meta
// does not tell the loaded keys, what needs them is not recorded.
//
// INVALID_ARGUMENT: the parts contradict each other or are malformed; the error stands below
// `path`, in the names of the encoding json.
absl::StatusOr<domain::Observation> Resolve(const RawTransaction& raw, const Origin& origin,
                                            const Path& path);

// The chain's result and the text for Observation::error.
void ResolveError(const RawError& error, domain::Observation& out);

}  // namespace hilt::decode
