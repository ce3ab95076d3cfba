#include "api/ids.h"

namespace hilt::api {

domain::PaymentId NewPaymentId(absl::Time now, base::Random& random) {
  domain::PaymentId id;
  random.Fill(id.bytes);
  const auto millis = static_cast<uint64_t>(absl::ToUnixMillis(now));
  for (size_t i = 0; i < 6; ++i) {
    id.bytes[i] = static_cast<uint8_t>(millis >> (40 - 8 * i));
  }
  id.bytes[6] = static_cast<uint8_t>(0x70 | (id.bytes[6] & 0x0f));  // version 7
  id.bytes[8] = static_cast<uint8_t>(0x80 | (id.bytes[8] & 0x3f));  // variant 10
  return id;
}

domain::Nonce NewNonce(base::Random& random) {
  domain::Nonce nonce;
  random.Fill(nonce.bytes);
  return nonce;
}

}  // namespace hilt::api
