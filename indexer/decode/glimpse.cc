#include "indexer/decode/glimpse.h"

#include "indexer/decode/rpc_json.h"
#include "indexer/decode/scalars.h"

namespace hilt::decode {
namespace {

absl::Status ReadSignature(Value& value, const Path& path, Glimpse& out) {
  HILT_ASSIGN_OR_RETURN(const std::string_view text, ReadString(value, path));
  HILT_ASSIGN_OR_RETURN(out.signature, ParseSignature(text, path));
  return absl::OkStatus();
}

absl::Status ReadBody(Value& value, const Path& path, Glimpse& out) {
  static constexpr FieldNames<1> kFields = {"signatures"};
  const auto read = [&](size_t, Value& item, const Path& here) {
    return ReadElements(item, here, [&](Value& one, const Path& at, size_t i) {
      return i == 0 ? ReadSignature(one, at, out) : Skip(one, at);
    });
  };
  return ReadFields(value, path, kFields, read).status();
}

}  // namespace

Glimpse GlimpseTransaction(ondemand::object object) {
  enum Field : size_t { kSignature, kTransaction, kVersion, kFieldCount };
  static constexpr FieldNames<kFieldCount> kFields = {"signature", "transaction", "version"};
  Glimpse out;
  const auto read = [&](size_t field, Value& value, const Path& path) -> absl::Status {
    if (field == kSignature) return ReadSignature(value, path, out);
    if (field == kTransaction) return ReadBody(value, path, out);
    HILT_ASSIGN_OR_RETURN(out.version, ReadVersion(value, path));
    return absl::OkStatus();
  };
  // What was read before an error stands.
  ReadFields(object, Path(), kFields, read).IgnoreError();
  return out;
}

}  // namespace hilt::decode
