#include "solana/base58.h"

#include <algorithm>
#include <array>

#include "fmt/format.h"
#include "solana/base58_limbs.h"

namespace hilt::solana {
namespace {

namespace limbs = base58_limbs;

constexpr size_t kMaxInstructionDataText = limbs::MaxTextLength(kMaxInstructionDataBytes);
constexpr size_t kMaxInstructionDataGroups =
    (kMaxInstructionDataText + limbs::kGroupDigits - 1) / limbs::kGroupDigits;

bool IsDigit(char c) { return limbs::kDigitOf[static_cast<uint8_t>(c)] != limbs::kNoDigit; }

absl::Status BadCharacter(std::string_view text) {
  const auto bad = std::find_if_not(text.begin(), text.end(), IsDigit);
  const size_t offset = static_cast<size_t>(bad - text.begin());
  const bool printable = *bad > ' ' && *bad <= '~';
  return absl::InvalidArgumentError(
      printable ? fmt::format("character {} is not base58: '{}'", offset, *bad)
                : fmt::format("character {} is not base58: byte 0x{:02x}", offset,
                              static_cast<uint8_t>(*bad)));
}

absl::Status BadLength(std::string_view text, size_t bytes) {
  return absl::InvalidArgumentError(
      fmt::format("{} characters, not {} to {}", text.size(), bytes, limbs::MaxTextLength(bytes)));
}

template <size_t kBytes>
absl::Status Decode(std::string_view text, std::span<uint8_t, kBytes> out) {
  const limbs::FixedResult result = limbs::DecodeFixed(text, out);
  switch (result.fault) {
    case limbs::Fault::kNone:
      return absl::OkStatus();
    case limbs::Fault::kLength:
      return BadLength(text, kBytes);
    case limbs::Fault::kCharacter:
      return BadCharacter(text);
    case limbs::Fault::kSize:
      break;
  }
  return absl::InvalidArgumentError(fmt::format("{} bytes, not {}", result.bytes, kBytes));
}

// Division by the constant 58^10 is all that encoding does. Dividing 128 bits by a 64-bit constant
// costs two multiplications once the constant's reciprocal is known (after Moeller and Granlund,
// "Improved division by invariant integers"). The divisor must have its top bit set: 58^10 lies
// between 2^58 and 2^59, so both sides are shifted by 5.
//
// With W = 2^64, d the divisor, v the reciprocal and k the rest, W^2 = (W + v) d + k. The estimate
// (W + v) high + low has a whole part, its upper word, and a fraction f, its lower. The quotient
// "whole part + 1" leaves the remainder
//
//   r = (low (W - d) + k high + f d) / W - d,  so r >= -d: the quotient is at most one too high.
//
// v + k + 1 < W gives W (W - d) + k d < W d, from which r < d (the quotient is never too low) and
// r <= f where r >= 0. Where r < 0, r + W > f, since W - d > f (W - d) / W. So comparing r, taken
// modulo W, with f tells whether it is negative.
using Uint128 = unsigned __int128;
constexpr int kShift = 5;
constexpr uint64_t kDivisor = limbs::kGroupBase << kShift;
constexpr uint64_t kReciprocal = static_cast<uint64_t>(~Uint128{0} / kDivisor - (Uint128{1} << 64));
constexpr Uint128 kRest = ~Uint128{0} % kDivisor + 1;
static_assert(kDivisor >> 63 == 1);
static_assert(kReciprocal + kRest + 1 < Uint128{1} << 64);

// high:low / kDivisor where high < kDivisor; replaces `high` by the remainder.
inline uint64_t DivideStep(uint64_t& high, uint64_t low) {
  const Uint128 estimate = Uint128{kReciprocal} * high + (Uint128{high} << 64 | low);
  const auto fraction = static_cast<uint64_t>(estimate);
  const uint64_t quotient = static_cast<uint64_t>(estimate >> 64) + 1;
  const uint64_t remainder = low - quotient * kDivisor;
  // Without a branch: it would go either way at random.
  const uint64_t too_high = remainder > fraction ? 1 : 0;
  high = remainder + too_high * kDivisor;
  return quotient - too_high;
}

// words = words / 58^10, most significant word first; returns the remainder. Each word is shifted
// as the divisor is, which leaves the quotient as it was.
inline uint64_t DivideByGroup(std::span<uint64_t> words) {
  uint64_t remainder = words.front() >> (64 - kShift);
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    words[i] = DivideStep(remainder, words[i] << kShift | words[i + 1] >> (64 - kShift));
  }
  words.back() = DivideStep(remainder, words.back() << kShift);
  return remainder >> kShift;
}

void WriteHalfGroup(uint32_t value, char* out) {
  for (size_t i = limbs::kGroupDigits / 2; i > 0; --i) {
    out[i - 1] = limbs::kAlphabet[value % 58];
    value /= 58;
  }
}

template <size_t kBytes>
std::string Encode(std::span<const uint8_t, kBytes> bytes) {
  constexpr size_t kWords = kBytes / 8;
  constexpr size_t kGroups =
      (limbs::MaxTextLength(kBytes) + limbs::kGroupDigits - 1) / limbs::kGroupDigits;
  std::array<uint64_t, kWords> words;
  for (size_t i = 0; i < kWords; ++i) {
    words[i] = limbs::LoadBigEndian(std::span<const uint8_t, 8>(&bytes[8 * i], 8));
  }

  std::array<char, kGroups * limbs::kGroupDigits> digits;
  for (size_t group = kGroups; group > 0; --group) {
    // A division takes at least 58 bits off the top, so that after group g (from 0, last first) the
    // first 58 g / 64 words, rounded down, are zero and need not be divided again.
    const size_t zero_words = (kGroups - group) * 58 / 64;
    const uint64_t value = DivideByGroup(std::span(words).subspan(zero_words));
    char* const out = &digits[(group - 1) * limbs::kGroupDigits];
    WriteHalfGroup(static_cast<uint32_t>(value / limbs::kHalfGroupBase), out);
    WriteHalfGroup(static_cast<uint32_t>(value % limbs::kHalfGroupBase),
                   out + limbs::kGroupDigits / 2);
  }

  // The digits are padded with zeros, written '1', to more than any text has; as many of these as
  // there are leading zero bytes belong to the text.
  const std::string_view padded(digits.data(), digits.size());
  const auto first_nonzero =
      std::find_if(bytes.begin(), bytes.end(), [](uint8_t byte) { return byte != 0; });
  const size_t zero_bytes = static_cast<size_t>(first_nonzero - bytes.begin());
  return std::string(padded.substr(limbs::LeadingOnes(padded) - zero_bytes));
}

}  // namespace

