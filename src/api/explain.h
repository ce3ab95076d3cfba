#pragma once

#include "absl/status/status.h"
#include "api/engine.h"
#include "domain/observation.h"
#include "hilt/settlement/v1/explain.pb.h"

// Explain: the verifier run by hand.
namespace hilt::api {

namespace v1 = ::hilt::settlement::v1;

v1::MessageVersion ToProto(domain::MessageVersion version);
v1::Execution ToProto(domain::Execution execution);

// Blocks on the chain where a signature is asked about, until `deadline` (the machine's clock), and
// decodes up to 3 MiB: for a worker thread. Changes nothing.
// INVALID_ARGUMENT, the field named; NOT_FOUND payment_not_found, transaction_not_found;
// FAILED_PRECONDITION no_endpoint; UNAVAILABLE endpoint_unavailable.
absl::Status Explain(const Engine& engine, const v1::ExplainRequest& request, absl::Time deadline,
                     v1::Explanation& answer);

}  // namespace hilt::api
