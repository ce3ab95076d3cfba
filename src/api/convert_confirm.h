#pragma once

#include "api/convert_payment.h"
#include "confirmer/finality/confirm.h"
#include "hilt/settlement/v1/session.pb.h"

// ConfirmPayment's answer in the contract's words.
namespace hilt::api {

v1::ConfirmOutcome ToProto(finality::ConfirmOutcome outcome);

void FillConfirmAnswer(const finality::ConfirmAnswer& answer, const PaymentView& view,
                       v1::ConfirmPaymentResponse* to);

}  // namespace hilt::api
