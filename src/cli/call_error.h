#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "cli/command.h"
#include "grpcpp/support/status.h"

// What hiltctl makes of a call that did not answer.
namespace hilt::cli {

// Why the engine itself refused a call, as error.proto describes it.
struct Refusal {
  std::string reason;                           // "log_changed"
  std::map<std::string, std::string> metadata;  // "field" and others
};

// None where the error is not the engine's own: gRPC's, a proxy's, or details that are no
// ErrorStatus of domain `settlement.hilt`.
std::optional<Refusal> RefusalOf(const grpc::Status& status);

// "FAILED_PRECONDITION".
std::string_view CodeName(grpc::StatusCode code);

// What to do about an error, in a sentence or two: by the reason, else by the code.
std::string_view Advice(const std::optional<Refusal>& refusal, grpc::StatusCode code);

// Writes code, reason, message, metadata and advice to io.err, and returns the exit code:
// kUnavailable for UNAVAILABLE, DEADLINE_EXCEEDED and CANCELLED, else kRefused. `command` is
// "payment get".
ExitCode PrintCallError(const grpc::Status& status, std::string_view command,
                        std::string_view address, Io& io);

}  // namespace hilt::cli
