#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

// Solana's compact-u16: 7 bits a byte, least significant first, the top bit set where another byte
// follows; 1 to 3 bytes, the third with at most 2 bits. A value has one form: a last byte of zero
// after others (an alias of a shorter form) is refused. Source: sdk short-vec/src/lib.rs.
namespace hilt::solana {

struct CompactU16 {
  uint16_t value = 0;
  size_t size = 0;  // bytes read
};

// From the front of `bytes`; none where they do not start with a compact-u16.
constexpr std::optional<CompactU16> ReadCompactU16(std::span<const uint8_t> bytes) {
  constexpr size_t kMaxBytes = 3;
  uint32_t value = 0;
  for (size_t i = 0; i < bytes.size() && i < kMaxBytes; ++i) {
    value |= uint32_t{bytes[i] & 0x7fu} << (7 * i);
    if ((bytes[i] & 0x80) != 0) continue;
    if (i > 0 && bytes[i] == 0) return std::nullopt;
    if (value > UINT16_MAX) return std::nullopt;
    return CompactU16{.value = static_cast<uint16_t>(value), .size = i + 1};
  }
  return std::nullopt;
}

inline void AppendCompactU16(uint16_t value, std::vector<uint8_t>& out) {
  uint32_t rest = value;
  for (; rest > 0x7f; rest >>= 7) out.push_back(static_cast<uint8_t>(rest | 0x80));
  out.push_back(static_cast<uint8_t>(rest));
}

}  // namespace hilt::solana
