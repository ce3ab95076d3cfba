#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "domain/evidence.h"
#include "domain/observation.h"
#include "indexer/decode/block_header.h"

// Bytes from outside -> observations. Pure and total: any input gives a value or a status, in time
// and memory proportional to its length. (Base58 takes the square of its own length. The longest
// that is read, the 10 KiB of one instruction, takes some 20 times what as much other text does.)
// Every shape of a transaction gives the same observation, as far as it tells (the provider's tell
// less: domain/observation.h).
//
// Errors are INVALID_ARGUMENT with the JSON path and what was wrong there
// ("meta.preBalances[3]: not an unsigned 64-bit integer"; in a base64 transaction also the byte,
// counted from 0; where the whole text is no JSON the byte of the text, counted from 1), or
// RESOURCE_EXHAUSTED where the input is over kMaxInputBytes. Messages hold no bytes of the input
// but field names of the known schema and are safe to log. Fields that the engine does not use, and
// whole transactions that are not selected, are skipped: their UTF-8 is checked, their values are
// not.
namespace hilt::decode {

// Larger than any block seen on mainnet in JSON (8 MB) by an order of magnitude.
inline constexpr size_t kMaxInputBytes = size_t{128} << 20;

// Bad elements of one webhook body that are given one by one though no signature could be read.
inline constexpr size_t kMaxNamelessElements = 1024;

// JSON text with the bytes behind it that the parser may touch: it is read where it stands, where
// other texts are copied first. Worth its while for blocks, which are large.
class PaddedJson {
 public:
  static constexpr size_t kPaddingBytes = 64;

  // A text whose capacity has room for the padding is not copied here either.
  explicit PaddedJson(std::string text);

  std::string_view text() const { return {padded_.data(), padded_.size() - kPaddingBytes}; }

 private:
  std::string padded_;
};

// Which transactions of a block are decoded. Nothing is ever chosen by what logs say.
enum class Select {
  // Those that hold a memo program among their keys, static or loaded, and those whose loaded keys
  // were not recorded: no other transaction can hold a memo.
  kWithMemo,
  kAll,
};

struct Block : BlockHeader {
  uint32_t transaction_count = 0;  // of all, selected or not
  std::vector<domain::Observation>
      transactions;  // the selected, in block order; each has its index
};

// A block of which only the accounts are known.
struct BlockAccounts : BlockHeader {
  uint32_t transaction_count = 0;
  // Of the transactions that Select::kWithMemo selects, in block order: to be fetched.
  std::vector<solana::Signature> with_memo;
};

// An element of a webhook body: an observation, or what is wrong with it. An element whose
// signature could be read all the same keeps it, so that the transaction can be fetched instead.
struct WebhookElement {
  absl::StatusOr<domain::Observation> observation;
  std::optional<solana::Signature> signature;
  // Where the observation is an error: the element's text, a view into the body that was given.
  // Empty where this stands for several elements.
  std::string_view json = {};
};

// Holds the parser's buffers, so that decoding many inputs allocates little. One thread at a time;
// results own their memory and outlive the decoder.
class Decoder {
 public:
  Decoder();
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  // A getTransaction result, bare or as a whole JSON-RPC response, in encoding json, jsonParsed or
  // base64. Chain grade, at the commitment that was asked for. NOT_FOUND: the result is null. Of a
  // version that this code does not know, what does not read is no error where slot and signature
  // do: the observation then has nothing recorded and settles nothing.
  absl::StatusOr<domain::Observation> RpcTransaction(std::string_view json,
                                                     domain::Commitment commitment);

  // A getBlock result, likewise, with transactionDetails full.
  absl::StatusOr<Block> RpcBlock(std::string_view json, domain::Slot slot,
                                 domain::Commitment commitment, Select select = Select::kWithMemo);
  absl::StatusOr<Block> RpcBlock(const PaddedJson& json, domain::Slot slot,
                                 domain::Commitment commitment, Select select = Select::kWithMemo);

  // A getBlock result with transactionDetails accounts, which shows no instructions: it only tells
  // what is worth fetching.
  absl::StatusOr<BlockAccounts> RpcBlockAccounts(std::string_view json, domain::Slot slot);

  // One Helius enhanced transaction. Provider grade, commitment confirmed.
  absl::StatusOr<domain::Observation> HeliusEnhanced(std::string_view json);

  // One Helius raw transaction: a getTransaction result with indexWithinBlock. Provider grade,
  // commitment confirmed.
  absl::StatusOr<domain::Observation> HeliusRaw(std::string_view json);

  // A webhook body: an array of enhanced or raw transactions. A bad element does not stop the
  // others, and however many there are, each element with a signature is given. Of bad ones
  // without, only the first kMaxNamelessElements are; how many more there were is the message of
  // one last element. INVALID_ARGUMENT for the whole body only where it is no JSON array.
  absl::StatusOr<std::vector<WebhookElement>> HeliusWebhook(std::string_view json);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hilt::decode
