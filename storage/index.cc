#include "storage/index.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace hilt::storage {
namespace {

std::string_view Text(const solana::Pubkey& key) {
  // The bytes of a key as they stand in memory.
  return {reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size()};
}

bool Final(const domain::Candidate& candidate) {
  return candidate.commitment == domain::Commitment::kFinalized;
}

// Everything that the payment rests on and that is not finalized.
IndexKeys UnfinalKeys(const domain::Payment& payment) {
  const domain::PaymentState& state = payment.state;
  IndexKeys keys;
  const auto add = [&](const domain::Candidate& candidate) {
    if (!Final(candidate)) keys.insert(UnfinalKey(candidate.key.slot, payment.terms.payment_id));
  };
  if (state.settlement && !state.reverted) add(*state.settlement);
  if (!state.terminal()) std::for_each(state.candidates.begin(), state.candidates.end(), add);
  return keys;
}

}  // namespace

IndexKeys PaymentIndexKeys(const domain::Payment& payment) {
  const domain::Terms& terms = payment.terms;
  IndexKeys keys = UnfinalKeys(payment);
  const std::string position = ListPosition(terms.created_at, terms.payment_id);
  const auto list = [&](ListBy by, std::string_view id) {
    if (id.empty()) return;
    keys.insert(ListPrefix(by, id, std::nullopt) + position);
    keys.insert(ListPrefix(by, id, payment.state.status()) + position);
  };
  list(ListBy::kMerchant, payment.details.merchant_id);
  list(ListBy::kProduct, payment.details.product_id);
  if (terms.payer_wallet) list(ListBy::kPayer, Text(*terms.payer_wallet));
  if (!payment.state.terminal()) keys.insert(ExpiryKey(terms.expires_at, terms.payment_id));
  return keys;
}

std::map<solana::Signature, LinkFlags> LinksOf(const domain::PaymentState& state) {
  std::map<solana::Signature, LinkFlags> links;
  if (state.settlement) links[state.settlement->key.signature].settlement = true;
  for (const domain::Candidate& candidate : state.candidates) {
    links[candidate.key.signature].candidate = true;
  }
  for (const domain::Broadcast& broadcast : state.broadcasts) {
    links[broadcast.signature].broadcast = true;
  }
  return links;
}

std::set<DiscrepancyScope> ScopesOf(const domain::Discrepancy& discrepancy) {
  std::set<DiscrepancyScope> scopes(discrepancy.payments.begin(), discrepancy.payments.end());
  if (scopes.empty() && discrepancy.watch_account) scopes.insert(*discrepancy.watch_account);
  return scopes;
}

IndexKeys DiscrepancyIndexKeys(const Uuid& id, const domain::Discrepancy& discrepancy) {
  IndexKeys keys;
  const std::string position = DiscrepancyPosition(discrepancy.opened_at, id);
  const auto lists = [&](const std::optional<DiscrepancyScope>& scope) {
    const bool open = discrepancy.open();
    keys.insert(DiscrepancyListPrefix({scope, std::nullopt, open}) + position);
    keys.insert(DiscrepancyListPrefix({scope, discrepancy.kind, open}) + position);
  };
  lists(std::nullopt);
  for (const DiscrepancyScope& scope : ScopesOf(discrepancy)) lists(scope);
  return keys;
}

}  // namespace hilt::storage
