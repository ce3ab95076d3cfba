#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "confirmer/verify/verifier.h"
#include "domain/payment.h"
#include "storage/ledger.h"

// ConfirmPayment's question and answer.
namespace hilt::finality {

// In order of precedence: the first that applies.
enum class ConfirmOutcome {
  kOtherPayment,        // the memo names one payment, and another than the one asked about
  kConfirmed,           // by this transaction, and not reverted
  kExpired,             // the payment is FAILED by expiry, or the transaction came too late
  kFailed,              // the payment is FAILED otherwise
  kDuplicate,           // settles, and another transaction confirmed the payment before
  kAwaitingCommitment,  // settles, below the commitment, grade or agreement that is required
  kRejected,            // does not settle; the verdict says why
  kUndecided,           // cannot be judged yet
  kNotSeen,             // no endpoint knows it
};

std::string_view Name(ConfirmOutcome outcome);  // "awaiting_commitment"

// Whether waiting would change it.
bool IsFinal(ConfirmOutcome outcome);

// At least one of the two is given.
struct ConfirmRequest {
  std::optional<domain::PaymentId> payment_id;  // none: the memo decides
  std::optional<solana::Signature> signature;   // none: the best that is known of the payment
};

struct ConfirmAnswer {
  // None: no payment_id was given, and the memo names none or several, or was not seen.
  std::optional<domain::Payment> payment;
  ConfirmOutcome outcome{};
  std::optional<verify::Verification> verification;  // none: not seen
  std::optional<solana::Signature> signature;        // that was judged; none: none is known
  std::optional<domain::PaymentId> other_payment;    // kOtherPayment, where its nonce is known
};

// What can be said now: from the payment as it stands after the observation was recorded, and from
// the observation itself (nullptr: not seen).
// NOT_FOUND payment_not_found: of this payment_id, or without one of the memo's nonce.
absl::StatusOr<ConfirmAnswer> JudgeOutcome(const storage::LedgerReader& ledger,
                                           const verify::Policy& policy,
                                           const ConfirmRequest& request,
                                           const domain::Observation* observation);

// Fetches and judges a transaction now, and waits for a final outcome.
class Confirmation {
 public:
  virtual ~Confirmation() = default;

  using Done = std::function<void(absl::StatusOr<ConfirmAnswer>)>;

  // Calls `done` once, on any thread, at a final outcome or at `until` (engine's clock) with what
  // is known then. Never blocks. What is learnt is recorded as if a source had brought it.
  // NOT_FOUND payment_not_found; FAILED_PRECONDITION no_endpoint; RESOURCE_EXHAUSTED
  // too_many_confirms; UNAVAILABLE endpoint_unavailable, shutting_down.
  virtual void Confirm(const ConfirmRequest& request, absl::Time until, Done done) = 0;
};

}  // namespace hilt::finality
