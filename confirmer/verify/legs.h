#pragma once

#include <vector>

#include "confirmer/verify/verifier.h"
#include "domain/observation.h"
#include "domain/receipt.h"
#include "domain/terms.h"

namespace hilt::verify {

// The three views of every leg, in the order of the terms, as far as the observation recorded them.
// Transfers are counted only of a transaction that succeeded: an order that was not carried out
// moved nothing.
std::vector<domain::LegResult> ReadLegs(const domain::Terms& terms, const ProgramPaths& paths,
                                        const domain::Observation& observation);

// Why legs that are not all paid are not: wrong_asset, merchant_underpaid, fee_underpaid,
// noncanonical_account or views_disagree, the first that applies.
domain::Verdict WhyNotPaid(const domain::Terms& terms, const domain::Observation& observation,
                           const std::vector<domain::LegResult>& legs);

// Whether anything, in any asset, reached a leg's wallet, or was sent to its account and went to
// another owner of it.
bool LegWalletCredited(const domain::Terms& terms, const domain::Observation& observation,
                       const std::vector<domain::LegResult>& legs);

}  // namespace hilt::verify
