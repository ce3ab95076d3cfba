#include "confirmer/finality/expiry.h"

#include <algorithm>

#include "base/status.h"
#include "confirmer/settle/observe.h"
#include "confirmer/settle/record.h"

namespace hilt::finality {
namespace {

using settle::ExpiryCause;

void AddOnce(const solana::Signature& signature, std::vector<solana::Signature>& signatures) {
  if (std::find(signatures.begin(), signatures.end(), signature) == signatures.end()) {
    signatures.push_back(signature);
  }
}

absl::StatusOr<std::vector<solana::Signature>> UnverifiablesOf(const storage::LedgerReader& ledger,
                                                               const domain::PaymentId& payment) {
  HILT_ASSIGN_OR_RETURN(const std::vector<storage::UnverifiableRecord> records,
                        ledger.Unverifiables(payment));
  std::vector<solana::Signature> signatures;
  for (const storage::UnverifiableRecord& record : records) {
    signatures.push_back(record.signature);
  }
  return signatures;
}

// Whether the chain was asked about everything that is known now, if it can be asked: a webhook may
// have come since.
absl::StatusOr<bool> IsChecked(const settle::WriteContext& context, const domain::Payment& payment,
                               const LastCheck& check) {
  if (!context.rules.rpc_endpoint) return true;
  HILT_ASSIGN_OR_RETURN(const std::vector<solana::Signature> known,
                        KnownSignatures(context.ledger, payment));
  return std::all_of(known.begin(), known.end(), [&](const solana::Signature& signature) {
    return std::find(check.asked.begin(), check.asked.end(), signature) != check.asked.end();
  });
}

}  // namespace

absl::StatusOr<std::vector<solana::Signature>> KnownSignatures(const storage::LedgerReader& ledger,
                                                               const domain::Payment& payment) {
  HILT_ASSIGN_OR_RETURN(std::vector<solana::Signature> signatures,
                        UnverifiablesOf(ledger, payment.terms.payment_id));
  for (const domain::Candidate& candidate : payment.state.candidates) {
    AddOnce(candidate.key.signature, signatures);
  }
  for (const domain::Broadcast& broadcast : payment.state.broadcasts) {
    AddOnce(broadcast.signature, signatures);
  }
  return signatures;
}

absl::StatusOr<bool> EndByWallClock(settle::WriteContext& context,
                                    const domain::PaymentId& payment_id, const LastCheck& check) {
  for (const domain::Observation& observation : check.seen) {
    HILT_ASSIGN_OR_RETURN(const bool hangs, settle::Observe(context, observation));
    if (hangs) HILT_RETURN_IF_ERROR(settle::WantFetch(context, observation.signature));
  }
  HILT_ASSIGN_OR_RETURN(std::optional<domain::Payment> payment,
                        context.ledger.FindPayment(payment_id));
  if (!payment || payment->state.terminal()) return true;
  HILT_ASSIGN_OR_RETURN(std::vector<solana::Signature> undecided,
                        UnverifiablesOf(context.ledger, payment_id));
  for (const solana::Signature& signature : check.unanswered) AddOnce(signature, undecided);
  HILT_ASSIGN_OR_RETURN(const bool checked, IsChecked(context, *payment, check));
  if (!checked) return false;

  const absl::Time in_time = payment->terms.expires_at + context.rules.policy.grace;
  if (context.now < in_time + kWallClockGrace) return false;
  const bool given_up = context.now >= in_time + settle::kUndecidedAtMost;
  if (!undecided.empty() && !given_up) return false;
  const settle::Rules rules = settle::RulesOf(context.rules, payment->terms);
  ExpiryCause cause = ExpiryCause::kWallClock;
  if (!undecided.empty()) cause = ExpiryCause::kUnverifiable;
  // The one cause that waits for no candidate which lacks an agreement.
  if (given_up && rules.agreement_required) cause = ExpiryCause::kNoAgreement;
  const settle::Effects effects =
      settle::OnExpiry({payment->terms, rules, context.now}, payment->state, cause, undecided);
  HILT_RETURN_IF_ERROR(settle::Record(context, effects, {}, *payment));
  if (!payment->state.terminal()) return false;
  for (const solana::Signature& signature : undecided) {
    context.ledger.DeleteUnverifiable(payment_id, signature);
  }
  return true;
}

}  // namespace hilt::finality
