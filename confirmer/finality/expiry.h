#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "confirmer/settle/command.h"
#include "domain/observation.h"

// The end of a payment's time where no chain source covers it: the writer's part (SPEC 3).
namespace hilt::finality {

// Added to expires_at + grace before the wall clock ends a payment: a webhook may be late.
inline constexpr absl::Duration kWallClockGrace = absl::Minutes(15);

// What the last check of the payment's known signatures gave.
struct LastCheck {
  std::vector<solana::Signature> asked;  // all that were known then
  std::vector<domain::Observation> seen;
  std::vector<solana::Signature> unanswered;  // no endpoint answered
};

// Every signature that the payment may still be settled by.
absl::StatusOr<std::vector<solana::Signature>> KnownSignatures(const storage::LedgerReader& ledger,
                                                               const domain::Payment& payment);

// Records what was seen, and ends the payment unless it was settled, its time is not up, or
// something is undecided still: what could not be judged, was not answered, or has turned up since
// the check. True: it has ended, one way or the other.
absl::StatusOr<bool> EndByWallClock(settle::WriteContext& context,
                                    const domain::PaymentId& payment_id, const LastCheck& check);

}  // namespace hilt::finality
