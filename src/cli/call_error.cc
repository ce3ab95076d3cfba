#include "cli/call_error.h"

#include <array>

#include "cli/terminal.h"
#include "fmt/format.h"
#include "hilt/settlement/v1/error.pb.h"

namespace hilt::cli {
namespace {

constexpr char kErrorInfoType[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr char kDomain[] = "settlement.hilt";
constexpr size_t kShownChars = 500;  // of a text that the other side wrote

// In the order of their numbers (grpcpp/support/status_code_enum.h).
constexpr std::array kCodeNames = {
    "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
    "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
    "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
    "DATA_LOSS", "UNAUTHENTICATED"};

bool MayComeBack(grpc::StatusCode code) {
  return code == grpc::StatusCode::UNAVAILABLE || code == grpc::StatusCode::DEADLINE_EXCEEDED ||
         code == grpc::StatusCode::CANCELLED;  // by a server that stops
}

std::string Headline(const grpc::Status& status, const std::optional<Refusal>& refusal,
                     std::string_view address) {
  if (refusal) {
    return fmt::format("{} {}: {}", CodeName(status.error_code()),
                       Printable(refusal->reason, kShownChars),
                       Printable(status.error_message(), kShownChars));
  }
  const std::string_view what = MayComeBack(status.error_code()) ? "no answer from" : "refused by";
  return fmt::format("{} {}: {} {}", what, Printable(address, kShownChars),
                     CodeName(status.error_code()), Printable(status.error_message(), kShownChars));
}

}  // namespace

std::string_view CodeName(grpc::StatusCode code) {
  const auto index = static_cast<size_t>(code);
  return index < kCodeNames.size() ? kCodeNames[index] : "UNKNOWN";
}

std::optional<Refusal> RefusalOf(const grpc::Status& status) {
  settlement::v1::ErrorStatus details;
  if (!details.ParseFromString(status.error_details())) return std::nullopt;
  for (const google::protobuf::Any& detail : details.details()) {
    settlement::v1::ErrorInfo info;
    // The type is Google's, the bytes are those of our own message.
    if (detail.type_url() != kErrorInfoType || !info.ParseFromString(detail.value()) ||
        info.domain() != kDomain) {
      continue;
    }
    return Refusal{info.reason(), {info.metadata().begin(), info.metadata().end()}};
  }
  return std::nullopt;
}

ExitCode PrintCallError(const grpc::Status& status, std::string_view command,
                        std::string_view address, Io& io) {
  const std::optional<Refusal> refusal = RefusalOf(status);
  io.err << fmt::format("hiltctl {}: {}\n", command, Headline(status, refusal, address));
  if (refusal) {
    for (const auto& [key, value] : refusal->metadata) {
      io.err << fmt::format("  {}: {}\n", Printable(key, kShownChars),
                            Printable(value, kShownChars));
    }
  }
  io.err << fmt::format("Next: {}\n", Wrap(Advice(refusal, status.error_code()), 6, 100));
  return MayComeBack(status.error_code()) ? ExitCode::kUnavailable : ExitCode::kRefused;
}

}  // namespace hilt::cli
