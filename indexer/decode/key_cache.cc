#include "indexer/decode/key_cache.h"

#include <cstring>

#include "base/status.h"
#include "indexer/decode/scalars.h"

namespace hilt::decode {
namespace {

constexpr size_t kHashedChars = sizeof(uint64_t);

// The last characters are the ones that differ: vanity keys share their first.
size_t SlotOf(std::string_view text, size_t slots) {
  uint64_t word = 0;
  std::memcpy(&word, text.data() + text.size() - kHashedChars, kHashedChars);
  constexpr uint64_t kOdd = 0x9E3779B97F4A7C15;  // 2^64 / golden ratio: spreads every bit upwards
  return static_cast<size_t>((word * kOdd) >> 32U) % slots;
}

}  // namespace

absl::StatusOr<solana::Pubkey> KeyCache::Parse(std::string_view text, const Path& path) {
  if (text.size() < kHashedChars || text.size() > kMaxChars) return ParseKey(text, path);
  Entry& entry = entries_[SlotOf(text, entries_.size())];
  if (std::string_view(entry.text.data(), entry.chars) == text) return entry.key;
  HILT_ASSIGN_OR_RETURN(const solana::Pubkey key, ParseKey(text, path));
  entry.chars = static_cast<uint8_t>(text.size());
  std::memcpy(entry.text.data(), text.data(), text.size());
  entry.key = key;
  return key;
}

}  // namespace hilt::decode
