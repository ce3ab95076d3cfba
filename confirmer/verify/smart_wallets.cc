#include "confirmer/verify/smart_wallets.h"

#include <array>

#include "base/check.h"

namespace hilt::verify {
namespace {

struct Entry {
  std::string_view name;
  std::string_view id;
};

// Beside each, the file of the program's public repository that declares the id.
constexpr std::array<Entry, 4> kEntries = {{
    // Squads-Protocol/squads-mpl: programs/squads-mpl/src/lib.rs
    {"Squads v3", "SMPLecH534NA9acpos4G6x7uf3LWbCAwZQE9e8ZekMu"},
    // Squads-Protocol/v4: programs/squads_multisig_program/src/lib.rs
    {"Squads v4", "SQDS4ep65T869zMMBKyuUq6aD6EgTu8psMjkvj52pCf"},
    // Squads-Protocol/smart-account-program: programs/squads_smart_account_program/src/lib.rs
    {"Squads Smart Account", "SMRTzfY6DfH5ik3TKiyLFfXexV8uSG3d2UksSCYdunG"},
    // anagrambuild/swig-wallet: program/src/lib.rs
    {"Swig", "swigypWHEksbC64pWKwah1WTeh9JXwx8H1rJHLdbQMB"},
}};

std::vector<SmartWalletProgram> Parse() {
  std::vector<SmartWalletProgram> programs;
  for (const Entry& entry : kEntries) {
    const absl::StatusOr<solana::Pubkey> id = solana::ParsePubkey(entry.id);
    HILT_CHECK(id.ok());
    programs.push_back({entry.name, *id});
  }
  return programs;
}

}  // namespace

const std::vector<SmartWalletProgram>& SmartWalletPrograms() {
  // Never destroyed, so that it may be read while the process ends.
  static const auto& programs = *new std::vector<SmartWalletProgram>(Parse());
  return programs;
}

}  // namespace hilt::verify
