#pragma once

#include <span>

#include "solana/keys.h"

namespace hilt::solana {

// Whether the 32 bytes decompress to a point of edwards25519, in the prime-order subgroup or not,
// in canonical form or not: the question that the runtime asks before it accepts a program-derived
// address (curve25519-dalek CompressedEdwardsY::decompress).
bool IsOnCurve(const Pubkey& key);

// The associated token account of (wallet, token program, mint): the first address off the curve
// for bumps 255 down to 0. The token program is a seed: the same wallet and mint have different
// accounts under Token and Token-2022. The wallet may itself be off the curve.
// About 20 us: derive once and keep. Source: associated-token-account interface/src/address.rs.
Pubkey AssociatedTokenAccount(const Pubkey& wallet, const Pubkey& token_program,
                              const Pubkey& mint);

}  // namespace hilt::solana
