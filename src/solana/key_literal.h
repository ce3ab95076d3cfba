#pragma once

#include <string_view>

#include "solana/base58_limbs.h"
#include "solana/keys.h"

namespace hilt::solana {

// Deliberately not constexpr and never defined: to reach it ends the compilation, and its name is
// the message.
void ThisLiteralIsNotTheBase58OfAPubkey();

// PubkeyLiteral("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"): decoded by the compiler, strict as
// base58.h is. A wrong text does not compile.
consteval Pubkey PubkeyLiteral(std::string_view text) {
  Pubkey key;
  const auto result = base58_limbs::DecodeFixed(text, std::span<uint8_t, Pubkey::kSize>(key.bytes));
  if (result.fault != base58_limbs::Fault::kNone) ThisLiteralIsNotTheBase58OfAPubkey();
  return key;
}

}  // namespace hilt::solana
