#include "domain/terms.h"

#include <algorithm>
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

// The legs without their accounts.
std::vector<Leg> LegsOf(const TermsInput& input) {
  const auto leg = [](LegRole role, const solana::Pubkey& wallet, TokenAmount due) {
    return Leg{.role = role, .wallet = wallet, .account = {}, .due = due};
  };
  if (input.fee_wallet == input.merchant_wallet) {
    return {leg(LegRole::kMerchantAndFee, input.merchant_wallet, input.amount)};
  }
  const TokenAmount merchant(input.amount.value() - input.fee.value());
  std::vector<Leg> legs = {leg(LegRole::kMerchant, input.merchant_wallet, merchant)};
  if (input.fee_wallet) legs.push_back(leg(LegRole::kFee, *input.fee_wallet, input.fee));
  return legs;
}

solana::Pubkey AccountOf(const Asset& asset, const solana::Pubkey& wallet) {
  if (asset.is_native()) return wallet;
  return solana::AssociatedTokenAccount(wallet, asset.token_program, *asset.mint);
}

// Whether `kept` is the leg, as far as that can be said without deriving its account.
bool Matches(const Leg& leg, const Leg& kept, const Asset& asset) {
  const bool account_holds = !asset.is_native() || kept.account == kept.wallet;
  return account_holds && kept.role == leg.role && kept.wallet == leg.wallet && kept.due == leg.due;
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
  terms.legs = LegsOf(terms);
  for (Leg& leg : terms.legs) leg.account = AccountOf(terms.asset, leg.wallet);
  return terms;
}

absl::StatusOr<Terms> RestoreTerms(TermsInput input, std::vector<Leg> legs) {
  if (absl::Status status = CheckInput(input); !status.ok()) return status;
  Terms terms(std::move(input));
  const std::vector<Leg> expected = LegsOf(terms);
  const bool same = std::equal(
      expected.begin(), expected.end(), legs.begin(), legs.end(),
      [&terms](const Leg& leg, const Leg& kept) { return Matches(leg, kept, terms.asset); });
  if (!same) return Refused("legs: not those of the terms");
  terms.legs = std::move(legs);
  return terms;
}

}  // namespace hilt::domain
