#pragma once

#include "absl/status/statusor.h"
#include "confirmer/settle/command.h"
#include "confirmer/verify/verifier.h"
#include "domain/observation.h"
#include "domain/payment.h"

// Transactions that concern a payment and could not be judged: kept while a payment may still be
// settled by them, so that it does not end before they are (SPEC 3).
namespace hilt::settle {

// Keeps that the transaction could not be judged for the payment; or lets that go, where it was
// judged now by evidence that counts.
absl::Status KeepUnverifiable(WriteContext& context, const domain::Observation& observation,
                              const verify::Verification& verification,
                              const domain::Payment& payment);

// The transaction was fetched for as long as anything may wait for it, and still cannot be judged:
// a discrepancy for each payment that it concerns and that has ended.
// False: something waits for it yet: a payment that is pending, or rests on it.
absl::StatusOr<bool> GiveUp(WriteContext& context, const domain::Observation& observation);

}  // namespace hilt::settle
