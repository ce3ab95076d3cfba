#include "indexer/decode/limits.h"
#include "indexer/decode/rpc_json.h"
#include "indexer/decode/scalars.h"

namespace hilt::decode {
namespace {

// null is "not recorded", as absence is.
template <class T, class ReadOne>
absl::Status ReadRecorded(Value& value, const Path& path, Recorded<T>& out, size_t max,
                          ReadOne&& read_one) {
  if (IsNull(value)) return absl::OkStatus();
  out.recorded = true;
  return ReadElements(value, path, [&](Value& item, const Path& here, size_t i) -> absl::Status {
    if (i == max) return here.Error("too many elements");
    return read_one(item, here, out.items.emplace_back());
  });
}

absl::Status ReadLamports(Value& value, const Path& path, uint64_t& out) {
  HILT_ASSIGN_OR_RETURN(out, ReadUint(value, path));
  return absl::OkStatus();
}

// Only `amount` is exact; the others are for people.
absl::Status ReadTokenAmount(Value& value, const Path& path, uint64_t& out) {
  static constexpr FieldNames<1> kFields = {"amount"};
  const auto read = [&](size_t, Value& item, const Path& here) -> absl::Status {
    HILT_ASSIGN_OR_RETURN(const std::string_view text, ReadString(item, here));
    const std::optional<uint64_t> amount = ParseUint64(text);
    if (!amount.has_value()) return here.Error("not an unsigned 64-bit integer in decimal");
    out = *amount;
    return absl::OkStatus();
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read));
  return Require(seen, path, kFields, {0});
}

// An owner or program that was not recorded is left out, null, or (in the ledger's own storage) the
// empty text.
absl::Status ReadTokenBalance(Value& value, const Path& path, RawTokenBalance& out) {
  enum Field : size_t { kAccount, kMint, kOwner, kProgram, kAmount, kFieldCount };
  static constexpr FieldNames<kFieldCount> kFields = {"accountIndex", "mint", "owner", "programId",
                                                      "uiTokenAmount"};
  const auto read = [&](size_t field, Value& item, const Path& here) -> absl::Status {
    if (field == kAmount) return ReadTokenAmount(item, here, out.amount);
    if (field == kAccount) {
      HILT_ASSIGN_OR_RETURN(const uint64_t index, ReadUint(item, here, UINT8_MAX));
      out.account = static_cast<uint8_t>(index);
      return absl::OkStatus();
    }
    if (field != kMint && IsNull(item)) return absl::OkStatus();
    HILT_ASSIGN_OR_RETURN(const std::string_view text, ReadString(item, here));
    if (field != kMint && text.empty()) return absl::OkStatus();
    HILT_ASSIGN_OR_RETURN(const solana::Pubkey key, ParseKey(text, here));
    if (field == kMint) {
      out.mint = key;
    } else {
      (field == kOwner ? out.owner : out.program) = key;
    }
    return absl::OkStatus();
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read));
  return Require(seen, path, kFields, {kAccount, kMint, kAmount});
}

absl::Status ReadInnerList(Value& value, const Path& path, RawTransaction& out,
                           RawInnerList& list) {
  enum Field : size_t { kIndex, kInstructions, kFieldCount };
  static constexpr FieldNames<kFieldCount> kFields = {"index", "instructions"};
  std::vector<RawInstruction>& all = out.meta.inner_instructions;
  const auto read_one = [&](Value& item, const Path& here, size_t) -> absl::Status {
    if (all.size() == kMaxInnerInstructions) return here.Error("too many instructions");
    return ReadInstruction(item, here, out, all.emplace_back());
  };
  const auto read = [&](size_t field, Value& item, const Path& here) -> absl::Status {
    if (field == kIndex) {
      HILT_ASSIGN_OR_RETURN(const uint64_t index, ReadUint(item, here, kMaxTopInstructions - 1));
      list.top_index = static_cast<uint32_t>(index);
      return absl::OkStatus();
    }
    list.instructions.begin = static_cast<uint32_t>(all.size());
    HILT_RETURN_IF_ERROR(ReadElements(item, here, read_one));
    list.instructions.count = static_cast<uint32_t>(all.size()) - list.instructions.begin;
    return absl::OkStatus();
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read));
  return Require(seen, path, kFields, {kIndex, kInstructions});
}

absl::Status ReadLoadedAddresses(Value& value, const Path& path, RawMeta& out) {
  enum Field : size_t { kWritable, kReadonly, kFieldCount };
  static constexpr FieldNames<kFieldCount> kFields = {"writable", "readonly"};
  if (IsNull(value)) return absl::OkStatus();
  out.loaded_recorded = true;
  const auto read = [&](size_t field, Value& item, const Path& here) {
    return ReadKeys(item, here, field == kWritable ? out.loaded_writable : out.loaded_readonly);
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read));
  return Require(seen, path, kFields, {kWritable, kReadonly});
}

// {"Ok":null} or {"Err":..}
absl::Status ReadStatus(Value& value, const Path& path, RawError& out) {
  static constexpr FieldNames<2> kFields = {"Ok", "Err"};
  if (IsNull(value)) return absl::OkStatus();
  const auto read = [](size_t, Value& item, const Path& here) { return Skip(item, here); };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read));
  if (seen.test(0) == seen.test(1)) return path.Error("neither Ok nor Err");
  out.status = seen.test(0) ? RawError::State::kSuccess : RawError::State::kFailure;
  return absl::OkStatus();
}

enum MetaField : size_t {
  kErr,
  kStatus,
  kFee,
  kPreBalances,
  kPostBalances,
  kPreTokenBalances,
  kPostTokenBalances,
  kInnerInstructions,
  kLoadedAddresses,
  kMetaFieldCount
};
constexpr FieldNames<kMetaFieldCount> kMetaFields = {"err",
                                                     "status",
                                                     "fee",
                                                     "preBalances",
                                                     "postBalances",
                                                     "preTokenBalances",
                                                     "postTokenBalances",
                                                     "innerInstructions",
                                                     "loadedAddresses"};

absl::Status ReadMetaField(size_t field, Value& value, const Path& path, RawTransaction& out) {
  RawMeta& meta = out.meta;
  switch (field) {
    case kErr:
      return ReadError(value, path, meta.error);
    case kStatus:
      return ReadStatus(value, path, meta.error);
    case kFee:
      return ReadLamports(value, path, meta.fee);
    case kPreBalances:
      return ReadRecorded(value, path, meta.pre_balances, kMaxKeys, ReadLamports);
    case kPostBalances:
      return ReadRecorded(value, path, meta.post_balances, kMaxKeys, ReadLamports);
    case kPreTokenBalances:
      return ReadRecorded(value, path, meta.pre_token_balances, kMaxKeys, ReadTokenBalance);
    case kPostTokenBalances:
      return ReadRecorded(value, path, meta.post_token_balances, kMaxKeys, ReadTokenBalance);
    case kInnerInstructions:
      return ReadRecorded(value, path, meta.inner_lists, kMaxTopInstructions,
                          [&](Value& item, const Path& here, RawInnerList& list) {
                            return ReadInnerList(item, here, out, list);
                          });
    default:
      return ReadLoadedAddresses(value, path, meta);
  }
}

}  // namespace

absl::Status ReadMeta(Value& value, const Path& path, RawTransaction& out) {
  if (IsNull(value)) return absl::OkStatus();
  out.has_meta = true;
  const auto read = [&](size_t field, Value& item, const Path& here) {
    return ReadMetaField(field, item, here, out);
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kMetaFields, read));
  return Require(seen, path, kMetaFields, {kFee});
}

}  // namespace hilt::decode
