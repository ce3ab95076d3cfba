#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"

namespace hilt::solana {

// Fixed-size byte strings that Solana writes in base58. Each kind is a type of its own; they are
// ordered and hashed by their bytes. Text in is strict (one text a value): see base58.h.
template <class Tag, size_t kBytes>
struct KeyBytes {
  static constexpr size_t kSize = kBytes;
  std::array<uint8_t, kBytes> bytes{};

  friend constexpr auto operator<=>(const KeyBytes&, const KeyBytes&) = default;

  template <class H>
  friend H AbslHashValue(H state, const KeyBytes& self) {
    return H::combine_contiguous(std::move(state), self.bytes.data(), kBytes);
  }
};

struct PubkeyTag;
struct SignatureTag;
struct BlockhashTag;

// An account address: an Ed25519 public key, or a program-derived address off the curve.
using Pubkey = KeyBytes<PubkeyTag, 32>;
// The first signature of a transaction is its identity on the chain.
using Signature = KeyBytes<SignatureTag, 64>;
using Blockhash = KeyBytes<BlockhashTag, 32>;

// INVALID_ARGUMENT says what is wrong (length, or the first bad character and its offset); the
// caller adds the field's name. The message quotes no more than one character of the input.
absl::StatusOr<Pubkey> ParsePubkey(std::string_view text);
absl::StatusOr<Signature> ParseSignature(std::string_view text);
absl::StatusOr<Blockhash> ParseBlockhash(std::string_view text);

std::string ToString(const Pubkey& key);
std::string ToString(const Signature& signature);
std::string ToString(const Blockhash& blockhash);

}  // namespace hilt::solana
