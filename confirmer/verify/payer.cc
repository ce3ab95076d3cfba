#include "confirmer/verify/payer.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "base/check.h"
#include "confirmer/verify/money.h"

namespace hilt::verify {
namespace {

using base::Int128;
using domain::Observation;
using domain::Terms;
using solana::Pubkey;

struct Holder {
  Pubkey owner;
  Int128 net = 0;
};

// Net change by owner of the asset's token accounts, in order of their first account.
std::vector<Holder> TokenHolders(const Observation& observation, const Pubkey& mint) {
  std::vector<Holder> holders;
  absl::flat_hash_map<Pubkey, size_t> position;
  for (const domain::TokenChange& change : observation.token_changes) {
    if (change.mint != mint) continue;
    const auto [found, is_new] = position.try_emplace(change.owner, holders.size());
    if (is_new) holders.push_back({change.owner, 0});
    holders[found->second].net += change.delta;
  }
  return holders;
}

// Net change of lamports by account. Token accounts hold rent, not somebody's SOL.
std::vector<Holder> LamportHolders(const Observation& observation) {
  absl::flat_hash_set<Pubkey> token_accounts;
  for (const domain::TokenChange& change : observation.token_changes) {
    token_accounts.insert(change.account);
  }
  std::vector<Holder> holders;
  for (const domain::LamportChange& change : observation.lamport_changes) {
    if (token_accounts.contains(change.account)) continue;
    const bool paid_fee = change.account == observation.fee_payer;
    holders.push_back({change.account, change.delta + (paid_fee ? observation.fee_lamports : 0)});
  }
  return holders;
}

std::optional<Pubkey> LargestDebit(const std::vector<Holder>& holders) {
  std::optional<Pubkey> debited;
  Int128 lowest = 0;
  for (const Holder& holder : holders) {
    if (holder.net >= lowest) continue;  // of equal debits the first stays
    lowest = holder.net;
    debited = holder.owner;
  }
  return debited;
}

// Who held a token account of the asset in the snapshots, and how its balance moved.
struct Holding {
  std::vector<Pubkey> owners;  // distinct; two where it changed hands
  Int128 delta = 0;

  bool HeldBy(const Pubkey& owner) const {
    return std::find(owners.begin(), owners.end(), owner) != owners.end();
  }
};

using Holdings = absl::flat_hash_map<Pubkey, Holding>;

Holdings HoldingsOf(const Observation& observation, const domain::Asset& asset) {
  Holdings holdings;
  if (asset.is_native()) return holdings;
  for (const domain::TokenChange& change : observation.token_changes) {
    if (change.mint != asset.mint) continue;
    Holding& holding = holdings[change.account];
    if (!holding.HeldBy(change.owner)) holding.owners.push_back(change.owner);
    holding.delta += change.delta;
  }
  return holdings;
}

// Whether `owner` held the account in one of the snapshots. A wallet holds its own SOL.
bool Held(const Holdings& holdings, const domain::Asset& asset, const Pubkey& owner,
          const Pubkey& account) {
  if (asset.is_native()) return account == owner;
  const auto found = holdings.find(account);
  return found != holdings.end() && found->second.HeldBy(owner);
}

// Whether what was debited there was the owner's: nobody else held the account, and it holds less
// than before. An account that is only there at the end, or holds no less, may have been paid into
// by another and handed over.
bool WasDebitedOf(const Holdings& holdings, const domain::Asset& asset, const Pubkey& owner,
                  const Pubkey& account) {
  if (asset.is_native()) return account == owner;
  const auto found = holdings.find(account);
  return found != holdings.end() && found->second.owners == std::vector<Pubkey>{owner} &&
         found->second.delta < 0;
}

bool ReachesALeg(const Terms& terms, const solana::Transfer& transfer) {
  return std::any_of(terms.legs.begin(), terms.legs.end(), [&](const domain::Leg& leg) {
    return AmountInto(leg, terms.asset, transfer) > 0;
  });
}

// Who, other than the payer, ordered the first of the payer's transfers into a leg that the payer
// did not order.
std::optional<Pubkey> ForeignAuthority(const Terms& terms, const Observation& observation,
                                       const Pubkey& payer) {
  if (observation.execution != domain::Execution::kSucceeded) return std::nullopt;
  const Holdings holdings = HoldingsOf(observation, terms.asset);
  for (const domain::OrderedTransfer& ordered : observation.transfers) {
    const solana::Transfer& transfer = ordered.transfer;
    if (transfer.authority != payer && ReachesALeg(terms, transfer) &&
        Held(holdings, terms.asset, payer, transfer.source)) {
      return transfer.authority;
    }
  }
  return std::nullopt;
}

bool Signed(const Observation& observation, const Pubkey& wallet) {
  return std::find(observation.signers.begin(), observation.signers.end(), wallet) !=
         observation.signers.end();
}

}  // namespace

domain::Payer ReadPayer(const Terms& terms, const Observation& observation) {
  domain::Payer payer;
  payer.observed =
      LargestDebit(terms.asset.is_native() ? LamportHolders(observation)
                                           : TokenHolders(observation, *terms.asset.mint));
  if (payer.observed) payer.authority = ForeignAuthority(terms, observation, *payer.observed);
  payer.matches = !terms.payer_wallet || Signed(observation, *terms.payer_wallet);
  return payer;
}

bool PayerIsProved(const Terms& terms, const Observation& observation) {
  HILT_CHECK(terms.payer_wallet.has_value());
  const Pubkey& payer = *terms.payer_wallet;
  if (Signed(observation, payer)) return true;
  // A provider shows one owner for an account, whoever held it before.
  if (observation.grade == domain::EvidenceGrade::kProvider) return false;
  const Holdings holdings = HoldingsOf(observation, terms.asset);
  bool any = false;
  for (const domain::OrderedTransfer& ordered : observation.transfers) {
    const solana::Transfer& transfer = ordered.transfer;
    if (AmountInto(terms.legs.front(), terms.asset, transfer) == 0) continue;
    if (!WasDebitedOf(holdings, terms.asset, payer, transfer.source)) return false;
    any = true;
  }
  return any;
}

}  // namespace hilt::verify
