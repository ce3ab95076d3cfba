#include "base/random.h"

#include <sodium.h>

#include "base/check.h"

namespace hilt::base {
namespace {

// SplitMix64 (Steele, Lea, Flood 2014).
uint64_t Next(uint64_t& state) {
  state += 0x9e3779b97f4a7c15;
  uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

}  // namespace

SecureRandom::SecureRandom() { HILT_CHECK(sodium_init() >= 0); }

void SecureRandom::Fill(std::span<uint8_t> bytes) { randombytes_buf(bytes.data(), bytes.size()); }

void SeededRandom::Fill(std::span<uint8_t> bytes) {
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(Next(state_));
}

}  // namespace hilt::base
