#include "domain/terms.h"

#include <utility>

#include "base/check.h"
#include "solana/address.h"

namespace hilt::domain {
namespace {

absl::Status Refused(absl::string_view message) { return absl::InvalidArgumentError(message); }

absl::Status CheckAmounts(const TermsInput& input) {
  if (input.amount.value() == 0) return Refused("amount: must be at least 1");
  if (input.fee >= input.amount) return Refused("fee: must be below the amount");
  const bool has_fee = input.fee.value() > 0;
  if (has_fee && !input.fee_wallet) return Refused("fee_wallet: needed where there is a fee");
  if (!has_fee && input.fee_wallet) return Refused("fee_wallet: given without a fee");
  return absl::OkStatus();
}

absl::Status CheckParties(const TermsInput& input) {
  if (input.payer_wallet == input.merchant_wallet) {
    return Refused("payer_wallet: must not be the merchant_wallet");
  }
  if (input.require_payer && !input.payer_wallet) {
    return Refused("require_payer: needs a payer_wallet");
  }
  return absl::OkStatus();
}

absl::Status CheckInput(const TermsInput& input) {
  if (absl::Status status = CheckAmounts(input); !status.ok()) return status;
  if (absl::Status status = CheckParties(input); !status.ok()) return status;
  if (input.expires_at <= input.created_at) {
    return Refused("expires_at: must be after created_at");
  }
  if (input.required_commitment < Commitment::kConfirmed) {
    return Refused("required_commitment: must be confirmed or finalized");
  }
  return absl::OkStatus();
}

Leg MakeLeg(LegRole role, const Asset& asset, const solana::Pubkey& wallet, TokenAmount due) {
  Leg leg;
  leg.role = role;
  leg.wallet = wallet;
  leg.account = asset.is_native()
                    ? wallet
                    : solana::AssociatedTokenAccount(wallet, asset.token_program, *asset.mint);
  leg.due = due;
  return leg;
}

}  // namespace

std::string_view Name(LegRole role) {
  switch (role) {
    case LegRole::kMerchant:
      return "merchant";
    case LegRole::kFee:
      return "fee";
    case LegRole::kMerchantAndFee:
      return "merchant+fee";
  }
  base::CheckFailed("a LegRole outside its enum", __FILE__, __LINE__);
}

absl::StatusOr<Terms> MakeTerms(TermsInput input) {
  if (absl::Status status = CheckInput(input); !status.ok()) return status;
  Terms terms(std::move(input));
  if (terms.fee_wallet == terms.merchant_wallet) {
    terms.legs.push_back(
        MakeLeg(LegRole::kMerchantAndFee, terms.asset, terms.merchant_wallet, terms.amount));
    return terms;
  }
  terms.legs.push_back(
      MakeLeg(LegRole::kMerchant, terms.asset, terms.merchant_wallet, terms.merchant_amount()));
  if (terms.fee_wallet) {
    terms.legs.push_back(MakeLeg(LegRole::kFee, terms.asset, *terms.fee_wallet, terms.fee));
  }
  return terms;
}

}  // namespace hilt::domain
