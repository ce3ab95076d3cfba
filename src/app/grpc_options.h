#pragma once

#include "absl/status/statusor.h"
#include "api/server.h"
#include "app/config.h"

namespace hilt::app {

// What the configuration means to the gRPC server. Reads the certificate files: INVALID_ARGUMENT
// names one that cannot be read.
absl::StatusOr<api::ServerOptions> GrpcOptionsOf(const GrpcConfig& config);

}  // namespace hilt::app
