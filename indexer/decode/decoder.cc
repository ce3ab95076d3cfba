#include <fmt/format.h>

#include "indexer/decode/decode.h"
#include "indexer/decode/document.h"
#include "indexer/decode/glimpse.h"
#include "indexer/decode/helius_enhanced.h"
#include "indexer/decode/resolve.h"
#include "indexer/decode/rpc_block.h"
#include "indexer/decode/rpc_envelope.h"
#include "indexer/decode/rpc_json.h"
#include "indexer/decode/scalars.h"

namespace hilt::decode {
namespace {

constexpr std::string_view kTransactions = "transactions";

// The base58 text of 64 zero bytes. A shorter element can hold no signature.
constexpr size_t kMinSignatureChars = 64;

bool IsBareNull(std::string_view json) {
  const size_t first = json.find_first_not_of(" \t\n\r");
  if (first == std::string_view::npos) return false;
  return json.substr(first, json.find_last_not_of(" \t\n\r") + 1 - first) == "null";
}

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

WebhookElement MoreNameless(size_t count) {
  return {Path().Error(fmt::format("and {} more elements that are no transactions", count)),
          std::nullopt};
}

}  // namespace

class Decoder::Impl {
 public:
  absl::StatusOr<domain::Observation> RpcTransaction(std::string_view json,
                                                     domain::Commitment commitment);
  absl::StatusOr<Block> RpcBlock(std::string_view json, domain::Slot slot,
                                 domain::Commitment commitment);
  absl::StatusOr<domain::Observation> HeliusEnhanced(std::string_view json);
  absl::StatusOr<std::vector<WebhookElement>> HeliusWebhook(std::string_view json);

 private:
  absl::StatusOr<domain::Observation> ReadResult(domain::Commitment commitment);
  absl::StatusOr<domain::Observation> ReadResultOutline(domain::Commitment commitment);
  template <class Reader>
  absl::StatusOr<Origin> ReadResultBy(Reader reader, domain::Commitment commitment);

  absl::StatusOr<Block> ReadBlock(BlockReader::OnTransaction on_transaction);
  absl::StatusOr<domain::Observation> ReadTransaction(ondemand::object object, const Origin& origin,
                                                      const Path& path);
  absl::StatusOr<Block> BlockAtOnce(const Origin& origin);
  absl::StatusOr<Block> BlockOneByOne(const Origin& origin);
  absl::StatusOr<domain::Observation> BlockElement(std::string_view text, const Origin& origin,
                                                   const Path& path);

  absl::StatusOr<domain::Observation> ReadEnhanced(ondemand::object object, const Path& path);
  absl::StatusOr<std::vector<WebhookElement>> BodyAtOnce();
  absl::StatusOr<std::vector<WebhookElement>> BodyOneByOne(std::string_view json);
  WebhookElement BodyElement(std::string_view text, const Path& path);

