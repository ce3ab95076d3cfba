#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "domain/asset.h"
#include "domain/evidence.h"
#include "domain/ids.h"
#include "solana/keys.h"

namespace hilt::domain {

enum class LegRole { kMerchant, kFee, kMerchantAndFee };

std::string_view Name(LegRole role);  // "merchant", "fee", "merchant+fee"

// An amount due to one wallet in the payment's asset.
struct Leg {
  LegRole role{};
  solana::Pubkey wallet;
  solana::Pubkey
      account;      // the wallet's associated token account; for native SOL the wallet itself
  TokenAmount due;  // at least 1

  friend bool operator==(const Leg&, const Leg&) = default;
};

// What a buyer agreed to pay, before anything is derived from it. See MakeTerms for the rules.
struct TermsInput {
  PaymentId payment_id;
  Nonce nonce;
  Asset asset;
  solana::Pubkey merchant_wallet;
  std::optional<solana::Pubkey> fee_wallet;
  std::optional<solana::Pubkey> payer_wallet;
  bool require_payer = false;
  TokenAmount amount;  // total: merchant and fee
  TokenAmount fee;
  absl::Time created_at;
  absl::Time expires_at;
  Commitment required_commitment = Commitment::kFinalized;
};

// The immutable terms of a payment. Only MakeTerms and RestoreTerms build them, so whoever holds
// one may rely on: legs has one entry, or two with different wallets, merchant first; the dues add
// up to amount.
struct Terms : TermsInput {
  std::vector<Leg> legs;

  TokenAmount merchant_amount() const { return TokenAmount(amount.value() - fee.value()); }

 private:
  explicit Terms(TermsInput input) : TermsInput(std::move(input)) {}
  friend absl::StatusOr<Terms> MakeTerms(TermsInput input);
  friend absl::StatusOr<Terms> RestoreTerms(TermsInput input, std::vector<Leg> legs);
};

// Derives the legs and their accounts; a merchant wallet that is also the fee wallet makes one leg
// of both amounts. INVALID_ARGUMENT, naming the field: amount 0; fee not below amount; fee_wallet
// given without a fee or missing with one; payer_wallet equal to merchant_wallet; require_payer
// without payer_wallet; expires_at not after created_at; required_commitment below confirmed.
absl::StatusOr<Terms> MakeTerms(TermsInput input);

// Terms that MakeTerms once made, from where they were kept. The legs' token accounts are believed,
// because deriving one costs a few microseconds; every other rule is checked again.
// INVALID_ARGUMENT as from MakeTerms, or "legs: ..." where they are not those of the input.
absl::StatusOr<Terms> RestoreTerms(TermsInput input, std::vector<Leg> legs);

}  // namespace hilt::domain
