#include "indexer/decode/rpc_envelope.h"

namespace hilt::decode {

absl::StatusOr<absl::Status> ReadRpcError(Value& value, const Path& path) {
  static constexpr FieldNames<1> kFields = {"code"};
  if (IsNull(value)) return absl::OkStatus();
  base::Int128 code = 0;
  const auto read = [&](size_t, Value& item, const Path& here) -> absl::Status {
    HILT_ASSIGN_OR_RETURN(code, ReadSigned(item, here));
    return absl::OkStatus();
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read));
  HILT_RETURN_IF_ERROR(Require(seen, path, kFields, {0}));
  return absl::UnavailableError("rpc error " + base::ToString(code));
}

}  // namespace hilt::decode
