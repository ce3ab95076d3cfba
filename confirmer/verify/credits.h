#pragma once

#include "confirmer/verify/verifier.h"

namespace hilt::verify {

// Fills in what the legs' wallets received, in any asset: Verification::credits and other_assets.
// Nothing of a transaction that failed, or of which that is not known.
void ReadCredits(const domain::Terms& terms, const domain::Observation& observation,
                 Verification& result);

}  // namespace hilt::verify
