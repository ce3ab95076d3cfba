#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "grpcpp/support/status.h"
#include "telemetry/log.h"

// Refusals on their way out: an absl::Status becomes a gRPC status with the ErrorInfo that
// error.proto describes.
namespace hilt::api {

// INVALID_ARGUMENT invalid_field with "field", about one field of a request: "field: what is
// wrong". `what` says what is wanted and holds no bytes of the request.
absl::Status InvalidField(std::string_view field, std::string_view what);

// `status`, where it is the domain's refusal of `from` ("from: what is wrong", INVALID_ARGUMENT
// without a reason), about `to` instead. Others stay as they are.
absl::Status RenameField(const absl::Status& status, std::string_view from, std::string_view to);

// Refused by the writer's queue, where nothing was done: overloaded (RESOURCE_EXHAUSTED) or
// shutting_down (UNAVAILABLE). The same codes from elsewhere mean something else.
absl::Status NotSubmitted(const absl::Status& status);

absl::Status ShuttingDown();

// What a client gets. A refusal keeps its reason and details. Of statuses without a reason,
// INVALID_ARGUMENT becomes invalid_field, the field taken from the message's beginning, UNAVAILABLE
// store_unavailable (the store is what says it without a reason), CANCELLED, DEADLINE_EXCEEDED and
// UNIMPLEMENTED stay; every other is a defect of the engine or of its data: INTERNAL, whose message
// says nothing. `status` is not OK.
grpc::Status ToGrpc(const absl::Status& status);

// Whether an operator must hear of it: ToGrpc hides it from the client, or the store failed.
bool IsAlarming(const absl::Status& status);

// ToGrpc, and a line in the log where it is alarming. OK stays OK.
grpc::Status Answer(const absl::Status& status, std::string_view method, telemetry::Log& log);

}  // namespace hilt::api
