#pragma once

#include "absl/time/time.h"
#include "grpcpp/server_context.h"

namespace hilt::api {

// How long the caller still waits for the answer; InfiniteDuration: for ever. Negative: no more.
absl::Duration TimeLeft(const grpc::CallbackServerContext& context);

// How long a call may work on, where it would take up to `wanted`: it ends a little before its
// caller's deadline, so that the answer still reaches him. Never negative.
absl::Duration WithinDeadline(absl::Duration wanted, absl::Duration time_left);

}  // namespace hilt::api
