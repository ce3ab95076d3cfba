#include "api/convert_payment.h"

#include "api/convert_chain.h"
#include "api/convert_verification.h"
#include "base/check.h"
#include "confirmer/settle/agreement.h"
#include "domain/memo.h"

namespace hilt::api {
namespace {

void FillDetails(const domain::SessionDetails& details, v1::Payment* to) {
  to->set_idempotency_key(details.idempotency_key);
  to->set_merchant_id(details.merchant_id);
  to->set_product_id(details.product_id);
  to->set_slug(details.slug);
  for (const auto& [key, value] : details.metadata) (*to->mutable_metadata())[key] = value;
  to->set_livemode(details.livemode);
  to->set_watch_account(solana::ToString(details.watch_account));
  to->set_wallet_source(details.wallet_source);
  to->set_payer_hint(TextOrEmpty(details.payer_hint));
}

void FillAsset(const domain::Asset& asset, v1::Payment* to) {
  to->set_asset_symbol(asset.symbol);
  to->set_token_mint(TextOrEmpty(asset.mint));
  if (!asset.is_native()) to->set_token_program(solana::ToString(asset.token_program));
  to->set_decimals(asset.decimals);
}

void FillTerms(const domain::Terms& terms, v1::Payment* to) {
  to->set_payment_id(domain::ToString(terms.payment_id));
  to->set_nonce(domain::ToString(terms.nonce));
  to->set_memo(domain::HiltMemo(terms.nonce));
  to->set_merchant_wallet(solana::ToString(terms.merchant_wallet));
  to->set_fee_wallet(TextOrEmpty(terms.fee_wallet));
  to->set_payer_wallet(TextOrEmpty(terms.payer_wallet));
  to->set_require_payer(terms.require_payer);
  FillAsset(terms.asset, to);
  to->set_amount_minor_units(terms.amount.value());
  to->set_merchant_amount_minor_units(terms.merchant_amount().value());
  to->set_fee_minor_units(terms.fee.value());
  // Merchant first; one leg is both parts' where they go to one wallet.
  to->set_merchant_token_account(solana::ToString(terms.legs.front().account));
  if (terms.fee_wallet) to->set_fee_token_account(solana::ToString(terms.legs.back().account));
  to->set_required_commitment(ToProto(terms.required_commitment));
  to->set_agreement_required(settle::AgreementRequired(terms));
  SetTimestamp(terms.expires_at, to->mutable_expires_at());
}

void FillShownSignature(const domain::PaymentState& state, v1::Payment* to) {
  if (state.settlement) {
    to->set_tx_signature(solana::ToString(state.settlement->key.signature));
    to->set_tx_signature_source(v1::TX_SIGNATURE_SOURCE_SETTLEMENT);
  } else if (!state.candidates.empty()) {
    to->set_tx_signature(solana::ToString(state.candidates.front().key.signature));
    to->set_tx_signature_source(v1::TX_SIGNATURE_SOURCE_CANDIDATE);
  } else if (!state.broadcasts.empty()) {
    to->set_tx_signature(solana::ToString(state.broadcasts.back().signature));
    to->set_tx_signature_source(v1::TX_SIGNATURE_SOURCE_RECORDED);
  }
}

void FillState(const domain::PaymentState& state, v1::Payment* to) {
  to->set_status(ToProto(state.status()));
  to->set_reverted(state.reverted);
  if (state.failure_reason) to->set_failure_reason(ToProto(*state.failure_reason));
  FillShownSignature(state, to);
  if (state.settlement) {
    FillCandidate(*state.settlement, to->mutable_settlement());
  } else if (!state.candidates.empty()) {
    FillCandidate(state.candidates.front(), to->mutable_best_candidate());
  }
  if (const domain::Attempt* latest = state.attempts.Latest()) {
    FillAttempt(*latest, to->mutable_last_attempt());
  }
  to->set_attempt_count(state.attempts.count);
  SetTimestamp(state.created_at, to->mutable_created_at());
  SetTimestamp(state.updated_at, to->mutable_updated_at());
  if (state.confirmed_at) SetTimestamp(*state.confirmed_at, to->mutable_confirmed_at());
  if (state.failed_at) SetTimestamp(*state.failed_at, to->mutable_failed_at());
  to->set_version(state.version);
}

}  // namespace

v1::PaymentStatus ToProto(domain::PaymentStatus status) {
  switch (status) {
    case domain::PaymentStatus::kPendingSignature:
      return v1::PAYMENT_STATUS_PENDING_SIGNATURE;
    case domain::PaymentStatus::kPendingConfirmation:
      return v1::PAYMENT_STATUS_PENDING_CONFIRMATION;
    case domain::PaymentStatus::kConfirmed:
      return v1::PAYMENT_STATUS_CONFIRMED;
    case domain::PaymentStatus::kFailed:
      return v1::PAYMENT_STATUS_FAILED;
  }
  base::CheckFailed("a PaymentStatus outside its enum", __FILE__, __LINE__);
}

v1::FailureReason ToProto(domain::FailureReason reason) {
  switch (reason) {
    case domain::FailureReason::kSessionExpired:
      return v1::FAILURE_REASON_SESSION_EXPIRED;
    case domain::FailureReason::kCancelled:
      return v1::FAILURE_REASON_CANCELLED;
  }
  base::CheckFailed("a FailureReason outside its enum", __FILE__, __LINE__);
}

v1::AttemptOutcome ToProto(domain::AttemptOutcome outcome) {
  switch (outcome) {
    case domain::AttemptOutcome::kVerdict:
      return v1::ATTEMPT_OUTCOME_VERDICT;
    case domain::AttemptOutcome::kLeftChain:
      return v1::ATTEMPT_OUTCOME_LEFT_CHAIN;
    case domain::AttemptOutcome::kDeadBroadcast:
      return v1::ATTEMPT_OUTCOME_DEAD_BROADCAST;
  }
  base::CheckFailed("an AttemptOutcome outside its enum", __FILE__, __LINE__);
}

void FillCandidate(const domain::Candidate& candidate, v1::Candidate* to) {
  to->set_tx_signature(solana::ToString(candidate.key.signature));
  to->set_slot(candidate.key.slot.value());
  to->set_blockhash(TextOrEmpty(candidate.key.blockhash));
  if (candidate.index) to->set_index(*candidate.index);
  SetTimestamp(candidate.block_time, to->mutable_block_time());
  to->set_commitment(ToProto(candidate.commitment));
  to->set_grade(ToProto(candidate.grade));
  FillLegResults(candidate.legs, to->mutable_legs());
  to->set_overpaid_minor_units(ShownUnits(candidate.overpaid));
  FillPayer({candidate.payer, candidate.fee_payer, candidate.signers}, to->mutable_payer());
  to->set_agreed(candidate.agreed);
}

void FillAttempt(const domain::Attempt& attempt, v1::Attempt* to) {
  to->set_tx_signature(solana::ToString(attempt.key.signature));
  to->set_outcome(ToProto(attempt.outcome));
  if (attempt.verdict) to->set_verdict(ToProto(*attempt.verdict));
  // A dead broadcast was never seen on the chain.
  if (attempt.outcome != domain::AttemptOutcome::kDeadBroadcast) {
    to->set_slot(attempt.key.slot.value());
    to->set_commitment(ToProto(attempt.commitment));
    to->set_grade(ToProto(attempt.grade));
  }
  FillLegResults(attempt.legs, to->mutable_legs());
  SetTimestamp(attempt.at, to->mutable_recorded_at());
}

void FillPayment(const domain::Payment& payment, const PaymentView& view, v1::Payment* to) {
  FillTerms(payment.terms, to);
  FillDetails(payment.details, to);
  FillState(payment.state, to);
  to->set_cluster(ToProto(view.cluster));
  to->set_expired(view.now > payment.terms.expires_at);
}

}  // namespace hilt::api
