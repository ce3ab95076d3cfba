#include "indexer/decode/rpc_json.h"

#include "indexer/decode/limits.h"
#include "indexer/decode/scalars.h"

namespace hilt::decode {
namespace {

absl::Status ReadSignatures(Value& value, const Path& path, std::vector<solana::Signature>& out) {
  return ReadElements(value, path, [&](Value& item, const Path& here, size_t i) -> absl::Status {
    if (i == kMaxKeys) return here.Error("too many elements");
    HILT_ASSIGN_OR_RETURN(const std::string_view text, ReadString(item, here));
    HILT_ASSIGN_OR_RETURN(out.emplace_back(), ParseSignature(text, here));
    return absl::OkStatus();
  });
}

// Encoding json or jsonParsed.
absl::Status ReadTransactionBody(Value& value, const Path& path, RawTransaction& out) {
  enum Field : size_t { kSignatures, kMessage, kFieldCount };
  static constexpr FieldNames<kFieldCount> kFields = {"signatures", "message"};
  const auto read = [&](size_t field, Value& item, const Path& here) {
    if (field == kSignatures) return ReadSignatures(item, here, out.signatures);
    return ReadMessage(item, here, out);
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read));
  return Require(seen, path, kFields, {kSignatures, kMessage});
}

}  // namespace

absl::Status ReadByte(Value& value, const Path& path, uint8_t& out) {
  HILT_ASSIGN_OR_RETURN(const uint64_t number, ReadUint(value, path, UINT8_MAX));
  out = static_cast<uint8_t>(number);
  return absl::OkStatus();
}

absl::StatusOr<solana::Pubkey> ReadKey(Value& value, const Path& path) {
  HILT_ASSIGN_OR_RETURN(const std::string_view text, ReadString(value, path));
  return ParseKey(text, path);
}

absl::Status ReadKeys(Value& value, const Path& path, std::vector<solana::Pubkey>& out) {
  return ReadElements(value, path, [&](Value& item, const Path& here, size_t i) -> absl::Status {
    if (i == kMaxKeys) return here.Error("too many elements");
    HILT_ASSIGN_OR_RETURN(out.emplace_back(), ReadKey(item, here));
    return absl::OkStatus();
  });
}

absl::StatusOr<domain::MessageVersion> ReadVersion(Value& value, const Path& path) {
  if (IsNull(value)) return domain::MessageVersion::kLegacy;
  if (FirstChar(value) == '"') {
    HILT_ASSIGN_OR_RETURN(const std::string_view text, ReadString(value, path));
    if (text != "legacy") return path.Error("neither \"legacy\" nor a number");
    return domain::MessageVersion::kLegacy;
  }
  HILT_ASSIGN_OR_RETURN(const uint64_t number, ReadUint(value, path));
  if (number == 0) return domain::MessageVersion::kV0;
  if (number == 1) return domain::MessageVersion::kV1;
  return domain::MessageVersion::kUnknown;
}

absl::Status ReadError(Value& value, const Path& path, RawError& out) {
  if (IsNull(value)) {
    out.err = RawError::State::kSuccess;
    return absl::OkStatus();
  }
  const char first = FirstChar(value);
  if (first != '{' && first != '"') return path.Error("neither null nor an error");
  HILT_ASSIGN_OR_RETURN(out.err_json, ReadRaw(value, path));
  out.err = RawError::State::kFailure;
  return absl::OkStatus();
}

absl::Status TransactionReader::ReadField(size_t field, Value& value, const Path& path) {
  switch (field) {
    case kTransaction: {
      if (FirstChar(value) != '[') return ReadTransactionBody(value, path, out_);
      HILT_ASSIGN_OR_RETURN(wire_version_, ReadWire(value, path, out_));
      return absl::OkStatus();
    }
    case kMeta:
      return ReadMeta(value, path, out_);
    case kVersion: {
      const bool stated = !IsNull(value);
      HILT_ASSIGN_OR_RETURN(out_.version, ReadVersion(value, path));
      if (stated) stated_version_ = out_.version;
      return absl::OkStatus();
    }
    case kBlockTime: {
      HILT_ASSIGN_OR_RETURN(out_.time, ReadTime(value, path));
      return absl::OkStatus();
    }
    case kSlot: {
      HILT_ASSIGN_OR_RETURN(out_.slot, ReadUint(value, path));
      return absl::OkStatus();
    }
    default: {
      if (IsNull(value)) return absl::OkStatus();
      HILT_ASSIGN_OR_RETURN(const uint64_t index, ReadUint(value, path, UINT32_MAX));
      if (out_.index.has_value() && *out_.index != index) {
        return path.Error("not the index that stands beside it");
      }
      out_.index = static_cast<uint32_t>(index);
      return absl::OkStatus();
    }
  }
}

absl::Status TransactionReader::Finish(const FieldSet& seen, const Path& path) {
  HILT_RETURN_IF_ERROR(Require(seen, path, kFields, {kTransaction}));
  if (!wire_version_.has_value()) return absl::OkStatus();
  if (stated_version_.has_value() && *stated_version_ != *wire_version_) {
    return Path(path, kFields[kVersion]).Error("not that of the transaction's bytes");
  }
  out_.version = *wire_version_;
  return absl::OkStatus();
}

absl::Status OutlineReader::ReadField(size_t field, Value& value, const Path& path) {
  static constexpr FieldNames<1> kBodyFields = {"signatures"};
  const auto read = [&](size_t, Value& item, const Path& here) {
    return ReadSignatures(item, here, out_.signatures);
  };
  switch (field) {
    case TransactionReader::kTransaction:
      return ReadFields(value, path, kBodyFields, read).status();
    case TransactionReader::kMeta:
      return Skip(value, path);
    default:
      return whole_.ReadField(field, value, path);
  }
}

}  // namespace hilt::decode
