#include "indexer/decode/rpc_json.h"

#include "indexer/decode/limits.h"

namespace hilt::decode {
namespace {

constexpr uint64_t kMaxIndex = UINT8_MAX;

absl::Status ReadByte(Value& value, const Path& path, uint8_t& out) {
  HILT_ASSIGN_OR_RETURN(const uint64_t number, ReadUint(value, path, kMaxIndex));
  out = static_cast<uint8_t>(number);
  return absl::OkStatus();
}

absl::Status ReadHeader(Value& value, const Path& path, RawMessage& out) {
  enum Field : size_t { kRequired, kReadonlySigned, kReadonlyUnsigned, kFieldCount };
  static constexpr FieldNames<kFieldCount> kFields = {
      "numRequiredSignatures", "numReadonlySignedAccounts", "numReadonlyUnsignedAccounts"};
  const auto read = [&](size_t field, Value& item, const Path& here) {
    uint8_t& count = field == kRequired         ? out.required_signatures
                     : field == kReadonlySigned ? out.readonly_signed
                                                : out.readonly_unsigned;
    return ReadByte(item, here, count);
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read));
  return Require(seen, path, kFields, {kRequired, kReadonlySigned, kReadonlyUnsigned});
}

// Only how many keys they load: the keys themselves are in meta.loadedAddresses.
absl::Status ReadLookup(Value& value, const Path& path, RawMessage& out) {
  enum Field : size_t { kWritable, kReadonly, kFieldCount };
  static constexpr FieldNames<kFieldCount> kFields = {"writableIndexes", "readonlyIndexes"};
  const auto read = [&](size_t field, Value& item, const Path& here) {
    uint32_t& count = field == kWritable ? out.lookup_writable : out.lookup_readonly;
    return ReadElements(item, here, [&](Value& index, const Path& at, size_t) -> absl::Status {
      uint8_t ignored = 0;
      HILT_RETURN_IF_ERROR(ReadByte(index, at, ignored));
      if (++count > kMaxKeys) return at.Error("too many keys");
      return absl::OkStatus();
    });
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read));
  return Require(seen, path, kFields, {kWritable, kReadonly});
}

absl::Status ReadLookups(Value& value, const Path& path, RawMessage& out) {
  if (IsNull(value)) return absl::OkStatus();
  return ReadElements(value, path, [&](Value& item, const Path& here, size_t) {
    return ReadLookup(item, here, out);
  });
}

absl::Status ReadMessage(Value& value, const Path& path, RawTransaction& out) {
  enum Field : size_t { kHeader, kKeys, kInstructions, kLookups, kFieldCount };
  static constexpr FieldNames<kFieldCount> kFields = {"header", "accountKeys", "instructions",
                                                      "addressTableLookups"};
  const auto read = [&](size_t field, Value& item, const Path& here) -> absl::Status {
    switch (field) {
      case kHeader:
        return ReadHeader(item, here, out.message);
      case kKeys:
        return ReadStrings(item, here, kMaxKeys, out.message.keys);
      case kLookups:
        return ReadLookups(item, here, out.message);
      default:
        return ReadElements(item, here, [&](Value& one, const Path& at, size_t i) -> absl::Status {
          if (i == kMaxTopInstructions) return at.Error("too many instructions");
          return ReadInstruction(one, at, out.account_indexes,
                                 out.message.instructions.emplace_back());
        });
    }
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read));
  return Require(seen, path, kFields, {kHeader, kKeys, kInstructions});
}

absl::Status ReadTransactionBody(Value& value, const Path& path, RawTransaction& out) {
  enum Field : size_t { kSignatures, kMessage, kFieldCount };
  static constexpr FieldNames<kFieldCount> kFields = {"signatures", "message"};
  const auto read = [&](size_t field, Value& item, const Path& here) {
    if (field == kSignatures) return ReadStrings(item, here, kMaxKeys, out.signatures);
    return ReadMessage(item, here, out);
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read));
  return Require(seen, path, kFields, {kSignatures, kMessage});
}

}  // namespace

absl::Status ReadStrings(Value& value, const Path& path, size_t max,
                         std::vector<std::string_view>& out) {
  return ReadElements(value, path, [&](Value& item, const Path& here, size_t i) -> absl::Status {
    if (i == max) return here.Error("too many elements");
    HILT_ASSIGN_OR_RETURN(const std::string_view text, ReadString(item, here));
    out.push_back(text);
    return absl::OkStatus();
  });
}

absl::Status ReadInstruction(Value& value, const Path& path, std::vector<uint8_t>& pool,
                             RawInstruction& out) {
  enum Field : size_t { kProgram, kAccounts, kData, kFieldCount };
  static constexpr FieldNames<kFieldCount> kFields = {"programIdIndex", "accounts", "data"};
  const auto read_account = [&](Value& item, const Path& here, size_t i) -> absl::Status {
    if (i == kMaxInstructionAccounts) return here.Error("too many accounts");
    return ReadByte(item, here, pool.emplace_back());
  };
  const auto read = [&](size_t field, Value& item, const Path& here) -> absl::Status {
    switch (field) {
      case kProgram:
        return ReadByte(item, here, out.program);
      case kAccounts:
        out.accounts.begin = static_cast<uint32_t>(pool.size());
        HILT_RETURN_IF_ERROR(ReadElements(item, here, read_account));
        out.accounts.count = static_cast<uint32_t>(pool.size()) - out.accounts.begin;
        return absl::OkStatus();
      default: {
        HILT_ASSIGN_OR_RETURN(out.data, ReadString(item, here));
        return absl::OkStatus();
      }
    }
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read));
  return Require(seen, path, kFields, {kProgram, kAccounts, kData});
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
    case kTransaction:
      return ReadTransactionBody(value, path, out_);
    case kMeta:
      return ReadMeta(value, path, out_);
    case kVersion: {
      HILT_ASSIGN_OR_RETURN(out_.version, ReadVersion(value, path));
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
      out_.index = static_cast<uint32_t>(index);
      return absl::OkStatus();
    }
  }
}

absl::Status OutlineReader::ReadField(size_t field, Value& value, const Path& path) {
  static constexpr FieldNames<1> kBodyFields = {"signatures"};
  const auto read = [&](size_t, Value& item, const Path& here) {
    return ReadStrings(item, here, kMaxKeys, out_.signatures);
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

absl::Status TransactionReader::Finish(const FieldSet& seen, const Path& path) {
  return Require(seen, path, kFields, {kTransaction});
}

}  // namespace hilt::decode
