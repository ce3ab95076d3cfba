#include "indexer/decode/scalars.h"

namespace hilt::decode {
namespace {

constexpr size_t kMaxDigits = 20;  // of 2^64 - 1

template <class T>
absl::StatusOr<T> OrError(absl::StatusOr<T> parsed, const Path& path, std::string_view what) {
  // The parser's own message may quote a character of the input.
  if (!parsed.ok()) return path.Error(what);
  return parsed;
}

}  // namespace

std::optional<uint64_t> ParseUint64(std::string_view text) {
  if (text.empty() || text.size() > kMaxDigits) return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  uint64_t value = 0;
  for (const char c : text) {
    const auto digit = static_cast<uint64_t>(static_cast<unsigned char>(c)) - uint64_t{'0'};
    if (digit > 9) return std::nullopt;
    if (value > UINT64_MAX / 10 || value * 10 > UINT64_MAX - digit) return std::nullopt;
    value = value * 10 + digit;
  }
  return value;
}

std::optional<base::Int128> ParseSigned(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  const std::optional<uint64_t> magnitude = ParseUint64(text);
  if (!magnitude.has_value() || (negative && *magnitude == 0)) return std::nullopt;
  const base::Int128 value = *magnitude;
  return negative ? -value : value;
}

absl::Time UnixTime(uint64_t seconds) {
  return absl::FromUnixSeconds(static_cast<int64_t>(seconds));
}

absl::StatusOr<solana::Pubkey> ParseKey(std::string_view text, const Path& path) {
  return OrError(solana::ParsePubkey(text), path, "not the base58 text of a 32-byte key");
}

absl::StatusOr<solana::Signature> ParseSignature(std::string_view text, const Path& path) {
  return OrError(solana::ParseSignature(text), path, "not the base58 text of a 64-byte signature");
}

absl::StatusOr<solana::Blockhash> ParseBlockhash(std::string_view text, const Path& path) {
  return OrError(solana::ParseBlockhash(text), path, "not the base58 text of a 32-byte blockhash");
}

std::span<const uint8_t> AsBytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::string ErrorText(std::string_view json) {
  std::string text;
  bool in_string = false;
  bool escaped = false;
  for (const char c : json) {
    if (text.size() == kMaxErrorTextBytes) break;
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (space && !in_string) continue;
    text += c >= ' ' && c <= '~' ? c : '?';
    if (c == '"' && !escaped) in_string = !in_string;
    escaped = c == '\\' && !escaped;
  }
  return text;
}

}  // namespace hilt::decode
