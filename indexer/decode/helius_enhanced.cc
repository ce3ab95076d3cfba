#include "indexer/decode/helius_enhanced.h"

#include "indexer/decode/limits.h"
#include "indexer/decode/rpc_json.h"
#include "indexer/decode/scalars.h"

namespace hilt::decode {
namespace {

absl::Status ReadStrings(Value& value, const Path& path, size_t max,
                         std::vector<std::string_view>& out) {
  return ReadElements(value, path, [&](Value& item, const Path& here, size_t i) -> absl::Status {
    if (i == max) return here.Error("too many elements");
    HILT_ASSIGN_OR_RETURN(const std::string_view text, ReadString(item, here));
    out.push_back(text);
    return absl::OkStatus();
  });
}

absl::Status ReadText(Value& value, const Path& path, std::string_view& out) {
  HILT_ASSIGN_OR_RETURN(out, ReadString(value, path));
  return absl::OkStatus();
}

absl::Status ReadAccounts(Value& value, const Path& path, RawEnhanced& out, Range& range) {
  const size_t begin = out.accounts.size();
  HILT_RETURN_IF_ERROR(ReadStrings(value, path, kMaxInstructionAccounts, out.accounts));
  range = {static_cast<uint32_t>(begin), static_cast<uint32_t>(out.accounts.size() - begin)};
  return absl::OkStatus();
}

enum InstructionField : size_t { kAccounts, kData, kProgram, kInner, kInstructionFieldCount };
constexpr FieldNames<kInstructionFieldCount> kInstructionFields = {"accounts", "data", "programId",
                                                                   "innerInstructions"};

absl::Status ReadInstructionField(size_t field, Value& value, const Path& path, RawEnhanced& out,
                                  RawEnhancedInstruction& instruction) {
  if (field == kAccounts) return ReadAccounts(value, path, out, instruction.accounts);
  return ReadText(value, path, field == kProgram ? instruction.program : instruction.data);
}

// All depths are one list, that of the top-level instruction.
absl::Status CheckHoldsNone(Value& value, const Path& path) {
  if (IsNull(value)) return absl::OkStatus();
  return ReadElements(value, path, [](Value&, const Path& here, size_t) {
    return here.Error("an instruction inside an inner one");
  });
}

absl::Status ReadInner(Value& value, const Path& path, RawEnhanced& out) {
  RawEnhancedInstruction inner;
  const auto read = [&](size_t field, Value& item, const Path& here) {
    if (field == kInner) return CheckHoldsNone(item, here);
    return ReadInstructionField(field, item, here, out, inner);
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kInstructionFields, read));
  HILT_RETURN_IF_ERROR(Require(seen, path, kInstructionFields, {kProgram, kAccounts, kData}));
  out.inner_instructions.push_back(inner);
  return absl::OkStatus();
}

absl::Status ReadInnerList(Value& value, const Path& path, RawEnhanced& out,
                           RawEnhancedInstruction& instruction) {
  if (IsNull(value)) return absl::OkStatus();
  const size_t begin = out.inner_instructions.size();
  const auto read = [&](Value& item, const Path& here, size_t) {
    if (out.inner_instructions.size() == kMaxInnerInstructions) {
      return here.Error("too many instructions");
    }
    return ReadInner(item, here, out);
  };
  HILT_RETURN_IF_ERROR(ReadElements(value, path, read));
  instruction.inner_recorded = true;
  instruction.inner = {static_cast<uint32_t>(begin),
                       static_cast<uint32_t>(out.inner_instructions.size() - begin)};
  return absl::OkStatus();
}

absl::Status ReadTop(Value& value, const Path& path, RawEnhanced& out) {
  RawEnhancedInstruction instruction;
  const auto read = [&](size_t field, Value& item, const Path& here) {
    if (field == kInner) return ReadInnerList(item, here, out, instruction);
    return ReadInstructionField(field, item, here, out, instruction);
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kInstructionFields, read));
  HILT_RETURN_IF_ERROR(Require(seen, path, kInstructionFields, {kProgram, kAccounts, kData}));
  out.instructions.push_back(instruction);
  return absl::OkStatus();
}

// {tokenAmount, decimals}; tokenAmount is a signed decimal text.
absl::Status ReadRawAmount(Value& value, const Path& path, base::Int128& out) {
  static constexpr FieldNames<1> kFields = {"tokenAmount"};
  const auto read = [&](size_t, Value& item, const Path& here) -> absl::Status {
    HILT_ASSIGN_OR_RETURN(const std::string_view text, ReadString(item, here));
    const std::optional<base::Int128> amount = ParseSigned(text);
    if (!amount.has_value()) return here.Error("not an integer in decimal, below 2^64");
    out = *amount;
    return absl::OkStatus();
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read));
  return Require(seen, path, kFields, {0});
}

