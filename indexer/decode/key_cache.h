#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "indexer/decode/path.h"
#include "solana/keys.h"

namespace hilt::decode {

// Keys by their base58 texts. A webhook names the same few over and over (programs, the mint, the
// fee wallet, the accounts of one payment), and to compare a text takes a fraction of the time of
// decoding it. A text that is not there is decoded and takes the place of another.
//
// A hit is the same text, whole, so the answer never depends on what was asked before. One thread
// at a time.
class KeyCache {
 public:
  KeyCache() : entries_(kEntries) {}

  // As ParseKey in scalars.h.
  absl::StatusOr<solana::Pubkey> Parse(std::string_view text, const Path& path);

 private:
  static constexpr size_t kEntries = 512;  // 40 KiB: fits a core's own cache
  static constexpr size_t kMaxChars = 44;  // the longest text of 32 bytes

  struct Entry {
    uint8_t chars = 0;  // 0: empty
    std::array<char, kMaxChars> text{};
    solana::Pubkey key;
  };
  std::vector<Entry> entries_;
};

}  // namespace hilt::decode