  Document document_;
  RawTransaction raw_;
  RawEnhanced enhanced_;
};

absl::StatusOr<domain::Observation> Decoder::Impl::RpcTransaction(std::string_view json,
                                                                  domain::Commitment commitment) {
  if (IsBareNull(json)) return absl::NotFoundError("the result is null");
  HILT_RETURN_IF_ERROR(document_.Load(json));
  absl::StatusOr<domain::Observation> observation = ReadResult(commitment);
  if (!absl::IsInvalidArgument(observation.status())) return observation;
  // As in a block, a later version of transactions may have a shape that cannot be read.
  absl::StatusOr<domain::Observation> outline = ReadResultOutline(commitment);
  return outline.ok() ? outline : observation;
}

template <class Reader>
absl::StatusOr<Origin> Decoder::Impl::ReadResultBy(Reader reader, domain::Commitment commitment) {
  HILT_ASSIGN_OR_RETURN(ondemand::object root, document_.OpenObject());
  HILT_RETURN_IF_ERROR(ReadRpcResult(root, reader));
  HILT_RETURN_IF_ERROR(document_.CheckEnd());
  if (!raw_.slot.has_value()) return Path(Path(), "slot").Error("missing");
  Origin origin{.slot = domain::Slot(*raw_.slot),
                .index = raw_.index,
                .blockhash = std::nullopt,
                .time = std::nullopt,
                .commitment = commitment,
                .grade = domain::EvidenceGrade::kChain};
  if (raw_.time.has_value()) origin.time = UnixTime(*raw_.time);
  return origin;
}

absl::StatusOr<domain::Observation> Decoder::Impl::ReadResult(domain::Commitment commitment) {
  HILT_ASSIGN_OR_RETURN(const Origin origin, ReadResultBy(TransactionReader(raw_), commitment));
  return Resolve(raw_, origin, Path());
}

absl::StatusOr<domain::Observation> Decoder::Impl::ReadResultOutline(
    domain::Commitment commitment) {
  HILT_ASSIGN_OR_RETURN(const Origin origin, ReadResultBy(OutlineReader(raw_), commitment));
  const Path top;
  if (raw_.version != domain::MessageVersion::kUnknown) return top.Error("of a known version");
  if (raw_.signatures.empty()) return top.Error("without a signature");
  HILT_ASSIGN_OR_RETURN(const solana::Signature signature,
                        ParseSignature(raw_.signatures.front(), top));
  return NothingRecorded(signature, origin);
}

absl::StatusOr<Block> Decoder::Impl::ReadBlock(BlockReader::OnTransaction on_transaction) {
  HILT_ASSIGN_OR_RETURN(ondemand::object root, document_.OpenObject());
  Block block;
  BlockReader reader(block, on_transaction);
  HILT_RETURN_IF_ERROR(ReadRpcResult(root, reader));
  HILT_RETURN_IF_ERROR(document_.CheckEnd());
  return block;
}

absl::StatusOr<domain::Observation> Decoder::Impl::ReadTransaction(ondemand::object object,
                                                                   const Origin& origin,
                                                                   const Path& path) {
  TransactionReader reader(raw_);
  HILT_RETURN_IF_ERROR(ReadBy(reader, object, path));
  return Resolve(raw_, origin, path);
}

absl::StatusOr<Block> Decoder::Impl::BlockAtOnce(const Origin& origin) {
  std::vector<domain::Observation> transactions;
  const auto read = [&](Value& value, const Path& path, size_t) -> absl::Status {
    HILT_ASSIGN_OR_RETURN(ondemand::object object, ReadObject(value, path));
    HILT_ASSIGN_OR_RETURN(transactions.emplace_back(), ReadTransaction(object, origin, path));
    return absl::OkStatus();
  };
  HILT_ASSIGN_OR_RETURN(Block block, ReadBlock(read));
  block.transactions = std::move(transactions);
  return block;
}

absl::StatusOr<domain::Observation> Decoder::Impl::BlockElement(std::string_view text,
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

absl::StatusOr<Block> Decoder::Impl::BlockOneByOne(const Origin& origin) {
  std::vector<std::string_view> texts;
  const auto read = [&](Value& value, const Path& path, size_t) -> absl::Status {
    HILT_ASSIGN_OR_RETURN(texts.emplace_back(), ReadRaw(value, path));
    return absl::OkStatus();
  };
  HILT_ASSIGN_OR_RETURN(Block block, ReadBlock(read));
  const Path top;
  const Path list(top, kTransactions);
  for (size_t i = 0; i < texts.size(); ++i) {
    HILT_ASSIGN_OR_RETURN(block.transactions.emplace_back(),
                          BlockElement(texts[i], origin, Path(list, i)));
  }
  return block;
}

absl::StatusOr<Block> Decoder::Impl::RpcBlock(std::string_view json, domain::Slot slot,
                                              domain::Commitment commitment) {
  if (IsBareNull(json)) return absl::NotFoundError("the result is null");
  HILT_RETURN_IF_ERROR(document_.Load(json));
  const Origin origin{.slot = slot,
                      .index = std::nullopt,
                      .blockhash = std::nullopt,
                      .time = std::nullopt,
                      .commitment = commitment,
                      .grade = domain::EvidenceGrade::kChain};
  absl::StatusOr<Block> block = BlockAtOnce(origin);
  // A later version of transactions may have a shape that cannot be read, and must not stop those
  // who follow the chain: then each is read apart.
  if (absl::IsInvalidArgument(block.status())) block = BlockOneByOne(origin);
  HILT_RETURN_IF_ERROR(block.status());
  block->slot = slot;
  for (size_t i = 0; i < block->transactions.size(); ++i) {
    domain::Observation& observation = block->transactions[i];
    observation.index = static_cast<uint32_t>(i);
    observation.blockhash = block->blockhash;
    observation.block_time = block->time;
  }
  return block;
}

absl::StatusOr<domain::Observation> Decoder::Impl::ReadEnhanced(ondemand::object object,
                                                                const Path& path) {
  EnhancedReader reader(enhanced_);
  HILT_RETURN_IF_ERROR(ReadBy(reader, object, path));
  return ResolveEnhanced(enhanced_, path);
}

absl::StatusOr<domain::Observation> Decoder::Impl::HeliusEnhanced(std::string_view json) {
  HILT_RETURN_IF_ERROR(document_.Load(json));
  HILT_ASSIGN_OR_RETURN(ondemand::object root, document_.OpenObject());
  absl::StatusOr<domain::Observation> observation = ReadEnhanced(root, Path());
  HILT_RETURN_IF_ERROR(observation.status());
  HILT_RETURN_IF_ERROR(document_.CheckEnd());
  return observation;
}

absl::StatusOr<std::vector<WebhookElement>> Decoder::Impl::BodyAtOnce() {
  HILT_ASSIGN_OR_RETURN(ondemand::array body, document_.OpenArray());
  std::vector<WebhookElement> elements;
  const auto read = [&](Value& value, const Path& path, size_t) -> absl::Status {
    HILT_ASSIGN_OR_RETURN(ondemand::object object, ReadObject(value, path));
    HILT_ASSIGN_OR_RETURN(domain::Observation observation, ReadEnhanced(object, path));
    const solana::Signature signature = observation.signature;
    elements.push_back({std::move(observation), signature});
    return absl::OkStatus();
  };
  HILT_RETURN_IF_ERROR(ReadElements(body, Path(), read));
  HILT_RETURN_IF_ERROR(document_.CheckEnd());
  return elements;
}

WebhookElement Decoder::Impl::BodyElement(std::string_view text, const Path& path) {
  absl::StatusOr<ondemand::object> object = document_.OpenPart(text, path);
  if (!object.ok()) return {object.status(), std::nullopt};
  WebhookElement element{ReadEnhanced(*object, path), std::nullopt};
  if (element.observation.ok()) {
    element.signature = element.observation->signature;
  } else if (object = document_.OpenPart(text, path); object.ok()) {
    element.signature = GlimpseTransaction(*object).signature;
  }
  return element;
}

absl::StatusOr<std::vector<WebhookElement>> Decoder::Impl::BodyOneByOne(std::string_view json) {
  HILT_ASSIGN_OR_RETURN(ondemand::array body, document_.OpenArray());
  std::vector<WebhookElement> elements;
  size_t nameless = 0;
  const auto read = [&](Value& value, const Path& path, size_t) -> absl::Status {
    HILT_ASSIGN_OR_RETURN(const std::string_view text, ReadRaw(value, path));
    const bool counted_only = nameless >= kMaxNamelessElements;
    if (counted_only && text.size() < kMinSignatureChars) {
      ++nameless;
      return absl::OkStatus();
    }
    WebhookElement element = BodyElement(text, path);
    if (absl::IsResourceExhausted(element.observation.status())) {
      return element.observation.status();
    }
    if (!element.signature.has_value()) {
      ++nameless;
      if (counted_only) return absl::OkStatus();
    }
    if (!element.observation.ok()) {
      const auto offset = static_cast<size_t>(text.data() - document_.loaded().data());
      element.json = json.substr(offset, text.size());
    }
    elements.push_back(std::move(element));
    return absl::OkStatus();
  };
  HILT_RETURN_IF_ERROR(ReadElements(body, Path(), read));
  HILT_RETURN_IF_ERROR(document_.CheckEnd());
  if (nameless > kMaxNamelessElements) {
    elements.push_back(MoreNameless(nameless - kMaxNamelessElements));
  }
  return elements;
}

absl::StatusOr<std::vector<WebhookElement>> Decoder::Impl::HeliusWebhook(std::string_view json) {
  HILT_RETURN_IF_ERROR(document_.Load(json));
  absl::StatusOr<std::vector<WebhookElement>> elements = BodyAtOnce();
  // One pass does for a good body. Past a bad element the parser is lost, so such a body is cut
  // into its elements first.
  if (absl::IsInvalidArgument(elements.status())) elements = BodyOneByOne(json);
  return elements;
}

Decoder::Decoder() : impl_(std::make_unique<Impl>()) {}
Decoder::~Decoder() = default;

absl::StatusOr<domain::Observation> Decoder::RpcTransaction(std::string_view json,
                                                            domain::Commitment commitment) {
  return impl_->RpcTransaction(json, commitment);
}

absl::StatusOr<Block> Decoder::RpcBlock(std::string_view json, domain::Slot slot,
                                        domain::Commitment commitment) {
  return impl_->RpcBlock(json, slot, commitment);
}

absl::StatusOr<domain::Observation> Decoder::HeliusEnhanced(std::string_view json) {
  return impl_->HeliusEnhanced(json);
}

absl::StatusOr<std::vector<WebhookElement>> Decoder::HeliusWebhook(std::string_view json) {
  return impl_->HeliusWebhook(json);
}

}  // namespace hilt::decode
