#pragma once

#include "indexer/decode/decode.h"
#include "indexer/decode/document.h"
#include "indexer/decode/key_scan.h"
#include "indexer/decode/resolve.h"
#include "indexer/decode/rpc_block.h"

namespace hilt::decode {

// The part of Decoder that reads what JSON-RPC answers; decode.h has the contract.
class RpcDecoder {
 public:
  // Borrowed; whoever uses the document next ends the life of what was read from it.
  explicit RpcDecoder(Document& document) : document_(document) {}

  absl::StatusOr<domain::Observation> Transaction(std::string_view json,
                                                  domain::Commitment commitment);
  absl::StatusOr<Block> BlockOf(std::string_view json, domain::Slot slot,
                                domain::Commitment commitment, Select select);
  absl::StatusOr<Block> BlockOf(const PaddedJson& json, domain::Slot slot,
                                domain::Commitment commitment, Select select);
  absl::StatusOr<BlockAccounts> AccountsOf(std::string_view json, domain::Slot slot);

  // An element of a Helius webhook body.
  absl::StatusOr<domain::Observation> HeliusRaw(ondemand::object object, const Path& path);

 private:
  absl::StatusOr<domain::Observation> ReadResult(const Origin& seen_as);
  absl::StatusOr<domain::Observation> ReadResultOutline(const Origin& seen_as);
  template <class Reader>
  absl::StatusOr<Origin> ReadResultBy(Reader reader, const Origin& seen_as);

  absl::StatusOr<Block> LoadedBlock(domain::Slot slot, domain::Commitment commitment,
                                    Select select);
  template <class AnyBlock>
  absl::Status ReadBlock(AnyBlock& block, BlockReader::OnTransaction on_transaction);
  absl::Status BlockAtOnce(const Origin& origin, Select select, Block& block);
  absl::Status BlockOneByOne(const Origin& origin, Select select, Block& block);
  absl::StatusOr<domain::Observation> BlockElement(std::string_view text, const Origin& origin,
                                                   const Path& path);
  absl::StatusOr<domain::Observation> ReadTransaction(ondemand::object object, const Origin& origin,
                                                      const Path& path);

  Document& document_;
  RawTransaction raw_;
  KeyScanner scanner_;
};

}  // namespace hilt::decode
