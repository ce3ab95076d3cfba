#include "indexer/decode/limits.h"
#include "indexer/decode/rpc_json.h"
#include "indexer/decode/scalars.h"

// Instructions in JSON. Source of what jsonParsed writes: agave transaction-status
// parse_instruction.rs, parse_token.rs, parse_system.rs.
namespace hilt::decode {
namespace {

// tokenAmount and feeAmount: {amount, decimals, uiAmount, uiAmountString}.
absl::Status ReadAmountToken(Value& value, const Path& path, std::string_view& out) {
  static constexpr FieldNames<1> kFields = {"amount"};
  if (FirstChar(value) != '{') return Skip(value, path);
  const auto read = [&](size_t, Value& item, const Path& here) -> absl::Status {
    HILT_ASSIGN_OR_RETURN(out, ReadRaw(item, here));
    return absl::OkStatus();
  };
  return ReadFields(value, path, kFields, read).status();
}

constexpr size_t kInstructions = RawParsed::kFieldCount;  // of a Batch
constexpr FieldNames<kInstructions + 1> kInfoFields = {
    "source", "destination", "mint",        "authority", "multisigAuthority", "sourceBase",
    "amount", "lamports",    "tokenAmount", "feeAmount", "instructions"};

// `on_parts` reads the value of `instructions`. The programs of others put what they like into
// `info`, so nothing is demanded of it here.
template <class OnParts>
absl::Status ReadInfo(Value& value, const Path& path, RawParsed& out, OnParts&& on_parts) {
  if (FirstChar(value) != '{') return Skip(value, path);
  const auto read = [&](size_t field, Value& item, const Path& here) -> absl::Status {
    if (field == kInstructions) return on_parts(item, here);
    if (field == RawParsed::kTokenAmount || field == RawParsed::kFeeAmount) {
      return ReadAmountToken(item, here, out.info[field]);
    }
    HILT_ASSIGN_OR_RETURN(out.info[field], ReadRaw(item, here));
    return absl::OkStatus();
  };
  return ReadFields(value, path, kInfoFields, read).status();
}

// {type, info}
template <class OnParts>
absl::Status ReadTypeAndInfo(Value& value, const Path& path, RawParsed& out, OnParts&& on_parts) {
  static constexpr FieldNames<2> kFields = {"type", "info"};
  const auto read = [&](size_t field, Value& item, const Path& here) -> absl::Status {
    if (field == 1) return ReadInfo(item, here, out, on_parts);
    if (FirstChar(item) != '"') return Skip(item, here);
    HILT_ASSIGN_OR_RETURN(out.type, ReadString(item, here));
    return absl::OkStatus();
  };
  return ReadFields(value, path, kFields, read).status();
}

// A Batch's parts are parsed instructions, none of them a Batch.
absl::Status ReadParts(Value& value, const Path& path, RawTransaction& out, RawParsed& batch) {
  if (FirstChar(value) != '[') return Skip(value, path);
  batch.has_parts = true;
  batch.parts.begin = static_cast<uint32_t>(out.parsed.size());
  const auto skip = [](Value& item, const Path& here) { return Skip(item, here); };
  return ReadElements(value, path, [&](Value& item, const Path& here, size_t) -> absl::Status {
    if (out.parsed.size() >= kMaxParsedInstructions) return here.Error("too many instructions");
    ++batch.parts.count;
    RawParsed& part = out.parsed.emplace_back();
    if (FirstChar(item) != '{') return Skip(item, here);
    return ReadTypeAndInfo(item, here, part, skip);
  });
}

// The value of `parsed`: a memo's text, or {type, info}.
absl::Status ReadParsed(Value& value, const Path& path, RawTransaction& out,
                        RawInstruction& instruction) {
  if (FirstChar(value) == '"') {
    HILT_ASSIGN_OR_RETURN(const std::string_view text, ReadString(value, path));
    instruction.is_text = true;
    instruction.data.bytes = AsBytes(text);
    return absl::OkStatus();
  }
  RawParsed parsed;
  if (FirstChar(value) == '{') {
    const auto on_parts = [&](Value& item, const Path& here) {
      return ReadParts(item, here, out, parsed);
    };
    HILT_RETURN_IF_ERROR(ReadTypeAndInfo(value, path, parsed, on_parts));
  } else {
    HILT_RETURN_IF_ERROR(Skip(value, path));
  }
  instruction.parsed = static_cast<uint32_t>(out.parsed.size());
  out.parsed.push_back(parsed);
  return absl::OkStatus();
}

// By index in encoding json, by key in jsonParsed; which it is shows the first.
absl::Status ReadAccounts(Value& value, const Path& path, RawTransaction& out, Range& range,
                          bool& by_key) {
  const auto begin_index = static_cast<uint32_t>(out.account_indexes.size());
  const auto begin_key = static_cast<uint32_t>(out.account_keys.size());
  range = {};
  const auto read = [&](Value& item, const Path& here, size_t i) -> absl::Status {
    if (i == kMaxInstructionAccounts) return here.Error("too many accounts");
    if (i == 0) by_key = FirstChar(item) == '"';
    ++range.count;
    if (!by_key) return ReadByte(item, here, out.account_indexes.emplace_back());
    HILT_ASSIGN_OR_RETURN(out.account_keys.emplace_back(), ReadKey(item, here));
    return absl::OkStatus();
  };
  HILT_RETURN_IF_ERROR(ReadElements(value, path, read));
  range.begin = by_key ? begin_key : begin_index;
  return absl::OkStatus();
}

enum Field : size_t { kProgram, kAccounts, kData, kProgramId, kParsed, kFieldCount };
constexpr FieldNames<kFieldCount> kFields = {"programIdIndex", "accounts", "data", "programId",
                                             "parsed"};

// Which of its forms it has, by the fields that there were.
absl::Status SetForm(const FieldSet& seen, bool accounts_by_key, const Path& path,
                     RawInstruction& out) {
  if (!seen.test(kProgramId)) {
    HILT_RETURN_IF_ERROR(Require(seen, path, kFields, {kProgram, kAccounts, kData}));
    if (seen.test(kParsed)) return Path(path, kFields[kParsed]).Error("without a programId");
    if (accounts_by_key) return Path(path, kFields[kAccounts]).Error("not account indexes");
    return absl::OkStatus();
  }
  if (seen.test(kProgram)) return Path(path, kFields[kProgram]).Error("beside a programId");
  if (seen.test(kParsed)) {
    if (seen.test(kAccounts) || seen.test(kData)) {
      return Path(path, kFields[kParsed]).Error("beside what it was parsed from");
    }
    out.form = RawInstruction::Form::kParsed;
    return absl::OkStatus();
  }
  HILT_RETURN_IF_ERROR(Require(seen, path, kFields, {kAccounts, kData}));
  if (!accounts_by_key && out.accounts.count != 0) {
    return Path(path, kFields[kAccounts]).Error("not account keys");
  }
  out.form = RawInstruction::Form::kNamed;
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadInstruction(Value& value, const Path& path, RawTransaction& out,
                             RawInstruction& instruction) {
  bool accounts_by_key = false;
  const auto read = [&](size_t field, Value& item, const Path& here) -> absl::Status {
    switch (field) {
      case kProgram:
        return ReadByte(item, here, instruction.program);
      case kAccounts:
        return ReadAccounts(item, here, out, instruction.accounts, accounts_by_key);
      case kData: {
        HILT_ASSIGN_OR_RETURN(instruction.data.base58, ReadString(item, here));
        return absl::OkStatus();
      }
      case kProgramId: {
        HILT_ASSIGN_OR_RETURN(instruction.program_key, ReadKey(item, here));
        return absl::OkStatus();
      }
      default:
        return ReadParsed(item, here, out, instruction);
    }
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read));
  return SetForm(seen, accounts_by_key, path, instruction);
}

}  // namespace hilt::decode
