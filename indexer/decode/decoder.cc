#include "indexer/decode/decode.h"
#include "indexer/decode/document.h"
#include "indexer/decode/rpc_decoder.h"
#include "indexer/decode/webhook_decoder.h"

namespace hilt::decode {

class Decoder::Impl {
 private:
  Document document_;

 public:
  RpcDecoder rpc{document_};
  WebhookDecoder webhook{document_, rpc};
};

Decoder::Decoder() : impl_(std::make_unique<Impl>()) {}
Decoder::~Decoder() = default;

absl::StatusOr<domain::Observation> Decoder::RpcTransaction(std::string_view json,
                                                            domain::Commitment commitment) {
  return impl_->rpc.Transaction(json, commitment);
}

absl::StatusOr<Block> Decoder::RpcBlock(std::string_view json, domain::Slot slot,
                                        domain::Commitment commitment, Select select) {
  return impl_->rpc.BlockOf(json, slot, commitment, select);
}

absl::StatusOr<Block> Decoder::RpcBlock(const PaddedJson& json, domain::Slot slot,
                                        domain::Commitment commitment, Select select) {
  return impl_->rpc.BlockOf(json, slot, commitment, select);
}

absl::StatusOr<BlockAccounts> Decoder::RpcBlockAccounts(std::string_view json, domain::Slot slot) {
  return impl_->rpc.AccountsOf(json, slot);
}

absl::StatusOr<domain::Observation> Decoder::HeliusEnhanced(std::string_view json) {
  return impl_->webhook.Enhanced(json);
}

absl::StatusOr<domain::Observation> Decoder::HeliusRaw(std::string_view json) {
  return impl_->webhook.Raw(json);
}

absl::StatusOr<std::vector<WebhookElement>> Decoder::HeliusWebhook(std::string_view json) {
  return impl_->webhook.Body(json);
}

}  // namespace hilt::decode
