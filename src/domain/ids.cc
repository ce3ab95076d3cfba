#include "domain/ids.h"

#include <span>

#include "base/hex.h"

namespace hilt::domain {
namespace {

// The groups of a UUID's text, in bytes: 8-4-4-4-12 digits.
constexpr std::array<size_t, 5> kUuidGroupBytes = {4, 2, 2, 2, 6};
constexpr size_t kUuidTextLength = 36;

}  // namespace

absl::StatusOr<PaymentId> ParsePaymentId(std::string_view text) {
  const absl::Status refused =
      absl::InvalidArgumentError("must be a UUID: 36 characters, lower case, 8-4-4-4-12");
  if (text.size() != kUuidTextLength) return refused;
  PaymentId id;
  std::span<uint8_t> rest(id.bytes);
  size_t at = 0;
  for (const size_t group : kUuidGroupBytes) {
    if (at != 0 && text[at++] != '-') return refused;
    if (!base::HexDecode(text.substr(at, group * 2), rest.first(group))) return refused;
    at += group * 2;
    rest = rest.subspan(group);
  }
  return id;
}

absl::StatusOr<Nonce> ParseNonce(std::string_view text) {
  Nonce nonce;
  if (!base::HexDecode(text, nonce.bytes)) {
    return absl::InvalidArgumentError("must be 32 lower-case hex digits");
  }
  return nonce;
}

std::string ToString(const PaymentId& id) {
  std::string text;
  text.reserve(kUuidTextLength);
  std::span<const uint8_t> rest(id.bytes);
  for (const size_t group : kUuidGroupBytes) {
    if (!text.empty()) text.push_back('-');
    text += base::HexEncode(rest.first(group));
    rest = rest.subspan(group);
  }
  return text;
}

std::string ToString(const Nonce& nonce) { return base::HexEncode(nonce.bytes); }

}  // namespace hilt::domain
