#include <algorithm>
#include <set>

#include "cli/amount_text.h"
#include "cli/checks.h"
#include "confirmer/verify/money.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

using domain::LegResult;
using domain::Observation;

constexpr size_t kMaxNotes = 8;

const Observation& Seen(const Explanation& explanation) {
  return explanation.transaction.observation;
}

bool AllPaid(const std::vector<LegResult>& legs) {
  return std::all_of(legs.begin(), legs.end(), [](const LegResult& leg) { return leg.paid(); });
}

std::set<solana::Pubkey> OtherMints(const Observation& seen, const domain::Asset& asset,
                                    const solana::Pubkey& wallet) {
  std::set<solana::Pubkey> mints;
  for (const domain::TokenChange& change : seen.token_changes) {
    if (change.owner == wallet && change.mint != asset.mint) mints.insert(change.mint);
  }
  return mints;
}

// What a leg's wallet received besides the asset: how a wrong_asset comes about.
std::vector<std::string> OtherAssetNotes(const Explanation& explanation) {
  const Observation& seen = Seen(explanation);
  const domain::Asset& asset = explanation.terms.asset;
  std::vector<std::string> notes;
  for (const LegResult& result : explanation.verification.legs) {
    for (const solana::Pubkey& mint : OtherMints(seen, asset, result.leg.wallet)) {
      const base::Int128 net = verify::OwnerNet(seen, result.leg.wallet, mint);
      if (net <= 0 || notes.size() == kMaxNotes) continue;
      notes.push_back(fmt::format("{} wallet received {} units of another mint, {}",
                                  domain::Name(result.leg.role), base::ToString(net),
                                  solana::ToString(mint)));
    }
    const base::Int128 lamports = verify::LamportNet(seen, result.leg.wallet);
    if (!asset.is_native() && lamports > 0) {
      notes.push_back(fmt::format("{} wallet received {}", domain::Name(result.leg.role),
                                  AmountText(lamports, 9, "SOL")));
    }
  }
  return notes;
}

}  // namespace

Check CheckLegs(const Explanation& explanation) {
  const CheckKind kind = CheckKind::kLegs;
  const std::vector<LegResult>& legs = explanation.verification.legs;
  if (!LegsCanBeJudged(explanation)) {
    const bool failed = Seen(explanation).execution == domain::Execution::kFailed;
    return {kind,
            CheckState::kNotJudged,
            failed ? "a failed transaction pays nothing" : "the record is incomplete",
            {}};
  }
  if (AllPaid(legs)) {
    return {
        kind, CheckState::kPassed, legs.size() == 1 ? "the leg is paid" : "both legs are paid", {}};
  }
  const auto unpaid =
      std::count_if(legs.begin(), legs.end(), [](const LegResult& leg) { return !leg.paid(); });
  return {kind, CheckState::kFailed, fmt::format("{} of {} not paid", unpaid, legs.size()),
          OtherAssetNotes(explanation)};
}

Check CheckProgramPaths(const Explanation& explanation) {
  const CheckKind kind = CheckKind::kProgramPaths;
  const std::vector<LegResult>& legs = explanation.verification.legs;
  if (!LegsCanBeJudged(explanation) || !AllPaid(legs)) {
    return {kind, CheckState::kNotJudged, "asked of legs that are paid", {}};
  }
  for (const LegResult& result : legs) {
    if (result.paid_through_allowed_paths()) continue;
    return {kind,
            CheckState::kFailed,
            fmt::format("{} leg: {} came through allowed programs, {} is due",
                        domain::Name(result.leg.role),
                        AmountAndUnits(result.through_allowed_paths(), explanation.terms.asset),
                        AmountAndUnits(result.leg.due.value(), explanation.terms.asset)),
            {}};
  }
  return {kind,
          CheckState::kPassed,
          explanation.policy.program_paths.any ? "any program may pay"
                                               : "paid through allowed programs",
          {}};
}

}  // namespace hilt::cli
