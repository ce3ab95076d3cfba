#include "api/convert_discrepancy.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "api/convert_chain.h"
#include "api/convert_verification.h"
#include "base/check.h"

namespace hilt::api {
namespace {

using Mint = std::optional<solana::Pubkey>;

// What the wallets received in all, by asset, in the order in which the credits name the assets.
std::vector<std::pair<Mint, base::Int128>> SumsByAsset(const std::vector<domain::Credit>& credits) {
  std::vector<std::pair<Mint, base::Int128>> sums;
  for (const domain::Credit& credit : credits) {
    const auto sum = std::find_if(sums.begin(), sums.end(),
                                  [&](const auto& entry) { return entry.first == credit.mint; });
    if (sum == sums.end()) {
      sums.emplace_back(credit.mint, credit.amount);
    } else {
      sum->second += credit.amount;
    }
  }
  return sums;
}

void FillSums(const domain::Discrepancy& discrepancy, const domain::AssetRegistry& assets,
              v1::Discrepancy* to) {
  for (const auto& [mint, amount] : SumsByAsset(discrepancy.credits)) {
    v1::AssetSum* sum = to->add_sums();
    sum->set_token_mint(TextOrEmpty(mint));
    if (const domain::Asset* asset = assets.Find(mint)) sum->set_asset_symbol(asset->symbol);
    sum->set_received_minor_units(ShownUnits(amount));
  }
  to->set_other_asset_count(discrepancy.other_assets);
}

void FillTransactions(const domain::Discrepancy& discrepancy, v1::Discrepancy* to) {
  if (discrepancy.signature) {
    to->set_count(discrepancy.count);
    to->set_first_tx_signature(solana::ToString(*discrepancy.signature));
    to->set_last_tx_signature(
        solana::ToString(discrepancy.last_signature.value_or(*discrepancy.signature)));
  }
  if (discrepancy.seen) {
    const domain::Sighting& seen = *discrepancy.seen;
    to->set_slot(seen.slot.value());
    if (seen.block_time) SetTimestamp(*seen.block_time, to->mutable_block_time());
    to->set_commitment(ToProto(seen.commitment));
    to->set_grade(ToProto(seen.grade));
  }
  if (discrepancy.verdict) to->set_verdict(ToProto(*discrepancy.verdict));
}

void FillResolution(const domain::Resolution& resolution, v1::Resolution* to) {
  to->set_note(resolution.note);
  to->set_actor(resolution.actor);
  to->set_peer(resolution.peer);
  SetTimestamp(resolution.at, to->mutable_resolved_at());
}

}  // namespace

v1::DiscrepancyKind ToProto(domain::DiscrepancyKind kind) {
  switch (kind) {
    case domain::DiscrepancyKind::kAmbiguousMemo:
      return v1::DISCREPANCY_KIND_AMBIGUOUS_MEMO;
    case domain::DiscrepancyKind::kWrongAsset:
      return v1::DISCREPANCY_KIND_WRONG_ASSET;
    case domain::DiscrepancyKind::kMerchantUnderpaid:
      return v1::DISCREPANCY_KIND_MERCHANT_UNDERPAID;
    case domain::DiscrepancyKind::kFeeUnderpaid:
      return v1::DISCREPANCY_KIND_FEE_UNDERPAID;
    case domain::DiscrepancyKind::kNoncanonicalAccount:
      return v1::DISCREPANCY_KIND_NONCANONICAL_ACCOUNT;
    case domain::DiscrepancyKind::kViewsDisagree:
      return v1::DISCREPANCY_KIND_VIEWS_DISAGREE;
    case domain::DiscrepancyKind::kProgramSource:
      return v1::DISCREPANCY_KIND_PROGRAM_SOURCE;
    case domain::DiscrepancyKind::kPayerMismatch:
      return v1::DISCREPANCY_KIND_PAYER_MISMATCH;
    case domain::DiscrepancyKind::kLate:
      return v1::DISCREPANCY_KIND_LATE;
    case domain::DiscrepancyKind::kDuplicatePayment:
      return v1::DISCREPANCY_KIND_DUPLICATE_PAYMENT;
    case domain::DiscrepancyKind::kPaidAfterFailure:
      return v1::DISCREPANCY_KIND_PAID_AFTER_FAILURE;
    case domain::DiscrepancyKind::kReverted:
      return v1::DISCREPANCY_KIND_REVERTED;
    case domain::DiscrepancyKind::kUnverifiable:
      return v1::DISCREPANCY_KIND_UNVERIFIABLE;
    case domain::DiscrepancyKind::kUnmatched:
      return v1::DISCREPANCY_KIND_UNMATCHED;
    case domain::DiscrepancyKind::kUnattributedCredit:
      return v1::DISCREPANCY_KIND_UNATTRIBUTED_CREDIT;
    case domain::DiscrepancyKind::kEndpointDisagreement:
      return v1::DISCREPANCY_KIND_ENDPOINT_DISAGREEMENT;
  }
  base::CheckFailed("a DiscrepancyKind outside its enum", __FILE__, __LINE__);
}

std::optional<domain::DiscrepancyKind> FromProto(v1::DiscrepancyKind kind) {
  for (const domain::DiscrepancyKind known : domain::kAllDiscrepancyKinds) {
    if (ToProto(known) == kind) return known;
  }
  return std::nullopt;
}

void FillDiscrepancy(const domain::Discrepancy& discrepancy, const domain::AssetRegistry& assets,
                     v1::Discrepancy* to) {
  to->set_discrepancy_id(discrepancy.id);
  to->set_kind(ToProto(discrepancy.kind));
  to->set_state(discrepancy.open() ? v1::DISCREPANCY_STATE_OPEN : v1::DISCREPANCY_STATE_RESOLVED);
  for (const domain::PaymentId& id : discrepancy.payments) {
    to->add_payment_ids(domain::ToString(id));
  }
  for (const domain::Nonce& nonce : discrepancy.nonces) to->add_nonces(domain::ToString(nonce));
  to->set_watch_account(TextOrEmpty(discrepancy.watch_account));
  FillTransactions(discrepancy, to);
  FillLegResults(discrepancy.legs, to->mutable_legs());
  FillSums(discrepancy, assets, to);
  to->set_detail(discrepancy.detail);
  SetTimestamp(discrepancy.opened_at, to->mutable_opened_at());
  SetTimestamp(discrepancy.updated_at, to->mutable_updated_at());
  if (discrepancy.resolution) FillResolution(*discrepancy.resolution, to->mutable_resolution());
  to->set_version(discrepancy.version);
}

}  // namespace hilt::api
