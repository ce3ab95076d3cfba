#pragma once

#include "absl/status/status.h"
#include "api/engine.h"
#include "hilt/settlement/v1/discrepancy.pb.h"
#include "hilt/settlement/v1/query.pb.h"

// Requests that only read. Each checks its request (INVALID_ARGUMENT, the field named), reads what
// is durable and fills the answer; none blocks but on the store.
namespace hilt::api {

namespace v1 = ::hilt::settlement::v1;

absl::Status PaymentNotFound();

// NOT_FOUND payment_not_found.
absl::Status GetPayment(const Engine& engine, const v1::GetPaymentRequest& request,
                        v1::Payment& answer);

absl::Status BatchGetPayments(const Engine& engine, const v1::BatchGetPaymentsRequest& request,
                              v1::BatchGetPaymentsResponse& answer);

// INVALID_ARGUMENT invalid_page_token.
absl::Status ListPayments(const Engine& engine, const v1::ListPaymentsRequest& request,
                          v1::ListPaymentsResponse& answer);
absl::Status ListDiscrepancies(const Engine& engine, const v1::ListDiscrepanciesRequest& request,
                               v1::ListDiscrepanciesResponse& answer);

}  // namespace hilt::api
