#include "domain/memo.h"

#include <string_view>

#include "base/hex.h"

namespace hilt::domain {
namespace {

constexpr std::string_view kPrefix = "HILT:";

}  // namespace

std::optional<Nonce> ParseHiltMemo(std::span<const uint8_t> data) {
  if (data.size() != kHiltMemoBytes) return std::nullopt;
  // Bytes are compared as bytes: whatever encoding a wallet had in mind, only these 37 count.
  const std::string_view text(reinterpret_cast<const char*>(data.data()), data.size());
  if (text.substr(0, kPrefix.size()) != kPrefix) return std::nullopt;
  Nonce nonce;
  if (!base::HexDecode(text.substr(kPrefix.size()), nonce.bytes)) return std::nullopt;
  return nonce;
}

std::string HiltMemo(const Nonce& nonce) { return std::string(kPrefix) + ToString(nonce); }

}  // namespace hilt::domain
