#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "confirmer/finality/chain_query.h"
#include "storage/ledger.h"

namespace hilt::finality {

// What is to be done about a hint that is due, by what nodes' status caches say of its signature.
enum class Triage {
  kFetch,   // there may be something new to judge
  kLookUp,  // no cache has it: whether it is known at all is to be asked, with the history searched
  kWait,    // nothing new
};

// A cache forgets what is 300 blocks old, and blocks may come every 200 ms (SOLANA.md): who has not
// looked for so long may have missed a transaction there.
inline constexpr absl::Duration kStatusesCover = absl::Seconds(30);

// A hint that was looked at often already is fetched, whatever is said of it: a cache may be wrong.
absl::StatusOr<Triage> TriageOf(const storage::LedgerReader& ledger, const storage::FetchHint& hint,
                                const std::optional<ChainQuery::Status>& status, absl::Time now);

}  // namespace hilt::finality
