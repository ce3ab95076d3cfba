#pragma once

#include <cstdint>
#include <cstdlib>
#include <random>
#include <span>
#include <string>

#include "fmt/format.h"

namespace hilt::solana {

// A random source that can be run again: HILT_TEST_SEED sets its seed. Put Label() into a
// SCOPED_TRACE, so that a failure prints it.
class SeededRandom {
 public:
  SeededRandom() : seed_(SeedFromEnvironment()), engine_(seed_) {}

  std::string Label() const { return fmt::format("HILT_TEST_SEED={}", seed_); }

  uint64_t Below(uint64_t bound) {
    return std::uniform_int_distribution<uint64_t>(0, bound - 1)(engine_);
  }

  // Every fourth time the first bytes are zero, where base58 has its special case.
  void Fill(std::span<uint8_t> bytes) {
    const size_t zeros = Below(4) == 0 ? Below(bytes.size() + 1) : 0;
    for (size_t i = 0; i < bytes.size(); ++i) {
      bytes[i] = i < zeros ? uint8_t{0} : static_cast<uint8_t>(engine_());
    }
  }

 private:
  static uint64_t SeedFromEnvironment() {
    const char* const seed = std::getenv("HILT_TEST_SEED");
    return seed != nullptr ? std::strtoull(seed, nullptr, 10) : std::random_device()();
  }

  uint64_t seed_;
  std::mt19937_64 engine_;
};

}  // namespace hilt::solana
