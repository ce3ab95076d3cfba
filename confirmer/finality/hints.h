#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "confirmer/finality/chain_query.h"
#include "confirmer/settle/agreement.h"
#include "confirmer/settle/command.h"

// What is done with a fetch hint once the chain was asked about it: the writer's part.
namespace hilt::finality {

// Blocks at finalized after which a signature that no node knows is dead: about two minutes, twice
// as long as a blockhash is valid (150 blocks, SOLANA.md).
inline constexpr uint64_t kDeadAfterBlocks = 300;

// After this long nothing waits for the transaction any more: a session lives for 24 hours, and
// what cannot be judged keeps it open for 24 more (SPEC 3). Where the engine was down meanwhile a
// payment may wait for longer, and the hint with it.
inline constexpr absl::Duration kGivenUpAfter = absl::Hours(72);

struct Fetched {
  // UNAVAILABLE: no endpoint answered. None: an endpoint does not know the transaction.
  absl::StatusOr<std::optional<domain::Observation>> transaction;
  // Asked where the endpoint did not know it; none: not asked, or not answered.
  std::optional<ChainQuery::Knowledge> knowledge;
  // Asked where a payment needs their agreement; none: not asked, or there are no two that show it.
  std::optional<settle::ShownByTwo> two = std::nullopt;
};

struct Taken {
  // Two endpoints disagree, which was not known: in what, for an alarm.
  std::optional<std::string> disagreement = std::nullopt;
};

// Records what was fetched, and lets the hint go once nothing hangs on it any more: the chain has
// decided, the signature is dead, or it could not be judged for kGivenUpAfter. Otherwise it is
// tried again later, at growing distances; from the shortest again where there was news.
absl::StatusOr<Taken> TakeFetched(settle::WriteContext& context, const solana::Signature& signature,
                                  const Fetched& fetched);

// The node does not know the signature, so far on that it may be dead.
bool MayBeDead(const storage::FetchHint& hint, const ChainQuery::Knowledge& knowledge);

// Nothing new is known of the signature: it is looked at again at the same distances.
absl::Status PutOff(settle::WriteContext& context, const solana::Signature& signature);

// A transaction is finalized about 13 s after it lands: for so many attempts it is looked at often,
// later rarely.
inline constexpr uint32_t kQuickAttempts = 20;

// How long after an attempt the next one is due; `attempts` from 0.
absl::Duration RetryAfter(uint32_t attempts);

}  // namespace hilt::finality
