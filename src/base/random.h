#pragma once

#include <cstdint>
#include <span>

namespace hilt::base {

// Where random bytes come from.
class Random {
 public:
  virtual ~Random() = default;
  virtual void Fill(std::span<uint8_t> bytes) = 0;
};

// The operating system's, by libsodium: fit for nonces and ids. Thread-safe.
class SecureRandom final : public Random {
 public:
  SecureRandom();  // initialises libsodium; aborts where the system has no randomness
  void Fill(std::span<uint8_t> bytes) override;
};

// The same sequence for the same seed: for tests and simulations only. Not thread-safe.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(uint64_t seed) : state_(seed) {}
  void Fill(std::span<uint8_t> bytes) override;

 private:
  uint64_t state_;
};

}  // namespace hilt::base
