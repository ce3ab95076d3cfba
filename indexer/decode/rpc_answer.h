#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "domain/evidence.h"
#include "domain/ids.h"
#include "indexer/decode/block_header.h"
#include "solana/keys.h"

// Whole JSON-RPC responses with small results. Pure and total like decode.h; any thread.
//
// INVALID_ARGUMENT with the path, where the text is not such a response. UNAVAILABLE "rpc error
// <code>", where it is an error. Texts over kMaxSmallAnswerBytes: RESOURCE_EXHAUSTED.
namespace hilt::decode {

// The largest small answer is 256 signature statuses, each with the error of a failed transaction.
inline constexpr size_t kMaxSmallAnswerBytes = size_t{1} << 20;

// The code of the error that the response is; none: it holds a result, of whatever kind.
absl::StatusOr<std::optional<int64_t>> RpcErrorCode(std::string_view response);

// getGenesisHash.
absl::StatusOr<solana::Blockhash> RpcGenesisHash(std::string_view response);

// getEpochInfo: how far the node is at the commitment that was asked for.
struct ChainHeight {
  domain::Slot slot;
  uint64_t block_height = 0;
};
absl::StatusOr<ChainHeight> RpcChainHeight(std::string_view response);

// getSignatureStatuses of `count` signatures, in the order asked for; none where the node knows
// nothing of it. Source of the shape: agave rpc-client-types, response.rs.
struct SignatureStatus {
  domain::Slot slot;  // where it was processed
  // None: the node does not say, or in a word that is not known here.
  std::optional<domain::Commitment> commitment;
  bool failed = false;
};
struct SignatureStatuses {
  domain::Slot node_slot;  // of the node that answered, at processed
  std::vector<std::optional<SignatureStatus>> statuses;
};
absl::StatusOr<SignatureStatuses> RpcSignatureStatuses(std::string_view response, size_t count);

// getSlot, getFirstAvailableBlock.
absl::StatusOr<domain::Slot> RpcSlot(std::string_view response);

// getBlocks, getBlocksWithLimit: slots in rising order, as nodes give them; anything else is
// INVALID_ARGUMENT.
absl::StatusOr<std::vector<domain::Slot>> RpcSlots(std::string_view response);

// getBlockTime; none: the node does not know it.
absl::StatusOr<std::optional<absl::Time>> RpcBlockTime(std::string_view response);

// getBlock with transactionDetails "none". NOT_FOUND: the result is null.
absl::StatusOr<BlockHeader> RpcBlockHeader(std::string_view response, domain::Slot slot);

// getSignaturesForAddress, newest first as nodes give them, though the order within a slot is not
// to be relied on; failed transactions too.
struct AddressSignature {
  solana::Signature signature;
  domain::Slot slot;
  bool failed = false;
  std::optional<absl::Time> time;
};
absl::StatusOr<std::vector<AddressSignature>> RpcSignaturesForAddress(std::string_view response);

}  // namespace hilt::decode
