#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hilt::test {

// Base58 as a textbook has it: one digit at a time over an array of bytes. Short enough to be seen
// to be right; what solana/base58.h is compared with, in tests for its values and in the benchmark
// for its time.

inline constexpr std::string_view kNaiveBase58Alphabet =
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

// Of any size; none where a character is not in the alphabet.
inline std::optional<std::vector<uint8_t>> NaiveBase58Decode(std::string_view text) {
  std::vector<uint8_t> bytes;  // least significant first
  for (const char c : text) {
    const size_t digit = kNaiveBase58Alphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    uint32_t carry = static_cast<uint32_t>(digit);
    for (uint8_t& byte : bytes) {
      carry += uint32_t{byte} * 58;
      byte = static_cast<uint8_t>(carry);
      carry >>= 8;
    }
    if (carry != 0) bytes.push_back(static_cast<uint8_t>(carry));
  }
  for (size_t i = 0; i < text.size() && text[i] == '1'; ++i) bytes.push_back(0);
  std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

inline std::string NaiveBase58Encode(std::span<const uint8_t> bytes) {
  std::vector<uint8_t> digits;  // least significant first
  for (const uint8_t byte : bytes) {
    uint32_t carry = byte;
    for (uint8_t& digit : digits) {
      carry += uint32_t{digit} << 8;
      digit = static_cast<uint8_t>(carry % 58);
      carry /= 58;
    }
    for (; carry != 0; carry /= 58) digits.push_back(static_cast<uint8_t>(carry % 58));
  }
  for (size_t i = 0; i < bytes.size() && bytes[i] == 0; ++i) digits.push_back(0);
  std::string text;
  for (const uint8_t digit : digits) text.push_back(kNaiveBase58Alphabet[digit]);
  std::reverse(text.begin(), text.end());
  return text;
}

}  // namespace hilt::test
