#include "api/error.h"

#include <optional>
#include <utility>
#include <vector>

#include "confirmer/settle/refusal.h"
#include "fmt/format.h"
#include "hilt/settlement/v1/error.pb.h"

namespace hilt::api {
namespace {

namespace v1 = ::hilt::settlement::v1;

constexpr char kDomain[] = "settlement.hilt";
constexpr char kTypeUrl[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr std::string_view kInternalMessage = "an internal error; the engine's log has it";

using Details = std::vector<std::pair<std::string, std::string>>;

std::string_view MessageOf(const absl::Status& status) {
  return {status.message().data(), status.message().size()};
}

// The numbers of both are those of gRPC's protocol, which absl promises to keep.
grpc::StatusCode CodeOf(absl::StatusCode code) { return static_cast<grpc::StatusCode>(code); }

// "fee_wallet" of "fee_wallet: given without a fee"; empty: the message names no field.
std::string_view FieldOf(std::string_view message) {
  const size_t end = message.find(": ");
  return end == std::string_view::npos ? std::string_view() : message.substr(0, end);
}

grpc::Status WithInfo(absl::StatusCode code, std::string_view message, std::string_view reason,
                      const Details& details) {
  v1::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain(kDomain);
  for (const auto& [key, value] : details) (*info.mutable_metadata())[key] = value;
  v1::ErrorStatus status;
  status.set_code(static_cast<int32_t>(code));
  status.set_message(std::string(message));
  google::protobuf::Any* any = status.add_details();
  any->set_type_url(kTypeUrl);
  any->set_value(info.SerializeAsString());
  return grpc::Status(CodeOf(code), std::string(message), status.SerializeAsString());
}

grpc::Status InvalidFieldToGrpc(std::string_view message) {
  const std::string_view field = FieldOf(message);
  Details details;
  if (!field.empty()) details.emplace_back("field", field);
  return WithInfo(absl::StatusCode::kInvalidArgument, message, "invalid_field", details);
}

// The codes that may reach a client without a reason of ours.
bool HasMeaningAlone(absl::StatusCode code) {
  return code == absl::StatusCode::kCancelled || code == absl::StatusCode::kDeadlineExceeded ||
         code == absl::StatusCode::kUnimplemented;
}

}  // namespace

absl::Status InvalidField(std::string_view field, std::string_view what) {
  return settle::Refusal(absl::StatusCode::kInvalidArgument, "invalid_field",
                         fmt::format("{}: {}", field, what), {{"field", std::string(field)}});
}

absl::Status RenameField(const absl::Status& status, std::string_view from, std::string_view to) {
  if (status.code() != absl::StatusCode::kInvalidArgument || settle::ReasonOf(status)) {
    return status;
  }
  const std::string_view message = MessageOf(status);
  if (FieldOf(message) != from) return status;
  return absl::InvalidArgumentError(fmt::format("{}{}", to, message.substr(from.size())));
}

absl::Status NotSubmitted(const absl::Status& status) {
  if (status.code() == absl::StatusCode::kResourceExhausted) {
    return settle::Refusal(absl::StatusCode::kUnavailable, "overloaded",
                           "the engine has more work waiting than it takes on");
  }
  return status.code() == absl::StatusCode::kUnavailable ? ShuttingDown() : status;
}

absl::Status ShuttingDown() {
  return settle::Refusal(absl::StatusCode::kUnavailable, "shutting_down", "the engine is stopping");
}

grpc::Status ToGrpc(const absl::Status& status) {
  const std::string_view message = MessageOf(status);
  if (const std::optional<std::string> reason = settle::ReasonOf(status)) {
    return WithInfo(status.code(), message, *reason, settle::DetailsOf(status));
  }
  if (status.code() == absl::StatusCode::kInvalidArgument) return InvalidFieldToGrpc(message);
  if (status.code() == absl::StatusCode::kUnavailable) {
    return WithInfo(status.code(), "the store cannot be read or written", "store_unavailable", {});
  }
  if (HasMeaningAlone(status.code())) return {CodeOf(status.code()), std::string(message)};
  return {grpc::StatusCode::INTERNAL, std::string(kInternalMessage)};
}

bool IsAlarming(const absl::Status& status) {
  return !status.ok() && !settle::ReasonOf(status) &&
         status.code() != absl::StatusCode::kInvalidArgument && !HasMeaningAlone(status.code());
}

grpc::Status Answer(const absl::Status& status, std::string_view method, telemetry::Log& log) {
  if (status.ok()) return grpc::Status::OK;
  if (IsAlarming(status)) {
    log.Error("a call failed by the engine's own fault",
              {{"method", method}, {"error", status.ToString()}});
  }
  return ToGrpc(status);
}

}  // namespace hilt::api
