#include "confirmer/verify/credits.h"

#include <algorithm>

#include "confirmer/verify/money.h"

namespace hilt::verify {
namespace {

using domain::Credit;

void Add(const Credit& credit, Credits& result) {
  if (credit.amount <= 0) return;
  if (result.credits.size() == domain::kMaxCredits) {
    ++result.other_assets;
  } else {
    result.credits.push_back(credit);
  }
}

// The mints of the wallet's accounts but for `own`, each once, as the transaction lists them.
std::vector<solana::Pubkey> OtherMints(const domain::Observation& observation,
                                       const solana::Pubkey& wallet,
                                       const std::optional<solana::Pubkey>& own) {
  std::vector<solana::Pubkey> mints;
  for (const domain::TokenChange& change : observation.token_changes) {
    if (change.owner != wallet || change.mint == own) continue;
    if (std::find(mints.begin(), mints.end(), change.mint) == mints.end()) {
      mints.push_back(change.mint);
    }
  }
  return mints;
}

void AddOthers(const domain::Asset& asset, const domain::Observation& observation,
               const solana::Pubkey& wallet, Credits& result) {
  if (!asset.is_native()) {
    Add({.wallet = wallet, .mint = {}, .amount = LamportNet(observation, wallet)}, result);
  }
  for (const solana::Pubkey& mint : OtherMints(observation, wallet, asset.mint)) {
    Add({.wallet = wallet, .mint = mint, .amount = OwnerNet(observation, wallet, mint)}, result);
  }
}

}  // namespace

Credits ReadCredits(const domain::Terms& terms, const domain::Observation& observation) {
  Credits result;
  if (observation.execution == domain::Execution::kFailed ||
      observation.execution == domain::Execution::kNotRecorded) {
    return result;
  }
  for (const domain::Leg& leg : terms.legs) {
    Add({.wallet = leg.wallet,
         .mint = terms.asset.mint,
         .amount = Received(observation, terms.asset, leg.wallet)},
        result);
  }
  for (const domain::Leg& leg : terms.legs) {
    AddOthers(terms.asset, observation, leg.wallet, result);
  }
  return result;
}

}  // namespace hilt::verify
