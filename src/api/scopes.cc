#include "api/scopes.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace hilt::api {
namespace {

constexpr std::array kMethodScopes = std::to_array<MethodScope>({
    {"SettlementService/CreateSession", Scope::kWrite},
    {"SettlementService/GetPayment", Scope::kRead},
    {"SettlementService/BatchGetPayments", Scope::kRead},
    {"SettlementService/ListPayments", Scope::kRead},
    {"SettlementService/RecordBroadcast", Scope::kWrite},
    {"SettlementService/SubmitTransaction", Scope::kWrite},
    {"SettlementService/ConfirmPayment", Scope::kWrite},
    {"SettlementService/WatchPayment", Scope::kRead},
    {"SettlementService/StreamEvents", Scope::kRead},
    {"SettlementService/CancelSession", Scope::kWrite},
    {"SettlementService/ListDiscrepancies", Scope::kRead},
    {"SettlementService/ResolveDiscrepancy", Scope::kWrite},
    {"AdminService/GetStatus", Scope::kAdmin},
    {"AdminService/Backfill", Scope::kAdmin},
    {"AdminService/Backup", Scope::kAdmin},
    {"AdminService/Explain", Scope::kAdmin},
});

}  // namespace

std::string_view Name(Scope scope) {
  switch (scope) {
    case Scope::kRead:
      return "read";
    case Scope::kWrite:
      return "write";
    case Scope::kAdmin:
      return "admin";
  }
  base::CheckFailed("a Scope outside its enum", __FILE__, __LINE__);
}

std::span<const MethodScope> MethodScopes() { return kMethodScopes; }

std::optional<Scope> ScopeOf(std::string_view method) {
  const auto* row = std::find_if(kMethodScopes.begin(), kMethodScopes.end(),
                                 [&](const MethodScope& entry) { return entry.method == method; });
  if (row == kMethodScopes.end()) return std::nullopt;
  return row->scope;
}

}  // namespace hilt::api
