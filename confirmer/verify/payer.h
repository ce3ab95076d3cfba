#pragma once

#include "domain/observation.h"
#include "domain/receipt.h"
#include "domain/terms.h"

namespace hilt::verify {

// Who paid, as far as the observation shows it.
domain::Payer ReadPayer(const domain::Terms& terms, const domain::Observation& observation);

// Whether the payment is the named payer's, as require_payer wants it: the payer signed, or owns
// every account that was debited for the merchant leg, and owned it all the time (an account that
// changed hands in the transaction shows nothing). Needs terms.payer_wallet.
bool PayerIsProved(const domain::Terms& terms, const domain::Observation& observation);

}  // namespace hilt::verify
