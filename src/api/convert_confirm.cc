#include "api/convert_confirm.h"

#include "api/convert_chain.h"
#include "api/convert_verification.h"
#include "base/check.h"

namespace hilt::api {

v1::ConfirmOutcome ToProto(finality::ConfirmOutcome outcome) {
  switch (outcome) {
    case finality::ConfirmOutcome::kOtherPayment:
      return v1::CONFIRM_OUTCOME_OTHER_PAYMENT;
    case finality::ConfirmOutcome::kConfirmed:
      return v1::CONFIRM_OUTCOME_CONFIRMED;
    case finality::ConfirmOutcome::kExpired:
      return v1::CONFIRM_OUTCOME_EXPIRED;
    case finality::ConfirmOutcome::kFailed:
      return v1::CONFIRM_OUTCOME_FAILED;
    case finality::ConfirmOutcome::kDuplicate:
      return v1::CONFIRM_OUTCOME_DUPLICATE;
    case finality::ConfirmOutcome::kAwaitingCommitment:
      return v1::CONFIRM_OUTCOME_AWAITING_COMMITMENT;
    case finality::ConfirmOutcome::kRejected:
      return v1::CONFIRM_OUTCOME_REJECTED;
    case finality::ConfirmOutcome::kUndecided:
      return v1::CONFIRM_OUTCOME_UNDECIDED;
    case finality::ConfirmOutcome::kNotSeen:
      return v1::CONFIRM_OUTCOME_NOT_SEEN;
  }
  base::CheckFailed("a ConfirmOutcome outside its enum", __FILE__, __LINE__);
}

void FillConfirmAnswer(const finality::ConfirmAnswer& answer, const PaymentView& view,
                       v1::ConfirmPaymentResponse* to) {
  if (answer.payment) FillPayment(*answer.payment, view, to->mutable_payment());
  to->set_outcome(ToProto(answer.outcome));
  if (answer.verification) {
    to->set_verdict(ToProto(answer.verification->verdict));
    if (answer.verification->unverifiable) {
      to->set_unverifiable_reason(ToProto(*answer.verification->unverifiable));
    }
    FillLegResults(answer.verification->legs, to->mutable_legs());
  }
  to->set_tx_signature(TextOrEmpty(answer.signature));
  if (answer.other_payment) to->set_other_payment_id(domain::ToString(*answer.other_payment));
}

}  // namespace hilt::api
