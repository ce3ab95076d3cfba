#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "base/int128.h"
#include "domain/asset.h"
#include "solana/keys.h"

// Figures as people read them. None of these texts is parsed back.
namespace hilt::cli {

// "-1.5 USDC" for -1500000 at 6 decimals.
std::string AmountText(base::Int128 minor_units, uint8_t decimals, std::string_view symbol);

// "1.5 USDC (1500000)": for people and to the last unit.
std::string AmountAndUnits(base::Int128 minor_units, const domain::Asset& asset);

// "EPjF..Dt1v": for columns where the whole key stands elsewhere.
std::string ShortKey(const solana::Pubkey& key);

// "2026-09-21T14:29:21Z".
std::string TimeText(absl::Time time);

// A known program's name, else its address.
std::string ProgramText(const solana::Pubkey& program);

}  // namespace hilt::cli