absl::Status DecodeBase58(std::string_view text, std::span<uint8_t, 32> out) {
  return Decode(text, out);
}

absl::Status DecodeBase58(std::string_view text, std::span<uint8_t, 64> out) {
  return Decode(text, out);
}

absl::Status AppendBase58(std::string_view text, std::vector<uint8_t>& out) {
  if (text.size() > kMaxInstructionDataText) {
    return absl::InvalidArgumentError(
        fmt::format("{} characters, more than {}", text.size(), kMaxInstructionDataText));
  }
  const size_t ones = limbs::LeadingOnes(text);

  // Only the words that ReadNumber used are ever read.
  std::array<uint64_t, kMaxInstructionDataGroups> words;
  const limbs::Number number = limbs::ReadNumber(text.substr(ones), words);
  if ((number.seen & limbs::kNoDigit) != 0) return BadCharacter(text);

  const size_t significant = limbs::SignificantBytes(std::span(words).first(number.used));
  if (ones + significant > kMaxInstructionDataBytes) {
    return absl::InvalidArgumentError(
        fmt::format("{} bytes, more than {}", ones + significant, kMaxInstructionDataBytes));
  }
  const size_t start = out.size() + ones;
  out.resize(start + significant);
  for (size_t i = 0; i < significant; ++i) {
    out[start + significant - 1 - i] = static_cast<uint8_t>(words[i / 8] >> (8 * (i % 8)));
  }
  return absl::OkStatus();
}

std::string EncodeBase58(std::span<const uint8_t, 32> bytes) { return Encode(bytes); }

std::string EncodeBase58(std::span<const uint8_t, 64> bytes) { return Encode(bytes); }

}  // namespace hilt::solana
