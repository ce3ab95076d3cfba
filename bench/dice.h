#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "solana/base58.h"

namespace hilt::bench {

// Chance that is the same for the same seed on every machine: the standard's distributions are not.
class Dice {
 public:
  explicit Dice(uint64_t seed) : random_(seed) {}

  // Both inclusive. Not quite even, which does not matter here.
  uint64_t Between(uint64_t low, uint64_t high) { return low + random_() % (high - low + 1); }
  bool Percent(uint64_t chance) { return Between(1, 100) <= chance; }

  template <class T>
  const T& OneOf(const std::vector<T>& values) {
    return values[Between(0, values.size() - 1)];
  }

  // `count` different ones.
  template <class T>
  void AppendSome(const std::vector<T>& values, size_t count, std::vector<T>& out) {
    const size_t start = Between(0, values.size() - 1);
    const size_t step = values.size() / count;
    for (size_t i = 0; i < count; ++i) out.push_back(values[(start + i * step) % values.size()]);
  }

  template <class T>
  void Shuffle(std::vector<T>& values) {
    for (size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[Between(0, i - 1)]);
  }

  std::vector<uint8_t> Bytes(size_t size) {
    std::vector<uint8_t> bytes(size);
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random_());
    return bytes;
  }

  // In base58.
  std::string Key() { return solana::EncodeBase58(std::span<const uint8_t, 32>(Bytes(32))); }
  std::string Signature() { return solana::EncodeBase58(std::span<const uint8_t, 64>(Bytes(64))); }

 private:
  std::mt19937_64 random_;
};

}  // namespace hilt::bench
