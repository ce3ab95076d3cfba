#include "confirmer/settle/create_session.h"

#include <string>
#include <utility>
#include <vector>

#include "base/status.h"
#include "confirmer/settle/record.h"
#include "confirmer/settle/refusal.h"
#include "confirmer/settle/unmatched.h"
#include "fmt/format.h"

namespace hilt::settle {
namespace {

using domain::Payment;

// A payment_id given without a key makes the call repeatable in the key's place.
std::string KeyOf(const domain::SessionDetails& details, const domain::PaymentId& id) {
  if (!details.idempotency_key.empty()) return "key:" + details.idempotency_key;
  return "id:" + domain::ToString(id);
}

// `fingerprint`: of the request that made the payment, to tell in which field they differ; empty:
// not to be told.
absl::Status PaymentIdTaken(const std::string& fingerprint) {
  std::vector<std::pair<std::string, std::string>> details;
  if (!fingerprint.empty()) details.emplace_back("fingerprint", fingerprint);
  return Refusal(absl::StatusCode::kAlreadyExists, "payment_id_taken",
                 "payment_id: another payment has it", std::move(details));
}

// The payment that this very request made before, if it did.
absl::StatusOr<std::optional<Payment>> FindRepeated(const WriteContext& context,
                                                    const SessionRequest& request) {
  HILT_ASSIGN_OR_RETURN(const std::optional<storage::IdempotencyRecord> record,
                        context.ledger.FindIdempotencyKey(
                            request.details.client, KeyOf(request.details, request.payment_id)));
  if (!record) return std::nullopt;
  if (record->fingerprint != request.fingerprint) {
    if (request.details.idempotency_key.empty()) return PaymentIdTaken(record->fingerprint);
    return Refusal(
        absl::StatusCode::kAlreadyExists, "idempotency_key_reused",
        "the key was used before with other fields",
        {{"payment_id", domain::ToString(record->payment)}, {"fingerprint", record->fingerprint}});
  }
  HILT_ASSIGN_OR_RETURN(std::optional<Payment> payment,
                        context.ledger.FindPayment(record->payment));
  if (!payment) return absl::DataLossError("an idempotency key names a payment that is not there");
  return payment;
}

// What another client asked for is not told.
absl::Status RefuseTaken(const WriteContext& context, const SessionRequest& request,
                         const Payment& holder) {
  if (holder.details.client != request.details.client) return PaymentIdTaken("");
  HILT_ASSIGN_OR_RETURN(const std::optional<storage::IdempotencyRecord> record,
                        context.ledger.FindIdempotencyKey(
                            holder.details.client, KeyOf(holder.details, holder.terms.payment_id)));
  return PaymentIdTaken(record ? record->fingerprint : "");
}

absl::Status CheckUnused(const WriteContext& context, const SessionRequest& request) {
  HILT_ASSIGN_OR_RETURN(const std::optional<Payment> same_id,
                        context.ledger.FindPayment(request.payment_id));
  if (same_id) return RefuseTaken(context, request, *same_id);
  HILT_ASSIGN_OR_RETURN(const std::optional<domain::PaymentId> same_nonce,
                        context.ledger.FindNonce(request.nonce));
  if (same_nonce) {
    return Refusal(absl::StatusCode::kAlreadyExists, "nonce_taken",
                   "nonce: another payment has it");
  }
  return absl::OkStatus();
}

absl::StatusOr<domain::TokenAmount> FeeOf(const SessionRequest& request) {
  if (const auto* fee = std::get_if<domain::TokenAmount>(&request.fee)) return *fee;
  const uint32_t points = std::get<SessionRequest::BasisPoints>(request.fee).value;
  if (points > 9'999) return InvalidField("fee_bps", "must be at most 9999");
  const base::Int128 fee = base::Int128(request.amount.value()) * points / 10'000;
  return domain::TokenAmount(static_cast<uint64_t>(fee));
}

// What the asset's thresholds leave of the commitment that was asked for.
absl::StatusOr<domain::Commitment> EffectiveCommitment(const EngineRules& rules,
                                                       const SessionRequest& request,
                                                       const domain::Asset& asset) {
  domain::Commitment commitment = request.required_commitment.value_or(rules.default_commitment);
  if (asset.finalized_from && request.amount >= *asset.finalized_from) {
    commitment = domain::Commitment::kFinalized;
  }
  if (commitment == domain::Commitment::kFinalized && !rules.can_prove_finalized()) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "commitment_unavailable",
                   "required_commitment: a webhook alone cannot prove finalized");
  }
  return commitment;
}

absl::StatusOr<const domain::Asset*> FindAsset(const EngineRules& rules,
                                               const SessionRequest& request) {
  const domain::Asset* asset = rules.assets.Find(request.token_mint);
  if (asset == nullptr) {
    return Refusal(absl::StatusCode::kInvalidArgument, "unknown_asset",
                   "token_mint: is not a configured asset");
  }
  // A webhook's lamport figures alone are no proof (SPEC 5).
  const bool by_webhook_alone =
      rules.webhook_trust == WebhookTrust::kEvidence && !rules.chain_source;
  if (asset->is_native() && by_webhook_alone) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "asset_unavailable",
                   "token_mint: native SOL needs a chain source where webhooks are evidence");
  }
  return asset;
}

