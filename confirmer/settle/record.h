#pragma once

#include <optional>
#include <span>
#include <string>

#include "confirmer/settle/command.h"
#include "confirmer/settle/transition.h"
#include "confirmer/verify/verifier.h"
#include "domain/observation.h"

// From effects to rows: everything that follows from one transition, written to the open batch.
namespace hilt::settle {

// What the effects came from, for the figures of the discrepancies that they open.
struct Cause {
  const domain::Observation* observation = nullptr;    // none: time, cancellation, a broadcast
  const verify::Verification* verification = nullptr;  // with observation
  // Every payment that the transaction names: an ambiguous memo is one matter for all of them.
  std::span<const domain::PaymentId> named{};
  std::string detail{};  // for people, on the discrepancies; empty: nothing to add
};

// What is on record of a transaction besides the payment's state.
struct Recorded {
  std::optional<domain::Attempt> attempt;            // for the payment
  std::optional<domain::PaymentId> settled_another;  // the other payment whose settlement it is
};
absl::StatusOr<Recorded> FindRecorded(const WriteContext& context, const domain::PaymentId& payment,
                                      const solana::Signature& signature);

// Writes the payment's next state, its events, attempt and discrepancies, and a fetch hint for each
// signature that is to be looked at again. `payment` is brought to the next state.
absl::Status Record(WriteContext& context, const Effects& effects, const Cause& cause,
                    domain::Payment& payment);

// Adds a hint to fetch the signature now, unless there is one. It is kept until there is an
// endpoint to fetch it from.
absl::Status KeepHint(WriteContext& context, const solana::Signature& signature);

// The same where there is an endpoint; elsewhere nothing: what was seen is all that can be.
absl::Status WantFetch(WriteContext& context, const solana::Signature& signature);

// The same, and one that waits for its next try has it now: there is news of the transaction.
absl::Status WantFetchNow(WriteContext& context, const solana::Signature& signature);

}  // namespace hilt::settle
