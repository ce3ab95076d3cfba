#pragma once

#include <cstdint>
#include <vector>

#include "domain/discrepancy.h"
#include "domain/observation.h"
#include "domain/terms.h"

namespace hilt::verify {

// What the legs' wallets received, in any asset, for those who look into a discrepancy: the
// payment's own asset first, then wallet by wallet SOL and the others as the transaction lists
// them.
struct Credits {
  std::vector<domain::Credit> credits;  // at most domain::kMaxCredits
  uint32_t other_assets = 0;            // the rest
};

// Nothing of a transaction that failed, or of which that is not known.
Credits ReadCredits(const domain::Terms& terms, const domain::Observation& observation);

}  // namespace hilt::verify
