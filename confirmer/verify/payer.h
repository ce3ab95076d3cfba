#pragma once

#include "domain/observation.h"
#include "domain/receipt.h"
#include "domain/terms.h"

namespace hilt::verify {

// Who paid, as far as the observation shows it.
domain::Payer ReadPayer(const domain::Terms& terms, const domain::Observation& observation);

// Whether the payment is the named payer's, as require_payer wants it: the payer signed, or, shown
// by the chain, owns every account that was debited for the merchant leg. An account that changed
// hands in the transaction, that was not there before it, or that holds no less after it shows
// nothing: it may have been filled by another and handed over. Needs terms.payer_wallet.
bool PayerIsProved(const domain::Terms& terms, const domain::Observation& observation);

}  // namespace hilt::verify
