#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace hilt::fuzz {

// Reads a fuzzer's bytes as a row of choices. Past their end every choice is 0, so any bytes are a
// row of any length.
class Choices {
 public:
  explicit Choices(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  uint8_t Byte() {
    if (bytes_.empty()) return 0;
    const uint8_t byte = bytes_.front();
    bytes_ = bytes_.subspan(1);
    return byte;
  }

  // Below `bound`, which is 1 to 256.
  size_t Below(size_t bound) { return Byte() % bound; }

  bool OneIn(size_t bound) { return Below(bound) == bound - 1; }

  // Small, or near an end of 64 bits, or anything.
  uint64_t Amount() {
    const uint8_t byte = Byte();
    if (byte < 0xc0) return byte;
    if (byte < 0xe0) return UINT64_MAX - (byte & 0x1f);
    uint64_t amount = 0;
    for (int i = 0; i < 8; ++i) amount = amount << 8 | Byte();
    return amount;
  }

 private:
  std::span<const uint8_t> bytes_;
};

}  // namespace hilt::fuzz
