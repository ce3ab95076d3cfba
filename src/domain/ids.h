#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "base/strong_int.h"

namespace hilt::domain {

struct SlotTag;
struct TokenAmountTag;
// The chain's clock tick; a slot holds at most one block on a fork.
using Slot = base::StrongInt<SlotTag, uint64_t>;
// Minor units of an asset (USDC: 10^-6, SOL: lamports). Never negative; sums go through Int128.
using TokenAmount = base::StrongInt<TokenAmountTag, uint64_t>;

// A UUID. Text: 36 characters, lower case, 8-4-4-4-12.
struct PaymentId {
  std::array<uint8_t, 16> bytes{};
  friend constexpr auto operator<=>(const PaymentId&, const PaymentId&) = default;
  template <class H>
  friend H AbslHashValue(H state, const PaymentId& self) {
    return H::combine_contiguous(std::move(state), self.bytes.data(), self.bytes.size());
  }
};

// 128 random bits that name a payment in its memo, unique for ever. Text: 32 lower-case hex digits.
struct Nonce {
  std::array<uint8_t, 16> bytes{};
  friend constexpr auto operator<=>(const Nonce&, const Nonce&) = default;
  template <class H>
  friend H AbslHashValue(H state, const Nonce& self) {
    return H::combine_contiguous(std::move(state), self.bytes.data(), self.bytes.size());
  }
};

// INVALID_ARGUMENT for any text but the one form above.
absl::StatusOr<PaymentId> ParsePaymentId(std::string_view text);
absl::StatusOr<Nonce> ParseNonce(std::string_view text);

std::string ToString(const PaymentId& id);
std::string ToString(const Nonce& nonce);

}  // namespace hilt::domain
