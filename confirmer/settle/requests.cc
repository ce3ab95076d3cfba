#include "confirmer/settle/requests.h"

#include <utility>

#include "base/status.h"
#include "confirmer/settle/discrepancies.h"
#include "confirmer/settle/record.h"
#include "confirmer/settle/refusal.h"

namespace hilt::settle {
namespace {

using absl::StatusCode;
using domain::Payment;

absl::StatusOr<Payment> FindPayment(const WriteContext& context, const domain::PaymentId& id) {
  HILT_ASSIGN_OR_RETURN(std::optional<Payment> payment, context.ledger.FindPayment(id));
  if (payment) return *std::move(payment);
  return Refusal(StatusCode::kNotFound, "payment_not_found", "no payment has this payment_id");
}

absl::Status RefuseFailed(const Payment& payment) {
  const std::string reason(domain::Name(*payment.state.failure_reason));
  return Refusal(StatusCode::kFailedPrecondition, "payment_failed",
                 "the payment is FAILED: " + reason, {{"failure_reason", reason}});
}

}  // namespace

absl::StatusOr<Payment> RecordBroadcast(WriteContext& context, const BroadcastRequest& request) {
  HILT_ASSIGN_OR_RETURN(Payment payment, FindPayment(context, request.payment_id));
  HILT_ASSIGN_OR_RETURN(const Recorded recorded,
                        FindRecorded(context, request.payment_id, request.signature));
  const Rules rules = RulesOf(context.rules, payment.terms);
  const Effects effects =
      OnBroadcast({payment.terms, rules, context.now}, payment.state, request.signature,
                  recorded.attempt ? &*recorded.attempt : nullptr);
  if (effects.disposition == Disposition::kRefusedTerminal) return RefuseFailed(payment);
  if (effects.disposition == Disposition::kRefusedExpired) {
    return Refusal(StatusCode::kFailedPrecondition, "session_expired",
                   "the session is past expires_at plus grace");
  }
  if (effects.disposition != Disposition::kApplied) return payment;
  if (request.payer_hint) payment.details.payer_hint = request.payer_hint;
  if (!request.wallet_source.empty()) payment.details.wallet_source = request.wallet_source;
  HILT_RETURN_IF_ERROR(Record(context, effects, {}, payment));
  HILT_RETURN_IF_ERROR(WantFetch(context, request.signature));
  return payment;
}

absl::StatusOr<Payment> CancelSession(WriteContext& context, const domain::PaymentId& payment_id) {
  HILT_ASSIGN_OR_RETURN(Payment payment, FindPayment(context, payment_id));
  const Rules rules = RulesOf(context.rules, payment.terms);
  const Effects effects = OnCancel({payment.terms, rules, context.now}, payment.state);
  if (effects.disposition == Disposition::kRefusedPending) {
    return Refusal(StatusCode::kFailedPrecondition, "payment_pending_confirmation",
                   "a transaction may be on its way");
  }
  if (effects.disposition == Disposition::kRefusedTerminal) {
    if (payment.state.failure_reason) return RefuseFailed(payment);
    return Refusal(StatusCode::kFailedPrecondition, "payment_confirmed",
                   "the payment is CONFIRMED");
  }
  HILT_RETURN_IF_ERROR(Record(context, effects, {}, payment));
  return payment;
}

absl::StatusOr<domain::Discrepancy> ResolveDiscrepancy(WriteContext& context,
                                                       const ResolveRequest& request) {
  // What the engine closed it opens again by itself: nobody else may pass for it.
  if (request.actor == kEngineActor) return InvalidField("actor", "`engine` is the engine itself");
  HILT_ASSIGN_OR_RETURN(std::optional<domain::Discrepancy> discrepancy,
                        context.ledger.FindDiscrepancy(request.discrepancy_id));
  if (!discrepancy) {
    return Refusal(StatusCode::kNotFound, "discrepancy_not_found",
                   "no discrepancy has this discrepancy_id");
  }
  if (const auto& closed = discrepancy->resolution) {
    if (closed->note == request.note && closed->actor == request.actor) return *discrepancy;
    return Refusal(StatusCode::kFailedPrecondition, "discrepancy_resolved",
                   "the discrepancy was closed before, with another note or actor");
  }
  return Resolve(
      context, *std::move(discrepancy),
      {.at = context.now, .note = request.note, .actor = request.actor, .peer = request.peer});
}

}  // namespace hilt::settle