absl::Status CheckExpiresIn(absl::Duration expires_in) {
  const bool whole = expires_in == absl::Trunc(expires_in, absl::Seconds(1));
  if (!whole || expires_in < absl::Minutes(1) || expires_in > absl::Hours(24)) {
    return InvalidField("expires_in", "must be whole seconds from 1 minute to 24 hours");
  }
  return absl::OkStatus();
}

absl::Status CheckClock(const SessionRequest& request) {
  if (!request.clock_skew || absl::AbsDuration(*request.clock_skew) <= kMaxClockSkew) {
    return absl::OkStatus();
  }
  const int64_t seconds = absl::ToInt64Seconds(*request.clock_skew);
  return Refusal(absl::StatusCode::kUnavailable, "clock_skew",
                 fmt::format("the engine's clock is {:+} s off the chain's, so that the session "
                             "would begin and end at the wrong time",
                             seconds),
                 {{"skew_seconds", std::to_string(seconds)}});
}

absl::StatusOr<domain::Terms> MakeTermsOf(const WriteContext& context,
                                          const SessionRequest& request) {
  const EngineRules& rules = context.rules;
  if (!rules.webhook && !rules.chain_source) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "not_watched",
                   "no source of this engine would see the payment");
  }
  if (request.details.livemode != rules.livemode()) {
    return Refusal(
        absl::StatusCode::kInvalidArgument, "livemode_mismatch",
        fmt::format("livemode: must be {} on {}", rules.livemode(), domain::Name(rules.cluster)),
        {{"cluster", std::string(domain::Name(rules.cluster))}});
  }
  HILT_RETURN_IF_ERROR(CheckExpiresIn(request.expires_in));
  HILT_ASSIGN_OR_RETURN(const domain::Asset* asset, FindAsset(rules, request));
  HILT_ASSIGN_OR_RETURN(const domain::TokenAmount fee, FeeOf(request));
  HILT_ASSIGN_OR_RETURN(const domain::Commitment commitment,
                        EffectiveCommitment(rules, request, *asset));
  domain::TermsInput input;
  input.payment_id = request.payment_id;
  input.nonce = request.nonce;
  input.asset = *asset;
  input.merchant_wallet = request.merchant_wallet;
  input.fee_wallet = request.fee_wallet;
  input.payer_wallet = request.payer_wallet;
  input.require_payer = request.require_payer;
  input.amount = request.amount;
  input.fee = fee;
  input.created_at = context.now;
  input.expires_at = context.now + request.expires_in;
  input.required_commitment = commitment;
  return domain::MakeTerms(std::move(input));
}

}  // namespace

absl::StatusOr<Payment> CreateSession(WriteContext& context, const SessionRequest& request) {
  HILT_ASSIGN_OR_RETURN(std::optional<Payment> repeated, FindRepeated(context, request));
  if (repeated) return *std::move(repeated);
  HILT_RETURN_IF_ERROR(CheckUnused(context, request));
  HILT_RETURN_IF_ERROR(CheckClock(request));
  HILT_ASSIGN_OR_RETURN(domain::Terms terms, MakeTermsOf(context, request));
  Payment payment{.terms = std::move(terms), .details = request.details, .state = {}};
  payment.details.watch_account = payment.terms.legs.back().account;
  HILT_RETURN_IF_ERROR(Record(context, Created(context.now), {}, payment));
  context.ledger.PutIdempotencyKey(request.details.client,
                                   KeyOf(request.details, request.payment_id),
                                   {payment.terms.payment_id, request.fingerprint});
  HILT_RETURN_IF_ERROR(RefetchUnmatched(context, payment.terms.nonce));
  return payment;
}

}  // namespace hilt::settle
