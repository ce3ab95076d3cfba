#include "confirmer/finality/triage.h"

#include <vector>

#include "base/status.h"
#include "confirmer/finality/hints.h"
#include "confirmer/settle/agreement.h"
#include "confirmer/settle/candidates.h"

namespace hilt::finality {
namespace {

using domain::Commitment;
using domain::EvidenceGrade;
using Status = ChainQuery::Status;

// Whether the chain was judged as the status shows it, or further on.
bool IsJudged(const Status& status, const domain::Terms& terms, const domain::Candidate& held) {
  if (settle::LacksAgreement(terms, held)) return false;
  return held.grade == EvidenceGrade::kChain && held.key.slot == status.slot &&
         held.commitment >= *status.commitment && !status.failed;
}

bool IsJudged(const Status& status, const domain::Attempt& attempt) {
  const bool failed = attempt.verdict == domain::Verdict::kTransactionFailed;
  return attempt.outcome == domain::AttemptOutcome::kVerdict &&
         attempt.grade == EvidenceGrade::kChain && attempt.key.slot == status.slot &&
         attempt.commitment >= *status.commitment && status.failed == failed;
}

// For every payment that the signature is known to concern, of which there is one at least.
absl::StatusOr<bool> IsJudged(const storage::LedgerReader& ledger,
                              const solana::Signature& signature, const Status& status) {
  HILT_ASSIGN_OR_RETURN(const std::vector<storage::SignatureLink> links,
                        ledger.FindSignature(signature));
  for (const storage::SignatureLink& link : links) {
    HILT_ASSIGN_OR_RETURN(const std::optional<domain::Payment> payment,
                          ledger.FindPayment(link.payment));
    if (!payment) return absl::DataLossError("a signature names a payment that is not there");
    // How it was judged before it was lost says nothing of what it is now.
    const domain::Candidate* held =
        payment->state.reverted ? nullptr : settle::FindHeld(payment->state, signature);
    const bool judged = held != nullptr ? IsJudged(status, payment->terms, *held)
                                        : link.attempt && IsJudged(status, *link.attempt);
    if (!judged) return false;
  }
  return !links.empty();
}

}  // namespace

absl::StatusOr<Triage> TriageOf(const storage::LedgerReader& ledger, const storage::FetchHint& hint,
                                const std::optional<Status>& status, absl::Time now) {
  if (hint.attempts >= kQuickAttempts) return Triage::kFetch;
  if (!status) {
    const bool looked_up = hint.first_height && now < hint.next_at + kStatusesCover;
    return looked_up ? Triage::kWait : Triage::kLookUp;
  }
  if (!status->commitment || status->commitment == Commitment::kFinalized) return Triage::kFetch;
  // getTransaction shows nothing below confirmed.
  if (status->commitment == Commitment::kProcessed) return Triage::kWait;
  HILT_ASSIGN_OR_RETURN(const bool judged, IsJudged(ledger, hint.signature, *status));
  return judged ? Triage::kWait : Triage::kFetch;
}

}  // namespace hilt::finality
