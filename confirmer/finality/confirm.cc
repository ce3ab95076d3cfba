#include "confirmer/finality/confirm.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/status.h"
#include "confirmer/settle/agreement.h"
#include "confirmer/settle/candidates.h"
#include "confirmer/settle/refusal.h"

namespace hilt::finality {
namespace {

using domain::Payment;
using domain::Verdict;

absl::Status NotFound() {
  return settle::Refusal(absl::StatusCode::kNotFound, "payment_not_found",
                         "no payment has this payment_id, or the nonce that the memo names");
}

// The signature that was asked about, or the one that the payment rests on, or the last recorded.
std::optional<solana::Signature> SignatureOf(const ConfirmRequest& request,
                                             const domain::PaymentState& state) {
  if (request.signature) return request.signature;
  if (state.settlement) return state.settlement->key.signature;
  if (!state.candidates.empty()) return state.candidates.front().key.signature;
  const auto& broadcasts = state.broadcasts;
  const auto live =
      std::find_if(broadcasts.rbegin(), broadcasts.rend(), [](const auto& b) { return b.live; });
  if (live != broadcasts.rend()) return live->signature;
  if (!broadcasts.empty()) return broadcasts.back().signature;
  return std::nullopt;
}

// What a candidate or a settlement that stands lets say of a transaction that no endpoint shows
// yet.
std::optional<verify::Verification> HeldOf(const domain::PaymentState& state,
                                           const solana::Signature& signature) {
  const domain::Candidate* held = settle::FindHeld(state, signature);
  if (held == nullptr || state.reverted) return std::nullopt;
  verify::Verification verification;
  verification.verdict = Verdict::kSettled;
  verification.legs = held->legs;
  verification.overpaid = held->overpaid;
  verification.payer = held->payer;
  return verification;
}

// By the transaction's verdict alone.
ConfirmOutcome OutcomeOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kSettled:
      return ConfirmOutcome::kAwaitingCommitment;
    case Verdict::kUnverifiable:
      return ConfirmOutcome::kUndecided;
    case Verdict::kLate:
      return ConfirmOutcome::kExpired;
    case Verdict::kTransactionFailed:
    case Verdict::kNoMemo:
    case Verdict::kAmbiguousMemo:
    case Verdict::kWrongAsset:
    case Verdict::kMerchantUnderpaid:
    case Verdict::kFeeUnderpaid:
    case Verdict::kNoncanonicalAccount:
    case Verdict::kViewsDisagree:
    case Verdict::kProgramSource:
    case Verdict::kPayerMismatch:
      return ConfirmOutcome::kRejected;
  }
  base::CheckFailed("a Verdict outside its enum", __FILE__, __LINE__);
}

ConfirmOutcome Decide(const domain::PaymentState& state,
                      const std::optional<solana::Signature>& signature,
                      const std::optional<verify::Verification>& verification) {
  const bool settled_by_it = state.settlement && state.settlement->key.signature == signature;
  if (settled_by_it) {
    return state.reverted ? ConfirmOutcome::kNotSeen : ConfirmOutcome::kConfirmed;
  }
  if (state.failure_reason == domain::FailureReason::kSessionExpired) {
    return ConfirmOutcome::kExpired;
  }
  if (verification && verification->verdict == Verdict::kLate) return ConfirmOutcome::kExpired;
  if (state.failure_reason) return ConfirmOutcome::kFailed;
  if (!verification) return ConfirmOutcome::kNotSeen;
  if (state.settlement && !state.reverted && verification->verdict == Verdict::kSettled) {
    return ConfirmOutcome::kDuplicate;
  }
  return OutcomeOf(verification->verdict);
}

absl::StatusOr<std::optional<Payment>> FindByNonce(const storage::LedgerReader& ledger,
                                                   const domain::Nonce& nonce) {
  HILT_ASSIGN_OR_RETURN(const std::optional<domain::PaymentId> id, ledger.FindNonce(nonce));
  if (!id) return std::nullopt;
  return ledger.FindPayment(*id);
}

// The payment that the signature settles or may settle, where that is known already.
absl::StatusOr<std::optional<Payment>> FindBySignature(const storage::LedgerReader& ledger,
                                                       const solana::Signature& signature) {
  HILT_ASSIGN_OR_RETURN(const std::vector<storage::SignatureLink> links,
                        ledger.FindSignature(signature));
  const auto held = [](bool storage::SignatureLink::*role) {
    return [role](const storage::SignatureLink& link) { return link.*role; };
  };
  auto link = std::find_if(links.begin(), links.end(), held(&storage::SignatureLink::settlement));
  if (link == links.end()) {
    link = std::find_if(links.begin(), links.end(), held(&storage::SignatureLink::candidate));
  }
  if (link == links.end()) return std::nullopt;
  return ledger.FindPayment(link->payment);
}

// By the payment as it stands, what is on record of the signature, and what was judged of it.
absl::Status DecideFor(const storage::LedgerReader& ledger, const Payment& payment,
                       ConfirmAnswer& answer) {
  answer.outcome = Decide(payment.state, answer.signature, answer.verification);
  const bool waits = answer.outcome == ConfirmOutcome::kAwaitingCommitment && answer.signature;
  if (!waits || !settle::AgreementRequired(payment.terms)) return absl::OkStatus();
  HILT_ASSIGN_OR_RETURN(
      const bool disagree,
      settle::EndpointsDisagree(ledger, payment.terms.payment_id, *answer.signature));
  if (disagree) answer.outcome = ConfirmOutcome::kUndecided;
  return absl::OkStatus();
}

