#pragma once

#include "solana/keys.h"
#include "tests/fuzz/choices.h"
#include "tests/fuzz/random_transaction.h"

namespace hilt::fuzz {

// A call of the program, but for its accounts: mostly a transfer or a memo where the program has
// such, whole or with bytes behind it or cut short, and sometimes anything.
Call MakeCall(const solana::Pubkey& program, Choices& choices);

}  // namespace hilt::fuzz
