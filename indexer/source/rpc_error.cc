#include "indexer/source/rpc_error.h"

#include <fmt/format.h>

#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"

namespace hilt::source {
namespace {

constexpr char kCodePayload[] = "hilt.rpc_error_code";

}  // namespace

RpcErrorKind KindOfRpcError(int64_t code) {
  switch (code) {
    case 429:
      return RpcErrorKind::kRateLimited;
    case -32005:  // NodeUnhealthy
    case -32603:  // internal error
      return RpcErrorKind::kUnhealthy;
    case -32001:  // BlockCleanedUp
    case -32007:  // SlotSkipped, or missing due to a ledger jump
    case -32009:  // LongTermStorageSlotSkipped
    case -32011:  // TransactionHistoryNotAvailable
    case -32020:  // FilterTransactionNotFound
      return RpcErrorKind::kNotHeld;
    case -32015:  // UnsupportedTransactionVersion
    case -32013:  // TransactionSignatureLenMismatch
    case -32600:  // invalid request
    case -32601:  // method not found
    case -32602:  // invalid params
    case -32700:  // parse error
      return RpcErrorKind::kRefused;
    default:  // -32004, -32014, -32016, -32019 among them
      return RpcErrorKind::kNotYet;
  }
}

absl::Status RpcErrorStatus(int64_t code) {
  const std::string message = fmt::format("rpc error {}", code);
  absl::Status status = KindOfRpcError(code) == RpcErrorKind::kRefused
                            ? absl::FailedPreconditionError(message)
                            : absl::UnavailableError(message);
  SetRpcCode(code, status);
  return status;
}

std::optional<int64_t> RpcCodeOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kCodePayload);
  int64_t code = 0;
  if (!payload.has_value() || !absl::SimpleAtoi(std::string(*payload), &code)) return std::nullopt;
  return code;
}

void SetRpcCode(int64_t code, absl::Status& status) {
  status.SetPayload(kCodePayload, absl::Cord(std::to_string(code)));
}

absl::Status WithStatusCode(absl::StatusCode code, const absl::Status& status) {
  absl::Status other(code, status.message());
  if (const std::optional<int64_t> rpc = RpcCodeOf(status)) SetRpcCode(*rpc, other);
  return other;
}

absl::Status RefusedAsUnavailable(const absl::Status& status) {
  if (!absl::IsFailedPrecondition(status)) return status;
  return WithStatusCode(absl::StatusCode::kUnavailable, status);
}

}  // namespace hilt::source
