#pragma once

#include "indexer/decode/decode.h"
#include "indexer/decode/document.h"
#include "indexer/decode/helius_enhanced.h"
#include "indexer/decode/rpc_decoder.h"

namespace hilt::decode {

// The part of Decoder that reads what Helius posts; decode.h has the contract.
class WebhookDecoder {
 public:
  // Both borrowed.
  WebhookDecoder(Document& document, RpcDecoder& rpc) : document_(document), rpc_(rpc) {}

  absl::StatusOr<domain::Observation> Enhanced(std::string_view json);
  absl::StatusOr<domain::Observation> Raw(std::string_view json);
  absl::StatusOr<std::vector<WebhookElement>> Body(std::string_view json);

 private:
  template <class Read>
  absl::StatusOr<domain::Observation> ReadOne(std::string_view json, Read&& read);
  absl::StatusOr<domain::Observation> ReadEnhanced(ondemand::object object, const Path& path);
  absl::StatusOr<domain::Observation> ReadElement(ondemand::object object, const Path& path);
  absl::StatusOr<std::vector<WebhookElement>> BodyAtOnce();
  absl::StatusOr<std::vector<WebhookElement>> BodyOneByOne(std::string_view json);
  WebhookElement BodyElement(std::string_view text, const Path& path);

  Document& document_;
  RpcDecoder& rpc_;
  RawEnhanced enhanced_;
  KeyCache keys_;
};

}  // namespace hilt::decode
