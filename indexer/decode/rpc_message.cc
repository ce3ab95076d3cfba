#include "indexer/decode/limits.h"
#include "indexer/decode/rpc_json.h"

namespace hilt::decode {
namespace {

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

// Only how many keys they load: which ones, meta.loadedAddresses or the list of keys tells.
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

// One of jsonParsed's keys: {pubkey, signer, source, writable}.
struct KeyEntry {
  solana::Pubkey key;
  bool signer = false;
  bool loaded = false;
};

absl::StatusOr<KeyEntry> ReadKeyEntry(Value& value, const Path& path) {
  enum Field : size_t { kPubkey, kSigner, kSource, kFieldCount };
  static constexpr FieldNames<kFieldCount> kFields = {"pubkey", "signer", "source"};
  KeyEntry entry;
  const auto read = [&](size_t field, Value& item, const Path& here) -> absl::Status {
    if (field == kPubkey) {
      HILT_ASSIGN_OR_RETURN(entry.key, ReadKey(item, here));
      return absl::OkStatus();
    }
    if (field == kSigner) {
      HILT_ASSIGN_OR_RETURN(entry.signer, ReadBool(item, here));
      return absl::OkStatus();
    }
    if (IsNull(item)) return absl::OkStatus();  // nodes from before lookup tables do not say
    HILT_ASSIGN_OR_RETURN(const std::string_view source, ReadString(item, here));
    entry.loaded = source == "lookupTable";
    if (!entry.loaded && source != "transaction") return here.Error("no known source");
    return absl::OkStatus();
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read));
  HILT_RETURN_IF_ERROR(Require(seen, path, kFields, {kPubkey, kSigner}));
  return entry;
}

// The order says what a message's header would: signers first, loaded keys last.
absl::Status AddKeyEntry(const KeyEntry& entry, const Path& path, RawMessage& out) {
  if (entry.loaded) {
    if (entry.signer) return Path(path, "signer").Error("a loaded key that signed");
    out.loaded_keys.push_back(entry.key);
    return absl::OkStatus();
  }
  if (!out.loaded_keys.empty()) {
    return Path(path, "source").Error("a static key behind loaded ones");
  }
  if (entry.signer) {
    if (out.required_signatures != out.keys.size()) {
      return Path(path, "signer").Error("a signer behind keys that did not sign");
    }
    if (++out.required_signatures == UINT8_MAX) return path.Error("too many signers");
  }
  out.keys.push_back(entry.key);
  return absl::OkStatus();
}

absl::Status ReadAccountKeys(Value& value, const Path& path, RawMessage& out) {
  return ReadElements(value, path, [&](Value& item, const Path& here, size_t i) -> absl::Status {
    if (i == kMaxKeys) return here.Error("too many elements");
    if (i == 0) out.lists_loaded_keys = FirstChar(item) == '{';
    if (!out.lists_loaded_keys) {
      HILT_ASSIGN_OR_RETURN(out.keys.emplace_back(), ReadKey(item, here));
      return absl::OkStatus();
    }
    HILT_ASSIGN_OR_RETURN(const KeyEntry entry, ReadKeyEntry(item, here));
    return AddKeyEntry(entry, here, out);
  });
}

absl::Status ReadInstructions(Value& value, const Path& path, RawTransaction& out) {
  return ReadElements(value, path, [&](Value& item, const Path& here, size_t i) -> absl::Status {
    if (i == kMaxTopInstructions) return here.Error("too many instructions");
    return ReadInstruction(item, here, out, out.message.instructions.emplace_back());
  });
}

}  // namespace

absl::Status ReadMessage(Value& value, const Path& path, RawTransaction& out) {
  enum Field : size_t { kHeader, kKeys, kInstructions, kLookups, kFieldCount };
  static constexpr FieldNames<kFieldCount> kFields = {"header", "accountKeys", "instructions",
                                                      "addressTableLookups"};
  RawMessage header;  // apart, for jsonParsed's keys say the same
  const auto read = [&](size_t field, Value& item, const Path& here) -> absl::Status {
    switch (field) {
      case kHeader:
        return ReadHeader(item, here, header);
      case kKeys:
        return ReadAccountKeys(item, here, out.message);
      case kLookups:
        return ReadLookups(item, here, out.message);
      default:
        return ReadInstructions(item, here, out);
    }
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read));
  if (seen.test(kKeys) && out.message.keys.empty() && out.message.loaded_keys.empty()) {
    return Path(path, kFields[kKeys]).Error("no keys");
  }
  if (out.message.lists_loaded_keys) {
    if (seen.test(kHeader)) return Path(path, kFields[kHeader]).Error("in encoding jsonParsed");
    return Require(seen, path, kFields, {kKeys, kInstructions});
  }
  HILT_RETURN_IF_ERROR(Require(seen, path, kFields, {kHeader, kKeys, kInstructions}));
  out.message.required_signatures = header.required_signatures;
  out.message.readonly_signed = header.readonly_signed;
  out.message.readonly_unsigned = header.readonly_unsigned;
  return absl::OkStatus();
}

}  // namespace hilt::decode
