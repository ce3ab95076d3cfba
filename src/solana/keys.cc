#include "solana/keys.h"

#include <span>

#include "base/status.h"
#include "solana/base58.h"

namespace hilt::solana {
namespace {

template <class Key>
absl::StatusOr<Key> Parse(std::string_view text) {
  Key key;
  HILT_RETURN_IF_ERROR(DecodeBase58(text, std::span<uint8_t, Key::kSize>(key.bytes)));
  return key;
}

}  // namespace

absl::StatusOr<Pubkey> ParsePubkey(std::string_view text) { return Parse<Pubkey>(text); }
absl::StatusOr<Signature> ParseSignature(std::string_view text) { return Parse<Signature>(text); }
absl::StatusOr<Blockhash> ParseBlockhash(std::string_view text) { return Parse<Blockhash>(text); }

std::string ToString(const Pubkey& key) { return EncodeBase58(key.bytes); }
std::string ToString(const Signature& signature) { return EncodeBase58(signature.bytes); }
std::string ToString(const Blockhash& blockhash) { return EncodeBase58(blockhash.bytes); }

}  // namespace hilt::solana
