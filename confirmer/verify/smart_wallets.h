#pragma once

#include <string_view>
#include <vector>

#include "solana/keys.h"

namespace hilt::verify {

// A program whose accounts are wallets: it moves money only on the order of the wallet's owners, so
// what it sends by CPI is as much the buyer's payment as a direct transfer.
struct SmartWalletProgram {
  std::string_view name;
  solana::Pubkey id;
};

// The programs that program_paths allows by default. Each id is the one that the program's own
// source declares for mainnet; smart_wallets.cc says where.
const std::vector<SmartWalletProgram>& SmartWalletPrograms();

}  // namespace hilt::verify
