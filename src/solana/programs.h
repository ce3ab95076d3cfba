#pragma once

#include "solana/key_literal.h"
#include "solana/keys.h"

namespace hilt::solana {

// Program ids. Sources: token interface/src/lib.rs, token-2022 interface/src/lib.rs,
// associated-token-account interface, memo interface/src/lib.rs.
inline constexpr Pubkey kSystemProgram = PubkeyLiteral("11111111111111111111111111111111");
inline constexpr Pubkey kTokenProgram =
    PubkeyLiteral("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
inline constexpr Pubkey kToken2022Program =
    PubkeyLiteral("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");
inline constexpr Pubkey kAssociatedTokenProgram =
    PubkeyLiteral("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");
inline constexpr Pubkey kMemoV1Program =
    PubkeyLiteral("Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo");
inline constexpr Pubkey kMemoV3Program =
    PubkeyLiteral("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr");
inline constexpr Pubkey kMemoV4Program =
    PubkeyLiteral("Memo4c2pN8afCj432Lb7RMVKi9PbQnnW7ewFFaV3oAH");

// Of Token and Token-2022.
bool IsTokenProgram(const Pubkey& program);
// Of the three deployed versions of SPL Memo.
bool IsMemoProgram(const Pubkey& program);
// Of those, the ones that fail where an account of theirs has not signed. The first version takes
// any accounts and looks at none. Source: memo program/src/processor.rs, of later versions
// program/src/entrypoint.rs.
bool MemoChecksSigners(const Pubkey& program);

}  // namespace hilt::solana
