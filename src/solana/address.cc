#include "solana/address.h"

#include <array>
#include <string_view>

#include "base/check.h"
#include "sodium.h"
#include "solana/programs.h"

namespace hilt::solana {
namespace {

using Point = std::array<uint8_t, crypto_core_ed25519_BYTES>;

// (0, 1), the neutral element: y = 1.
constexpr Point kNeutral = {1};

constexpr std::string_view kMarker = "ProgramDerivedAddress";

void EnsureSodium() {
  static const int kInitialised = sodium_init();
  HILT_CHECK(kInitialised >= 0);
}

}  // namespace

// Addition is the one function of libsodium's public interface that decompresses a point and asks
// no more of it. The one named for the question, crypto_core_ed25519_is_valid_point, also wants the
// prime-order subgroup and the canonical form. Seven of eight points fail that; taking one of them
// for an off-curve address would give another account than the chain's. The vectors of
// address_test.cc hold this function to the definition, whatever version of libsodium is linked.
bool IsOnCurve(const Pubkey& key) {
  EnsureSodium();
  Point sum;
  return crypto_core_ed25519_add(sum.data(), key.bytes.data(), kNeutral.data()) == 0;
}

Pubkey AssociatedTokenAccount(const Pubkey& wallet, const Pubkey& token_program,
                              const Pubkey& mint) {
  EnsureSodium();
  crypto_hash_sha256_state seeds;
  crypto_hash_sha256_init(&seeds);
  for (const Pubkey* seed : {&wallet, &token_program, &mint}) {
    crypto_hash_sha256_update(&seeds, seed->bytes.data(), Pubkey::kSize);
  }
  for (int bump = 255;; --bump) {
    // Half of all hashes are off the curve: 256 in a row that are on it do not happen.
    HILT_CHECK(bump >= 0);
    crypto_hash_sha256_state state = seeds;
    const auto bump_seed = static_cast<uint8_t>(bump);
    crypto_hash_sha256_update(&state, &bump_seed, 1);
    crypto_hash_sha256_update(&state, kAssociatedTokenProgram.bytes.data(), Pubkey::kSize);
    crypto_hash_sha256_update(&state, reinterpret_cast<const uint8_t*>(kMarker.data()),
                              kMarker.size());
    Pubkey address;
    crypto_hash_sha256_final(&state, address.bytes.data());
    if (!IsOnCurve(address)) return address;
  }
}

}  // namespace hilt::solana
