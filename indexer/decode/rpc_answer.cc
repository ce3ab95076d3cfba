#include "indexer/decode/rpc_answer.h"

#include <fmt/format.h>

#include <utility>

#include "indexer/decode/document.h"
#include "indexer/decode/rpc_envelope.h"
#include "indexer/decode/scalars.h"

namespace hilt::decode {
namespace {

// Calls on_result(Value&, const Path&) -> absl::Status if there is a result, and returns the code
// of the error if there is one.
template <class OnResult>
absl::StatusOr<std::optional<int64_t>> ReadResponse(std::string_view response,
                                                    OnResult&& on_result) {
  static constexpr FieldNames<2> kFields = {"result", "error"};
  if (response.size() > kMaxSmallAnswerBytes) {
    return absl::ResourceExhaustedError(
        fmt::format("over {} bytes, for a small answer", kMaxSmallAnswerBytes));
  }
  Document document;
  HILT_RETURN_IF_ERROR(document.Load(response));
  HILT_ASSIGN_OR_RETURN(ondemand::object root, document.OpenObject());
  std::optional<int64_t> code;
  const auto read = [&](size_t field, Value& value, const Path& path) -> absl::Status {
    if (field == 0) return on_result(value, path);
    HILT_ASSIGN_OR_RETURN(code, ReadRpcErrorCode(value, path));
    return absl::OkStatus();
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(root, Path(), kFields, read));
  HILT_RETURN_IF_ERROR(document.CheckEnd());
  if (!seen.test(0) && !code.has_value()) return Path().Error("neither a result nor an error");
  return code;
}

// The same where only a result will do. A null one beside an error is the error's.
template <class OnResult>
absl::Status ReadResult(std::string_view response, OnResult&& on_result) {
  bool null_result = false;
  const auto read = [&](Value& value, const Path& path) -> absl::Status {
    null_result = IsNull(value);
    return null_result ? absl::OkStatus() : on_result(value, path);
  };
  HILT_ASSIGN_OR_RETURN(const std::optional<int64_t> code, ReadResponse(response, read));
  if (code.has_value()) return absl::UnavailableError(fmt::format("rpc error {}", *code));
  if (null_result) return Path(Path(), "result").Error("null");
  return absl::OkStatus();
}

absl::Status ReadSlot(Value& value, const Path& path, domain::Slot& slot) {
  HILT_ASSIGN_OR_RETURN(const uint64_t number, ReadUint(value, path));
  slot = domain::Slot(number);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<SignatureStatus>> ReadStatus(Value& value, const Path& path) {
  static constexpr FieldNames<3> kFields = {"slot", "err", "confirmationStatus"};
  if (IsNull(value)) return std::nullopt;
  SignatureStatus status;
  const auto read = [&](size_t field, Value& item, const Path& here) -> absl::Status {
    if (field == 0) return ReadSlot(item, here, status.slot);
    if (IsNull(item)) return absl::OkStatus();
    if (field == 1) {
      status.failed = true;
      return Skip(item, here);
    }
    HILT_ASSIGN_OR_RETURN(const std::string_view name, ReadString(item, here));
    status.commitment = domain::ParseCommitment(name);
    return absl::OkStatus();
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read));
  HILT_RETURN_IF_ERROR(Require(seen, path, kFields, {0}));
  return status;
}

absl::Status ReadHash(Value& value, const Path& path, solana::Blockhash& hash) {
  HILT_ASSIGN_OR_RETURN(const std::string_view text, ReadString(value, path));
  HILT_ASSIGN_OR_RETURN(hash, ParseBlockhash(text, path));
  return absl::OkStatus();
}

absl::Status ReadMaybeTime(Value& value, const Path& path, std::optional<absl::Time>& time) {
  HILT_ASSIGN_OR_RETURN(const std::optional<uint64_t> seconds, ReadTime(value, path));
  if (seconds.has_value()) time = UnixTime(*seconds);
  return absl::OkStatus();
}

absl::StatusOr<BlockHeader> ReadHeader(Value& value, const Path& path) {
  static constexpr FieldNames<5> kFields = {"blockhash", "previousBlockhash", "parentSlot",
                                            "blockHeight", "blockTime"};
  BlockHeader header;
  const auto read = [&](size_t field, Value& item, const Path& here) -> absl::Status {
    if (field == 0) return ReadHash(item, here, header.blockhash);
    if (field == 1) return ReadHash(item, here, header.previous_blockhash);
    if (field == 2) return ReadSlot(item, here, header.parent_slot);
    if (field == 4) return ReadMaybeTime(item, here, header.time);
    if (IsNull(item)) return absl::OkStatus();
    HILT_ASSIGN_OR_RETURN(header.height, ReadUint(item, here));
    return absl::OkStatus();
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read));
  HILT_RETURN_IF_ERROR(Require(seen, path, kFields, {0, 1, 2}));
  return header;
}

absl::Status ReadAddressSignature(Value& value, const Path& path, AddressSignature& out) {
  static constexpr FieldNames<4> kFields = {"signature", "slot", "err", "blockTime"};
  const auto read = [&](size_t field, Value& item, const Path& here) -> absl::Status {
    if (field == 1) return ReadSlot(item, here, out.slot);
    if (field == 3) return ReadMaybeTime(item, here, out.time);
    if (field == 2) {
      out.failed = !IsNull(item);
      return out.failed ? Skip(item, here) : absl::OkStatus();
    }
    HILT_ASSIGN_OR_RETURN(const std::string_view text, ReadString(item, here));
    HILT_ASSIGN_OR_RETURN(out.signature, ParseSignature(text, here));
    return absl::OkStatus();
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read));
  return Require(seen, path, kFields, {0, 1, 2});
}

}  // namespace

