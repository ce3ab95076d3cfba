#include "base/base64.h"
#include "base/check.h"
#include "indexer/decode/rpc_json.h"
#include "solana/wire.h"

// Encoding base64: the transaction's bytes, where the other encodings have an object. `meta` is the
// same as in encoding json.
namespace hilt::decode {
namespace {

domain::MessageVersion VersionOf(solana::WireVersion version) {
  switch (version) {
    case solana::WireVersion::kLegacy:
      return domain::MessageVersion::kLegacy;
    case solana::WireVersion::kV0:
      return domain::MessageVersion::kV0;
    case solana::WireVersion::kV1:
      return domain::MessageVersion::kV1;
  }
  base::CheckFailed("a WireVersion outside its enum", __FILE__, __LINE__);
}

void CopyMessage(const solana::WireTransaction& wire, RawTransaction& out) {
  RawMessage& message = out.message;
  message.required_signatures = wire.header.required_signatures;
  message.readonly_signed = wire.header.readonly_signed;
  message.readonly_unsigned = wire.header.readonly_unsigned;
  message.keys = wire.keys;
  for (const solana::WireInstruction& instruction : wire.instructions) {
    RawInstruction& raw = message.instructions.emplace_back();
    raw.program = instruction.program;
    raw.accounts = {static_cast<uint32_t>(out.account_indexes.size()),
                    static_cast<uint32_t>(instruction.accounts.size())};
    out.account_indexes.insert(out.account_indexes.end(), instruction.accounts.begin(),
                               instruction.accounts.end());
    raw.data.bytes = instruction.data;
  }
  for (const solana::WireLookup& lookup : wire.lookups) {
    message.lookup_writable += static_cast<uint32_t>(lookup.writable.size());
    message.lookup_readonly += static_cast<uint32_t>(lookup.readonly.size());
  }
}

// [bytes, "base64"]
absl::StatusOr<std::string_view> ReadText(Value& value, const Path& path) {
  std::array<std::string_view, 2> texts;
  const auto read = [&](Value& item, const Path& here, size_t i) -> absl::Status {
    if (i == texts.size()) return here.Error("more than bytes and their encoding");
    HILT_ASSIGN_OR_RETURN(texts[i], ReadString(item, here));
    return absl::OkStatus();
  };
  HILT_RETURN_IF_ERROR(ReadElements(value, path, read));
  if (texts[1] != "base64") return Path(path, 1).Error("not \"base64\"");
  return texts[0];
}

}  // namespace

absl::StatusOr<domain::MessageVersion> ReadWire(Value& value, const Path& path,
                                                RawTransaction& out) {
  HILT_ASSIGN_OR_RETURN(const std::string_view text, ReadText(value, path));
  const Path bytes_path(path, 0);
  if (const absl::Status status = base::AppendBase64(text, out.wire); !status.ok()) {
    return bytes_path.Error(std::string(status.message()));
  }
  solana::WireTransaction wire;
  if (const absl::Status status = solana::DecodeWire(out.wire, wire); !status.ok()) {
    return bytes_path.Error(std::string(status.message()));
  }
  out.signatures = wire.signatures;
  CopyMessage(wire, out);
  return VersionOf(wire.version);
}

}  // namespace hilt::decode
