#include "indexer/decode/rpc_decoder.h"

#include <utility>

#include "indexer/decode/glimpse.h"
#include "indexer/decode/rpc_envelope.h"
#include "indexer/decode/rpc_json.h"
#include "indexer/decode/scalars.h"

namespace hilt::decode {
namespace {

constexpr std::string_view kTransactions = "transactions";

bool IsBareNull(std::string_view json) {
  const size_t first = json.find_first_not_of(" \t\n\r");
  if (first == std::string_view::npos) return false;
  return json.substr(first, json.find_last_not_of(" \t\n\r") + 1 - first) == "null";
}

absl::Status NullResult() { return absl::NotFoundError("the result is null"); }

// A transaction of an unknown version, of which nothing is known but that it is there.
domain::Observation NothingRecorded(const solana::Signature& signature, const Origin& origin) {
  domain::Observation unknown;
  unknown.signature = signature;
  unknown.slot = origin.slot;
  unknown.index = origin.index;
  unknown.blockhash = origin.blockhash;
  unknown.block_time = origin.time;
  unknown.commitment = origin.commitment;
  unknown.grade = origin.grade;
  return unknown;
}

// What the transaction itself tells of its place.
absl::StatusOr<Origin> OriginOf(const RawTransaction& raw, const Origin& seen_as,
                                const Path& path) {
  if (!raw.slot.has_value()) return Path(path, "slot").Error("missing");
  Origin origin = seen_as;
  origin.slot = domain::Slot(*raw.slot);
  origin.index = raw.index;
  if (raw.time.has_value()) origin.time = UnixTime(*raw.time);
  return origin;
}

Origin SeenAs(domain::Commitment commitment, domain::EvidenceGrade grade) {
  return {.slot = {},
          .index = std::nullopt,
          .blockhash = std::nullopt,
          .time = std::nullopt,
          .commitment = commitment,
          .grade = grade};
}

}  // namespace

absl::StatusOr<domain::Observation> RpcDecoder::Transaction(std::string_view json,
                                                            domain::Commitment commitment) {
  if (IsBareNull(json)) return NullResult();
  HILT_RETURN_IF_ERROR(document_.Load(json));
  const Origin seen_as = SeenAs(commitment, domain::EvidenceGrade::kChain);
  absl::StatusOr<domain::Observation> observation = ReadResult(seen_as);
  if (!absl::IsInvalidArgument(observation.status())) return observation;
  // As in a block, a later version of transactions may have a shape that cannot be read.
  absl::StatusOr<domain::Observation> outline = ReadResultOutline(seen_as);
  return outline.ok() ? outline : observation;
}

template <class Reader>
absl::StatusOr<Origin> RpcDecoder::ReadResultBy(Reader reader, const Origin& seen_as) {
  HILT_ASSIGN_OR_RETURN(ondemand::object root, document_.OpenObject());
  HILT_RETURN_IF_ERROR(ReadRpcResult(root, reader));
  HILT_RETURN_IF_ERROR(document_.CheckEnd());
  return OriginOf(raw_, seen_as, Path());
}

absl::StatusOr<domain::Observation> RpcDecoder::ReadResult(const Origin& seen_as) {
  HILT_ASSIGN_OR_RETURN(const Origin origin, ReadResultBy(TransactionReader(raw_), seen_as));
  return Resolve(raw_, origin, Path());
}

absl::StatusOr<domain::Observation> RpcDecoder::ReadResultOutline(const Origin& seen_as) {
  HILT_ASSIGN_OR_RETURN(const Origin origin, ReadResultBy(OutlineReader(raw_), seen_as));
  const Path top;
  if (raw_.version != domain::MessageVersion::kUnknown) return top.Error("of a known version");
  if (raw_.signatures.empty()) return top.Error("without a signature");
  return NothingRecorded(raw_.signatures.front(), origin);
}

absl::StatusOr<domain::Observation> RpcDecoder::HeliusRaw(ondemand::object object,
                                                          const Path& path) {
  TransactionReader reader(raw_);
  HILT_RETURN_IF_ERROR(ReadBy(reader, object, path));
  const Origin seen_as = SeenAs(domain::Commitment::kConfirmed, domain::EvidenceGrade::kProvider);
  HILT_ASSIGN_OR_RETURN(const Origin origin, OriginOf(raw_, seen_as, path));
  return Resolve(raw_, origin, path);
}

template <class AnyBlock>
absl::Status RpcDecoder::ReadBlock(AnyBlock& block, BlockReader::OnTransaction on_transaction) {
  HILT_ASSIGN_OR_RETURN(ondemand::object root, document_.OpenObject());
  BlockReader reader(block, block.transaction_count, on_transaction);
  HILT_RETURN_IF_ERROR(ReadRpcResult(root, reader));
  return document_.CheckEnd();
}

absl::StatusOr<domain::Observation> RpcDecoder::ReadTransaction(ondemand::object object,
                                                                const Origin& origin,
                                                                const Path& path) {
  TransactionReader reader(raw_);
  HILT_RETURN_IF_ERROR(ReadBy(reader, object, path));
  return Resolve(raw_, origin, path);
}

// A selected transaction is read once more, from its text and by another parser: the first one has
// gone past it.
absl::Status RpcDecoder::BlockAtOnce(const Origin& origin, Select select, Block& block) {
  return ReadBlock(block, [&](Value& value, const Path& path, size_t i) -> absl::Status {
    HILT_ASSIGN_OR_RETURN(ondemand::object object, ReadObject(value, path));
    Origin here = origin;
    here.index = static_cast<uint32_t>(i);
    if (select == Select::kAll) {
      HILT_ASSIGN_OR_RETURN(block.transactions.emplace_back(), ReadTransaction(object, here, path));
      return absl::OkStatus();
    }
    HILT_ASSIGN_OR_RETURN(const bool selected, scanner_.MayHoldMemo(object, path));
    if (!selected) return absl::OkStatus();
    std::string_view text;
    if (object.raw_json().get(text) != simdjson::SUCCESS) return path.Error(internal::kBroken);
    HILT_ASSIGN_OR_RETURN(ondemand::object part, document_.OpenPart(text, path));
    HILT_ASSIGN_OR_RETURN(block.transactions.emplace_back(), ReadTransaction(part, here, path));
    return absl::OkStatus();
  });
}

absl::StatusOr<domain::Observation> RpcDecoder::BlockElement(std::string_view text,
                                                             const Origin& origin,
                                                             const Path& path) {
  absl::StatusOr<ondemand::object> object = document_.OpenPart(text, path);
  HILT_RETURN_IF_ERROR(object.status());
  absl::StatusOr<domain::Observation> observation = ReadTransaction(*object, origin, path);
  if (observation.ok()) return observation;
  object = document_.OpenPart(text, path);
  HILT_RETURN_IF_ERROR(object.status());
  const Glimpse glimpse = GlimpseTransaction(*object);
  if (glimpse.version != domain::MessageVersion::kUnknown || !glimpse.signature.has_value()) {
    return observation;
  }
  return NothingRecorded(*glimpse.signature, origin);
}

absl::Status RpcDecoder::BlockOneByOne(const Origin& origin, Select select, Block& block) {
  std::vector<std::string_view> texts;
  const auto read = [&](Value& value, const Path& path, size_t) -> absl::Status {
    HILT_ASSIGN_OR_RETURN(texts.emplace_back(), ReadRaw(value, path));
    return absl::OkStatus();
  };
  HILT_RETURN_IF_ERROR(ReadBlock(block, read));
  const Path top;
  const Path list(top, kTransactions);
  for (size_t i = 0; i < texts.size(); ++i) {
    const Path path(list, i);
    if (select == Select::kWithMemo) {
      HILT_ASSIGN_OR_RETURN(const ondemand::object part, document_.OpenPart(texts[i], path));
      HILT_ASSIGN_OR_RETURN(const bool selected, scanner_.MayHoldMemo(part, path));
      if (!selected) continue;
    }
    Origin here = origin;
    here.index = static_cast<uint32_t>(i);
    HILT_ASSIGN_OR_RETURN(block.transactions.emplace_back(), BlockElement(texts[i], here, path));
  }
  return absl::OkStatus();
}

absl::StatusOr<Block> RpcDecoder::BlockOf(std::string_view json, domain::Slot slot,
                                          domain::Commitment commitment, Select select) {
  HILT_RETURN_IF_ERROR(document_.Load(json));
  return LoadedBlock(slot, commitment, select);
}

absl::StatusOr<Block> RpcDecoder::BlockOf(const PaddedJson& json, domain::Slot slot,
                                          domain::Commitment commitment, Select select) {
  HILT_RETURN_IF_ERROR(document_.Load(json));
  return LoadedBlock(slot, commitment, select);
}

absl::StatusOr<Block> RpcDecoder::LoadedBlock(domain::Slot slot, domain::Commitment commitment,
                                              Select select) {
  if (IsBareNull(document_.loaded())) return NullResult();
  Origin origin = SeenAs(commitment, domain::EvidenceGrade::kChain);
  origin.slot = slot;
  Block block;
  absl::Status status = BlockAtOnce(origin, select, block);
  if (absl::IsInvalidArgument(status)) {
    // A later version of transactions may have a shape that cannot be read, and must not stop those
    // who follow the chain: then each is read apart.
    block = Block();
    status = BlockOneByOne(origin, select, block);
  }
  HILT_RETURN_IF_ERROR(status);
  block.slot = slot;
  for (domain::Observation& observation : block.transactions) {
    observation.blockhash = block.blockhash;
    observation.block_time = block.time;
  }
  return block;
}

absl::StatusOr<BlockAccounts> RpcDecoder::AccountsOf(std::string_view json, domain::Slot slot) {
  if (IsBareNull(json)) return NullResult();
  HILT_RETURN_IF_ERROR(document_.Load(json));
  BlockAccounts block;
  const auto read = [&](Value& value, const Path& path, size_t) -> absl::Status {
    HILT_ASSIGN_OR_RETURN(ondemand::object object, ReadObject(value, path));
    HILT_ASSIGN_OR_RETURN(const std::optional<solana::Signature> signature,
                          scanner_.SignatureOfMemo(object, path));
    if (signature.has_value()) block.with_memo.push_back(*signature);
    return absl::OkStatus();
  };
  HILT_RETURN_IF_ERROR(ReadBlock(block, read));
  block.slot = slot;
  return block;
}

}  // namespace hilt::decode
