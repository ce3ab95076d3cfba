#include "indexer/decode/rpc_envelope.h"

#include <cstdint>
#include <string>

namespace hilt::decode {

absl::StatusOr<std::optional<int64_t>> ReadRpcErrorCode(Value& value, const Path& path) {
  static constexpr FieldNames<1> kFields = {"code"};
  if (IsNull(value)) return std::nullopt;
  base::Int128 code = 0;
  const auto read = [&](size_t, Value& item, const Path& here) -> absl::Status {
    HILT_ASSIGN_OR_RETURN(code, ReadSigned(item, here));
    if (code < INT64_MIN || code > INT64_MAX) return here.Error("not a signed 64-bit integer");
    return absl::OkStatus();
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read));
  HILT_RETURN_IF_ERROR(Require(seen, path, kFields, {0}));
  return static_cast<int64_t>(code);
}

absl::StatusOr<absl::Status> ReadRpcError(Value& value, const Path& path) {
  HILT_ASSIGN_OR_RETURN(const std::optional<int64_t> code, ReadRpcErrorCode(value, path));
  if (!code.has_value()) return absl::OkStatus();
  return absl::UnavailableError("rpc error " + std::to_string(*code));
}

}  // namespace hilt::decode
