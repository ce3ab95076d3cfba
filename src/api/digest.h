#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace hilt::api {

// FNV-1a in 64 bits (Fowler, Noll, Vo): the same for ever, whatever the process or the library.
// Tells texts apart that differ by accident; it is no defence against those who seek a collision.
constexpr uint64_t Digest(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) {
    hash ^= static_cast<uint8_t>(c);
    hash *= 0x100000001b3;
  }
  return hash;
}

constexpr std::array<uint8_t, 8> BigEndian(uint64_t value) {
  std::array<uint8_t, 8> bytes{};
  for (size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<uint8_t>(value >> (56 - 8 * i));
  }
  return bytes;
}

constexpr uint64_t FromBigEndian(const std::array<uint8_t, 8>& bytes) {
  uint64_t value = 0;
  for (const uint8_t byte : bytes) value = value << 8 | byte;
  return value;
}

}  // namespace hilt::api
