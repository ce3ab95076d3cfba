#include "cli/amount_text.h"

#include "confirmer/verify/smart_wallets.h"
#include "fmt/format.h"
#include "solana/programs.h"

namespace hilt::cli {

std::string AmountText(base::Int128 minor_units, uint8_t decimals, std::string_view symbol) {
  const bool negative = minor_units < 0;
  std::string digits = base::ToString(negative ? -minor_units : minor_units);
  if (decimals > 0) {
    // At least one digit stands before the point.
    if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
    digits.insert(digits.size() - decimals, 1, '.');
  }
  return fmt::format("{}{} {}", negative ? "-" : "", digits, symbol);
}

std::string AmountAndUnits(base::Int128 minor_units, const domain::Asset& asset) {
  return fmt::format("{} ({})", AmountText(minor_units, asset.decimals, asset.symbol),
                     base::ToString(minor_units));
}

std::string ShortKey(const solana::Pubkey& key) {
  const std::string text = solana::ToString(key);
  return fmt::format("{}..{}", text.substr(0, 4), text.substr(text.size() - 4));
}

std::string TimeText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

std::string ProgramText(const solana::Pubkey& program) {
  if (program == solana::kTokenProgram) return "Token";
  if (program == solana::kToken2022Program) return "Token-2022";
  if (program == solana::kSystemProgram) return "System";
  if (program == solana::kMemoV1Program) return "Memo v1";
  if (program == solana::kMemoV3Program) return "Memo v3";
  if (program == solana::kMemoV4Program) return "Memo v4";
  for (const verify::SmartWalletProgram& known : verify::SmartWalletPrograms()) {
    if (program == known.id) return std::string(known.name);
  }
  return solana::ToString(program);
}

}  // namespace hilt::cli
