#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "confirmer/settle/command.h"
#include "domain/observation.h"
#include "domain/step.h"

// The end of a payment's time: the writer's part (SPEC 3).
//
// What is undecided (it could not be judged, no endpoint answered about it, or endpoints do not
// agree on it) is waited for, for kUndecidedAtMost: from the payment's end, from when the engine
// began to look at the payment because its time was up, or from when the last of what may still
// settle it became known (the record of what could not be judged, or a candidate's fetch hint),
// whichever is the latest. An engine that was down has asked nobody, so what was paid in time has
// its whole day. A candidate that the chain itself showed to pay, and that lacks more than
// agreement, is not undecided: it is waited for until it is answered about, however long that
// takes.
namespace hilt::finality {

// Added to expires_at + grace before the wall clock ends a payment: a webhook may be late.
inline constexpr absl::Duration kWallClockGrace = absl::Minutes(15);

// A chain source covers a payment from so long before its creation: the chain's time and ours may
// differ (SPEC 3).
inline constexpr absl::Duration kCoveredBeforeCreation = absl::Seconds(60);

// How a payment that nobody has paid may be ended.
enum class Ending {
  kNotYet,     // its time is not up, or no chain source has passed its end
  kChainTime,  // a chain source has covered its whole time
  kWallClock,  // there is none, or it began too late to cover it: after a last check
};
// `advances`: of all chain sources, each of which sees every payment.
Ending EndingOf(const settle::EngineRules& rules,
                const std::vector<domain::SourceAdvance>& advances, const domain::Terms& terms,
                absl::Time now);

// What the last check of the payment's known signatures gave.
struct LastCheck {
  std::vector<solana::Signature> asked;  // all that were known then
  std::vector<domain::Observation> seen;
  std::vector<solana::Signature> unanswered;  // no endpoint answered
};

// Every signature that the payment may still be settled by.
absl::StatusOr<std::vector<solana::Signature>> KnownSignatures(const storage::LedgerReader& ledger,
                                                               const domain::Payment& payment);

// Ends the payment where a chain source has covered its whole time, unless it was settled, a
// candidate of chain grade stands, or something could not be judged yet. True: it has ended, one
// way or the other. `looked_at_since`, here and below: when it was looked at first, by this
// process, because its time was up.
absl::StatusOr<bool> EndByChainTime(settle::WriteContext& context,
                                    const domain::PaymentId& payment_id,
                                    absl::Time looked_at_since);

// Records what was seen, and ends the payment unless it was settled, its time is not up, or
// something is undecided still: what could not be judged, was not answered, or has turned up since
// the check. True: it has ended, one way or the other.
absl::StatusOr<bool> EndByWallClock(settle::WriteContext& context,
                                    const domain::PaymentId& payment_id, const LastCheck& check,
                                    absl::Time looked_at_since);

}  // namespace hilt::finality
