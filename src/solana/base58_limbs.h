#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

// The arithmetic of base58.h, constexpr so that key_literal.h can use it too. Everyone else
// includes base58.h.
//
// Why limbs: digit by digit, n digits cost n passes over the number. Ten digits at a time they cost
// n / 10 passes, each a multiply-add of 64-bit words. Ten because 58^10 < 2^64 < 58^11: it is the
// most that one word holds.
namespace hilt::solana::base58_limbs {

inline constexpr std::string_view kAlphabet =
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

inline constexpr size_t kGroupDigits = 10;
inline constexpr uint64_t kHalfGroupBase = uint64_t{58} * 58 * 58 * 58 * 58;  // 58^5 < 2^30
inline constexpr uint64_t kGroupBase = kHalfGroupBase * kHalfGroupBase;       // 58^10 < 2^59
static_assert(kGroupBase > ~uint64_t{0} / 58, "eleven digits would not fit in a word");

// Longer than any text of so many bytes is: ceil(bytes * log 256 / log 58). The factor is
// 1.36565824 rounded up; up to 2^16 bytes the result is exact or one too many. 44 for 32 bytes, 88
// for 64.
constexpr size_t MaxTextLength(size_t bytes) { return (bytes * 1'365'659 + 999'999) / 1'000'000; }
static_assert(MaxTextLength(32) == 44 && MaxTextLength(64) == 88);

// Each digit is below 58; what is no digit has the top bit, which survives an OR over a whole text.
inline constexpr uint8_t kNoDigit = 0x80;

inline constexpr std::array<uint8_t, 256> kDigitOf = [] {
  std::array<uint8_t, 256> digits{};
  digits.fill(kNoDigit);
  for (size_t i = 0; i < kAlphabet.size(); ++i) {
    digits[static_cast<uint8_t>(kAlphabet[i])] = static_cast<uint8_t>(i);
  }
  return digits;
}();

// The number that at most ten digits write. ORs the digits into `seen`; where that ends with
// kNoDigit the number means nothing.
constexpr uint64_t ReadGroup(std::string_view digits, uint8_t& seen) {
  uint64_t value = 0;
  for (const char c : digits) {
    const uint8_t digit = kDigitOf[static_cast<uint8_t>(c)];
    seen |= digit;
    value = value * 58 + digit;
  }
  return value;
}

// words = words * 58^10 + addend, least significant word first; returns what does not fit, below
// 58^10. One step: word * 58^10 + carry < 2^64 * 58^10 fits in 128 bits, and leaves a carry below
// 58^10 again.
constexpr uint64_t MultiplyAdd(std::span<uint64_t> words, uint64_t addend) {
  uint64_t carry = addend;
  for (uint64_t& word : words) {
    const unsigned __int128 product = static_cast<unsigned __int128>(word) * kGroupBase + carry;
    word = static_cast<uint64_t>(product);
    carry = static_cast<uint64_t>(product >> 64);
  }
  return carry;
}

struct Number {
  size_t used = 0;        // words that were written; the top ones may be zero
  uint64_t overflow = 0;  // what is left over words.size() words after the last group
  uint8_t seen = 0;       // OR of the digits
};

// Reads a text of any length into `words`, which is not empty, least significant word first. The
// groups are aligned at the end of the text, the first one being short. A group is less than a
// word, so after g groups g words hold the number.
constexpr Number ReadNumber(std::string_view text, std::span<uint64_t> words) {
  Number number;
  const size_t head = text.size() % kGroupDigits;
  words[0] = ReadGroup(text.substr(0, head), number.seen);
  number.used = 1;
  for (size_t at = head; at < text.size(); at += kGroupDigits) {
    const uint64_t group = ReadGroup(text.substr(at, kGroupDigits), number.seen);
    number.overflow = MultiplyAdd(words.first(number.used), group);
    if (number.used < words.size()) words[number.used++] = std::exchange(number.overflow, 0);
  }
  return number;
}

constexpr void StoreBigEndian(uint64_t word, std::span<uint8_t, 8> out) {
  for (size_t i = 0; i < 8; ++i) out[i] = static_cast<uint8_t>(word >> (56 - 8 * i));
}

constexpr uint64_t LoadBigEndian(std::span<const uint8_t, 8> in) {
  uint64_t word = 0;
  for (const uint8_t byte : in) word = word << 8 | byte;
  return word;
}

constexpr size_t LeadingOnes(std::string_view text) {
  size_t count = 0;
  while (count < text.size() && text[count] == '1') ++count;
  return count;
}

// Bytes that the number takes without leading zeros.
constexpr size_t SignificantBytes(std::span<const uint64_t> words) {
  size_t top = words.size();
  while (top > 0 && words[top - 1] == 0) --top;
  if (top == 0) return 0;
  return 8 * top - static_cast<size_t>(std::countl_zero(words[top - 1])) / 8;
}

enum class Fault { kNone, kLength, kCharacter, kSize };

struct FixedResult {
  Fault fault = Fault::kNone;
  size_t bytes = 0;  // kSize: how many bytes the text stands for
};

// Decodes a text of exactly kBytes bytes. A value of kBytes bytes with z leading zeros has z ones
// and then between kBytes - z and MaxTextLength(kBytes - z) digits, so every text of the right size
// has kBytes to MaxTextLength(kBytes) characters. '1' is the digit zero, so the ones need no
// treatment of their own but to be counted: exactly as many as there are leading zero bytes makes
// the text canonical.
template <size_t kBytes>
constexpr FixedResult DecodeFixed(std::string_view text, std::span<uint8_t, kBytes> out) {
  static_assert(kBytes % 8 == 0);
  constexpr size_t kWords = kBytes / 8;
  if (text.size() < kBytes || text.size() > MaxTextLength(kBytes)) return {Fault::kLength, 0};

  std::array<uint64_t, kWords> words{};
  const Number number = ReadNumber(text, words);
  if ((number.seen & kNoDigit) != 0) return {Fault::kCharacter, 0};
  // No group but the last can overflow, as 58^(MaxTextLength(kBytes) - 10) < 256^kBytes. It needs
  // all the digits, so no leading '1', and 58^MaxTextLength(kBytes) < 256^(kBytes + 1).
  if (number.overflow != 0) return {Fault::kSize, kBytes + 1};

  const size_t bytes = LeadingOnes(text) + SignificantBytes(words);
  if (bytes != kBytes) return {Fault::kSize, bytes};
  for (size_t i = 0; i < kWords; ++i) {
    StoreBigEndian(words[kWords - 1 - i], std::span<uint8_t, 8>(&out[8 * i], 8));
  }
  return {};
}

}  // namespace hilt::solana::base58_limbs
