#pragma once

#include "absl/time/time.h"
#include "domain/asset.h"
#include "domain/payment.h"
#include "hilt/settlement/v1/payment.pb.h"

// Payments in the contract's words.
namespace hilt::api {

namespace v1 = ::hilt::settlement::v1;

v1::PaymentStatus ToProto(domain::PaymentStatus status);
v1::FailureReason ToProto(domain::FailureReason reason);
v1::AttemptOutcome ToProto(domain::AttemptOutcome outcome);

void FillCandidate(const domain::Candidate& candidate, v1::Candidate* to);
void FillAttempt(const domain::Attempt& attempt, v1::Attempt* to);

// What a payment's message depends on besides the payment.
struct PaymentView {
  absl::Time now;  // decides `expired`: the engine's clock, or the time of the event
  domain::Cluster cluster{};
};

// `matched_by` stays as it is.
void FillPayment(const domain::Payment& payment, const PaymentView& view, v1::Payment* to);

}  // namespace hilt::api
