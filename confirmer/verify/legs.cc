#include "confirmer/verify/legs.h"

#include <algorithm>

#include "confirmer/verify/money.h"

namespace hilt::verify {
namespace {

using base::Int128;
using domain::LegResult;
using domain::Observation;
using domain::Verdict;

// Whether the last snapshot shows this as the leg's account. Only provider shapes may leave the
// token program unsaid; the account's address, derived from the program, then stands for it.
bool IsLegAccountAtEnd(const domain::TokenChange& change, const domain::Leg& leg,
                       const domain::Asset& asset, domain::EvidenceGrade grade) {
  const bool program_fits = change.program ? *change.program == asset.token_program
                                           : grade == domain::EvidenceGrade::kProvider;
  return change.held_at_end && change.owner == leg.wallet && program_fits;
}

// How the balance of the leg's account moved. An account that does not end as the leg's (closed,
// passed on to another owner) may have lost what it held, but gained the leg nothing.
Int128 AccountDelta(const domain::Leg& leg, const domain::Asset& asset,
                    const Observation& observation) {
  if (asset.is_native()) return LamportNet(observation, leg.account);
  Int128 delta = 0;
  bool held = false;
  for (const domain::TokenChange& change : observation.token_changes) {
    if (change.account != leg.account || change.mint != asset.mint) continue;
    delta += change.delta;
    held = held || IsLegAccountAtEnd(change, leg, asset, observation.grade);
  }
  return held ? delta : std::min(delta, Int128{0});
}

domain::Path& PathOf(const domain::Place& place, const ProgramPaths& paths, LegResult& result) {
  std::optional<solana::Pubkey> outer;
  if (!place.is_direct()) outer = place.outer_program;
  for (domain::Path& path : result.paths) {
    if (path.outer_program == outer) return path;
  }
  domain::Path path;
  path.outer_program = outer;
  path.allowed = paths.any || !outer || paths.allowed.contains(*outer);
  return result.paths.emplace_back(path);
}

void AddTransfers(const domain::Asset& asset, const ProgramPaths& paths,
                  const Observation& observation, LegResult& result) {
  if (observation.execution != domain::Execution::kSucceeded) return;
  for (const domain::OrderedTransfer& ordered : observation.transfers) {
    const Int128 amount = AmountInto(result.leg, asset, ordered.transfer);
    if (amount == 0) continue;
    result.transfers += amount;
    PathOf(ordered.place, paths, result).amount += amount;
  }
}

// Transfers were made into the leg's account, and another owner has it: money that should have
// reached the wallet.
bool WentAstray(const domain::Asset& asset, const Observation& observation,
                const LegResult& result) {
  if (asset.is_native() || result.transfers == 0) return false;
  return std::any_of(observation.token_changes.begin(), observation.token_changes.end(),
                     [&](const domain::TokenChange& change) {
                       return change.account == result.leg.account && change.held_at_end &&
                              change.owner != result.leg.wallet;
                     });
}

bool IsWrongAsset(const domain::Terms& terms, const Observation& observation,
                  const std::vector<LegResult>& legs) {
  const auto received_asset = [](const LegResult& result) { return result.owner_net > 0; };
  const auto received_another = [&](const LegResult& result) {
    return ReceivedAnotherAsset(observation, terms.asset, result.leg.wallet);
  };
  return std::none_of(legs.begin(), legs.end(), received_asset) &&
         std::any_of(legs.begin(), legs.end(), received_another);
}

}  // namespace

std::vector<LegResult> ReadLegs(const domain::Terms& terms, const ProgramPaths& paths,
                                const Observation& observation) {
  std::vector<LegResult> results;
  results.reserve(terms.legs.size());
  for (const domain::Leg& leg : terms.legs) {
    LegResult& result = results.emplace_back();
    result.leg = leg;
    result.owner_net = Received(observation, terms.asset, leg.wallet);
    result.account_delta = AccountDelta(leg, terms.asset, observation);
    AddTransfers(terms.asset, paths, observation, result);
  }
  return results;
}

Verdict WhyNotPaid(const domain::Terms& terms, const Observation& observation,
                   const std::vector<LegResult>& legs) {
  if (IsWrongAsset(terms, observation, legs)) return Verdict::kWrongAsset;
  // The merchant's leg is the first, so a short merchant is named before a short fee.
  for (const LegResult& result : legs) {
    if (result.owner_net >= result.leg.due.value()) continue;
    return result.leg.role == domain::LegRole::kFee ? Verdict::kFeeUnderpaid
                                                    : Verdict::kMerchantUnderpaid;
  }
  for (const LegResult& result : legs) {
    if (result.account_delta < result.leg.due.value()) return Verdict::kNoncanonicalAccount;
  }
  return Verdict::kViewsDisagree;
}

bool LegWalletCredited(const domain::Terms& terms, const Observation& observation,
                       const std::vector<LegResult>& legs) {
  if (observation.execution == domain::Execution::kFailed ||
      observation.execution == domain::Execution::kNotRecorded) {
    return false;
  }
  return std::any_of(legs.begin(), legs.end(), [&](const LegResult& result) {
    return result.owner_net > 0 || WentAstray(terms.asset, observation, result) ||
           ReceivedAnotherAsset(observation, terms.asset, result.leg.wallet);
  });
}

}  // namespace hilt::verify
