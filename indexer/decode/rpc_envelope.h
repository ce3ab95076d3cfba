#pragma once

#include "indexer/decode/json_reader.h"

namespace hilt::decode {

// The code in the value of a JSON-RPC response's `error`; none for null. The node's own message is
// left out: it may quote anything.
absl::StatusOr<std::optional<int64_t>> ReadRpcErrorCode(Value& value, const Path& path);

// The same as a status: OK for null, else UNAVAILABLE "rpc error <code>".
absl::StatusOr<absl::Status> ReadRpcError(Value& value, const Path& path);

// Reads a result, bare or inside a JSON-RPC response, by a Reader as ReadBy takes it. Paths start
// at the result. NOT_FOUND: the result is null. UNAVAILABLE: the response is an error.
template <class Reader>
absl::Status ReadRpcResult(ondemand::object root, Reader& reader) {
  constexpr size_t kResult = Reader::kFieldCount;
  constexpr size_t kError = kResult + 1;
  constexpr auto kNames = [] {
    FieldNames<kError + 1> names;
    for (size_t i = 0; i < kResult; ++i) names[i] = Reader::kFields[i];
    names[kResult] = "result";
    names[kError] = "error";
    return names;
  }();
  const Path top;
  bool null_result = false;
  absl::Status rpc_error;
  const auto read = [&](size_t field, Value& value, const Path& path) -> absl::Status {
    if (field < kResult) return reader.ReadField(field, value, path);
    if (field == kError) {
      HILT_ASSIGN_OR_RETURN(rpc_error, ReadRpcError(value, path));
      return absl::OkStatus();
    }
    null_result = IsNull(value);
    if (null_result) return absl::OkStatus();
    HILT_ASSIGN_OR_RETURN(ondemand::object object, ReadObject(value, path));
    return ReadBy(reader, object, top);
  };
  HILT_ASSIGN_OR_RETURN(FieldSet seen, ReadFields(root, top, kNames, read));
  HILT_RETURN_IF_ERROR(rpc_error);
  const bool enveloped = seen.test(kResult);
  seen.reset(kResult).reset(kError);
  if (enveloped && seen.any()) return top.Error("a result and, beside it, fields of one");
  if (null_result) return absl::NotFoundError("the result is null");
  return enveloped ? absl::OkStatus() : reader.Finish(seen, top);
}

}  // namespace hilt::decode