// Without a payment_id, and not seen now: what the payment that rests on it lets say.
absl::StatusOr<ConfirmAnswer> JudgeHeld(const storage::LedgerReader& ledger,
                                        const solana::Signature& signature) {
  ConfirmAnswer answer;
  answer.signature = signature;
  answer.outcome = ConfirmOutcome::kNotSeen;
  HILT_ASSIGN_OR_RETURN(std::optional<Payment> payment, FindBySignature(ledger, signature));
  if (!payment) return answer;
  answer.verification = HeldOf(payment->state, signature);
  HILT_RETURN_IF_ERROR(DecideFor(ledger, *payment, answer));
  answer.payment = std::move(payment);
  return answer;
}

// Of a transaction that names no payment, or several: where the record is incomplete, the memo may
// be in what is missing.
verify::Verification WithoutPayment(const domain::Observation& observation,
                                    const std::vector<domain::Nonce>& nonces) {
  verify::Verification verification;
  verification.nonces = nonces;
  if (observation.execution == domain::Execution::kFailed) {
    verification.verdict = Verdict::kTransactionFailed;
  } else if (const auto missing = verify::WhatIsMissing(observation)) {
    verification.verdict = Verdict::kUnverifiable;
    verification.unverifiable = missing;
  } else {
    verification.verdict = nonces.empty() ? Verdict::kNoMemo : Verdict::kAmbiguousMemo;
  }
  return verification;
}

// Without a payment_id: the payment that the memo names, if it names one.
absl::StatusOr<ConfirmAnswer> JudgeByMemo(const storage::LedgerReader& ledger,
                                          const verify::Policy& policy,
                                          const ConfirmRequest& request,
                                          const domain::Observation* observation) {
  if (observation == nullptr) return JudgeHeld(ledger, *request.signature);
  ConfirmAnswer answer;
  answer.signature = request.signature;
  const std::vector<domain::Nonce> nonces = verify::HiltNonces(*observation);
  if (nonces.size() != 1) {
    answer.verification = WithoutPayment(*observation, nonces);
    answer.outcome = OutcomeOf(answer.verification->verdict);
    return answer;
  }
  HILT_ASSIGN_OR_RETURN(std::optional<Payment> payment, FindByNonce(ledger, nonces.front()));
  if (!payment) return NotFound();
  answer.verification = verify::Verify(payment->terms, policy, *observation);
  HILT_RETURN_IF_ERROR(DecideFor(ledger, *payment, answer));
  answer.payment = std::move(payment);
  return answer;
}

}  // namespace

std::string_view Name(ConfirmOutcome outcome) {
  switch (outcome) {
    case ConfirmOutcome::kOtherPayment:
      return "other_payment";
    case ConfirmOutcome::kConfirmed:
      return "confirmed";
    case ConfirmOutcome::kExpired:
      return "expired";
    case ConfirmOutcome::kFailed:
      return "failed";
    case ConfirmOutcome::kDuplicate:
      return "duplicate";
    case ConfirmOutcome::kAwaitingCommitment:
      return "awaiting_commitment";
    case ConfirmOutcome::kRejected:
      return "rejected";
    case ConfirmOutcome::kUndecided:
      return "undecided";
    case ConfirmOutcome::kNotSeen:
      return "not_seen";
  }
  base::CheckFailed("a ConfirmOutcome outside its enum", __FILE__, __LINE__);
}

bool IsFinal(ConfirmOutcome outcome) {
  return outcome != ConfirmOutcome::kAwaitingCommitment && outcome != ConfirmOutcome::kUndecided &&
         outcome != ConfirmOutcome::kNotSeen;
}

absl::StatusOr<ConfirmAnswer> JudgeOutcome(const storage::LedgerReader& ledger,
                                           const verify::Policy& policy,
                                           const ConfirmRequest& request,
                                           const domain::Observation* observation) {
  if (!request.payment_id) return JudgeByMemo(ledger, policy, request, observation);
  HILT_ASSIGN_OR_RETURN(std::optional<Payment> payment, ledger.FindPayment(*request.payment_id));
  if (!payment) return NotFound();
  ConfirmAnswer answer;
  answer.signature = SignatureOf(request, payment->state);
  if (observation != nullptr) {
    answer.verification = verify::Verify(payment->terms, policy, *observation);
    const std::vector<domain::Nonce> nonces = verify::HiltNonces(*observation);
    if (nonces.size() == 1 && nonces.front() != payment->terms.nonce) {
      answer.outcome = ConfirmOutcome::kOtherPayment;
      HILT_ASSIGN_OR_RETURN(answer.other_payment, ledger.FindNonce(nonces.front()));
      answer.payment = std::move(payment);
      return answer;
    }
  } else if (answer.signature) {
    answer.verification = HeldOf(payment->state, *answer.signature);
  }
  HILT_RETURN_IF_ERROR(DecideFor(ledger, *payment, answer));
  answer.payment = std::move(payment);
  return answer;
}

}  // namespace hilt::finality