absl::StatusOr<std::optional<int64_t>> RpcErrorCode(std::string_view response) {
  return ReadResponse(response, [](Value& value, const Path& path) { return Skip(value, path); });
}

absl::StatusOr<solana::Blockhash> RpcGenesisHash(std::string_view response) {
  solana::Blockhash hash;
  const auto read = [&](Value& value, const Path& path) { return ReadHash(value, path, hash); };
  HILT_RETURN_IF_ERROR(ReadResult(response, read));
  return hash;
}

absl::StatusOr<ChainHeight> RpcChainHeight(std::string_view response) {
  static constexpr FieldNames<2> kFields = {"absoluteSlot", "blockHeight"};
  ChainHeight height;
  const auto read_field = [&](size_t field, Value& value, const Path& path) -> absl::Status {
    if (field == 0) return ReadSlot(value, path, height.slot);
    HILT_ASSIGN_OR_RETURN(height.block_height, ReadUint(value, path));
    return absl::OkStatus();
  };
  const auto read = [&](Value& value, const Path& path) -> absl::Status {
    HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read_field));
    return Require(seen, path, kFields, {0, 1});
  };
  HILT_RETURN_IF_ERROR(ReadResult(response, read));
  return height;
}

absl::StatusOr<SignatureStatuses> RpcSignatureStatuses(std::string_view response, size_t count) {
  static constexpr FieldNames<2> kFields = {"context", "value"};
  static constexpr FieldNames<1> kContext = {"slot"};
  SignatureStatuses statuses;
  const auto read_context = [&](size_t, Value& value, const Path& path) {
    return ReadSlot(value, path, statuses.node_slot);
  };
  const auto read_status = [&](Value& value, const Path& path, size_t index) -> absl::Status {
    if (index >= count) return path.Error("more than were asked for");
    HILT_ASSIGN_OR_RETURN(statuses.statuses.emplace_back(), ReadStatus(value, path));
    return absl::OkStatus();
  };
  const auto read_field = [&](size_t field, Value& value, const Path& path) -> absl::Status {
    if (field == 1) return ReadElements(value, path, read_status);
    HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kContext, read_context));
    return Require(seen, path, kContext, {0});
  };
  const auto read = [&](Value& value, const Path& path) -> absl::Status {
    HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(value, path, kFields, read_field));
    HILT_RETURN_IF_ERROR(Require(seen, path, kFields, {0, 1}));
    if (statuses.statuses.size() == count) return absl::OkStatus();
    return Path(path, kFields[1]).Error("fewer than were asked for");
  };
  HILT_RETURN_IF_ERROR(ReadResult(response, read));
  return statuses;
}

absl::StatusOr<domain::Slot> RpcSlot(std::string_view response) {
  domain::Slot slot;
  const auto read = [&](Value& value, const Path& path) { return ReadSlot(value, path, slot); };
  HILT_RETURN_IF_ERROR(ReadResult(response, read));
  return slot;
}

absl::StatusOr<std::vector<domain::Slot>> RpcSlots(std::string_view response) {
  std::vector<domain::Slot> slots;
  const auto read_slot = [&](Value& value, const Path& path, size_t) -> absl::Status {
    domain::Slot slot;
    HILT_RETURN_IF_ERROR(ReadSlot(value, path, slot));
    if (!slots.empty() && slot <= slots.back()) return path.Error("not above the one before");
    slots.push_back(slot);
    return absl::OkStatus();
  };
  const auto read = [&](Value& value, const Path& path) {
    return ReadElements(value, path, read_slot);
  };
  HILT_RETURN_IF_ERROR(ReadResult(response, read));
  return slots;
}

absl::StatusOr<std::optional<absl::Time>> RpcBlockTime(std::string_view response) {
  std::optional<absl::Time> time;
  const auto read = [&](Value& value, const Path& path) {
    return ReadMaybeTime(value, path, time);
  };
  HILT_ASSIGN_OR_RETURN(const std::optional<int64_t> code, ReadResponse(response, read));
  if (code.has_value()) return absl::UnavailableError(fmt::format("rpc error {}", *code));
  return time;
}

absl::StatusOr<BlockHeader> RpcBlockHeader(std::string_view response, domain::Slot slot) {
  std::optional<BlockHeader> header;
  const auto read = [&](Value& value, const Path& path) -> absl::Status {
    if (IsNull(value)) return absl::OkStatus();
    HILT_ASSIGN_OR_RETURN(header, ReadHeader(value, path));
    return absl::OkStatus();
  };
  HILT_ASSIGN_OR_RETURN(const std::optional<int64_t> code, ReadResponse(response, read));
  if (code.has_value()) return absl::UnavailableError(fmt::format("rpc error {}", *code));
  if (!header.has_value()) return absl::NotFoundError("the result is null");
  header->slot = slot;
  return *header;
}

absl::StatusOr<std::vector<AddressSignature>> RpcSignaturesForAddress(std::string_view response) {
  std::vector<AddressSignature> signatures;
  const auto read_one = [&](Value& value, const Path& path, size_t) {
    return ReadAddressSignature(value, path, signatures.emplace_back());
  };
  const auto read = [&](Value& value, const Path& path) {
    return ReadElements(value, path, read_one);
  };
  HILT_RETURN_IF_ERROR(ReadResult(response, read));
  return signatures;
}

}  // namespace hilt::decode
