#pragma once

#include "absl/time/time.h"
#include "base/random.h"
#include "domain/ids.h"

// Names that the engine chooses.
namespace hilt::api {

// A version 7 UUID (RFC 9562, 5.7): 48 bits of milliseconds, so that new payments lie together in
// the store, and 74 random bits.
domain::PaymentId NewPaymentId(absl::Time now, base::Random& random);

// 128 random bits: whoever guesses one could name the payment in a memo.
domain::Nonce NewNonce(base::Random& random);

}  // namespace hilt::api
