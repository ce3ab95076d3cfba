#pragma once

#include <optional>
#include <string>
#include <variant>

#include "absl/status/statusor.h"
#include "confirmer/settle/command.h"
#include "domain/payment.h"

namespace hilt::settle {

// A session as it was asked for. The ids are chosen before it comes here, so that the same command
// always gives the same payment.
struct SessionRequest {
  domain::PaymentId payment_id;
  domain::Nonce nonce;
  // Of all fields as they came: equal requests have equal ones.
  std::string fingerprint;
  std::optional<solana::Pubkey> token_mint;  // none: native SOL
  solana::Pubkey merchant_wallet;
  std::optional<solana::Pubkey> fee_wallet;
  std::optional<solana::Pubkey> payer_wallet;
  bool require_payer = false;
  domain::TokenAmount amount;
  // Of the amount: minor units, or basis points, rounded down.
  struct BasisPoints {
    uint32_t value = 0;  // 0 to 9,999
  };
  std::variant<domain::TokenAmount, BasisPoints> fee = domain::TokenAmount(0);
  absl::Duration expires_in = absl::Minutes(15);  // whole seconds, 1 minute to 24 hours
  std::optional<domain::Commitment> required_commitment;
  // The engine's clock less the chain's, where known: a session's times would be wrong by it.
  std::optional<absl::Duration> clock_skew;
  // client, idempotency_key (empty: the payment_id stands for it), and what the API tier wants
  // kept.
  domain::SessionDetails details;
};

// Beyond this, either way, sessions are refused (SPEC 5).
inline constexpr absl::Duration kMaxClockSkew = absl::Seconds(30);

// Accepts the session: the payment with its effective terms, created at `context.now`. The same
// request again gives the payment as it stands, and writes nothing.
// ALREADY_EXISTS idempotency_key_reused, payment_id_taken, nonce_taken: where the earlier request
// was the same client's, the detail `fingerprint` is that request's. INVALID_ARGUMENT, naming the
// field; FAILED_PRECONDITION not_watched, asset_unavailable, commitment_unavailable; UNAVAILABLE
// clock_skew.
absl::StatusOr<domain::Payment> CreateSession(WriteContext& context, const SessionRequest& request);

}  // namespace hilt::settle