absl::Status ReadTokenChange(Value& value, const Path& path, RawEnhanced& out) {
  enum Field : size_t { kMint, kAmount, kAccount, kOwner, kFieldCount };
  static constexpr FieldNames<kFieldCount> kFields = {"mint", "rawTokenAmount", "tokenAccount",
                                                      "userAccount"};
  RawTokenChange change;
  const auto read = [&](size_t field, Value& item, const Path& here) -> absl::Status {
    if (field == kAmount) return ReadRawAmount(item, here, change.delta);
    if (field == kOwner) {
      if (IsNull(item)) return absl::OkStatus();
      HILT_ASSIGN_OR_RETURN(const std::string_view owner, ReadString(item, here));
      if (!owner.empty()) change.owner = owner;
      return absl::OkStatus();
    }
    return ReadText(item, here, field == kAccount ? change.account : change.mint);
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read));
  HILT_RETURN_IF_ERROR(Require(seen, path, kFields, {kAccount, kMint, kAmount}));
  out.token_changes.push_back(change);
  return absl::OkStatus();
}

absl::Status ReadTokenChanges(Value& value, const Path& path, RawEnhanced& out,
                              RawAccountChange& change) {
  if (IsNull(value)) return absl::OkStatus();
  const size_t begin = out.token_changes.size();
  const auto read = [&](Value& item, const Path& here, size_t) {
    if (out.token_changes.size() == kMaxTokenChanges) return here.Error("too many changes");
    return ReadTokenChange(item, here, out);
  };
  HILT_RETURN_IF_ERROR(ReadElements(value, path, read));
  change.tokens_recorded = true;
  change.tokens = {static_cast<uint32_t>(begin),
                   static_cast<uint32_t>(out.token_changes.size() - begin)};
  return absl::OkStatus();
}

absl::Status ReadAccountChange(Value& value, const Path& path, RawEnhanced& out) {
  enum Field : size_t { kAccount, kLamports, kTokens, kFieldCount };
  static constexpr FieldNames<kFieldCount> kFields = {"account", "nativeBalanceChange",
                                                      "tokenBalanceChanges"};
  RawAccountChange change;
  const auto read = [&](size_t field, Value& item, const Path& here) -> absl::Status {
    if (field == kAccount) return ReadText(item, here, change.account);
    if (field == kTokens) return ReadTokenChanges(item, here, out, change);
    if (IsNull(item)) return absl::OkStatus();
    HILT_ASSIGN_OR_RETURN(change.lamports, ReadSigned(item, here));
    return absl::OkStatus();
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read));
  HILT_RETURN_IF_ERROR(Require(seen, path, kFields, {kAccount}));
  out.account_changes.items.push_back(change);
  return absl::OkStatus();
}

absl::Status ReadAccountData(Value& value, const Path& path, RawEnhanced& out) {
  if (IsNull(value)) return absl::OkStatus();
  out.account_changes.recorded = true;
  return ReadElements(value, path, [&](Value& item, const Path& here, size_t i) {
    if (i == kMaxKeys) return here.Error("too many accounts");
    return ReadAccountChange(item, here, out);
  });
}

}  // namespace

void RawEnhanced::Clear() {
  signature = fee_payer = {};
  slot = fee = 0;
  time.reset();
  error = RawError();
  instructions.clear();
  inner_instructions.clear();
  accounts.clear();
  account_changes.Clear();
  token_changes.clear();
}

absl::Status EnhancedReader::ReadField(size_t field, Value& value, const Path& path) {
  switch (field) {
    case kSignature:
      return ReadText(value, path, out_.signature);
    case kSlot: {
      HILT_ASSIGN_OR_RETURN(out_.slot, ReadUint(value, path));
      return absl::OkStatus();
    }
    case kTimestamp: {
      HILT_ASSIGN_OR_RETURN(out_.time, ReadTime(value, path));
      return absl::OkStatus();
    }
    case kFee: {
      HILT_ASSIGN_OR_RETURN(out_.fee, ReadUint(value, path));
      return absl::OkStatus();
    }
    case kFeePayer:
      return ReadText(value, path, out_.fee_payer);
    case kTransactionError:
      return ReadError(value, path, out_.error);
    case kInstructions:
      return ReadElements(value, path, [&](Value& item, const Path& here, size_t i) {
        if (i == kMaxTopInstructions) return here.Error("too many instructions");
        return ReadTop(item, here, out_);
      });
    case kAccountData:
      return ReadAccountData(value, path, out_);
    default:
      return path.Error("a raw transaction, not an enhanced one");
  }
}

absl::Status EnhancedReader::Finish(const FieldSet& seen, const Path& path) {
  return Require(seen, path, kFields, {kSignature, kSlot, kFee, kFeePayer, kInstructions});
}

}  // namespace hilt::decode
