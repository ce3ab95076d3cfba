#include <cctype>
#include <optional>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/int128.h"
#include "indexer/decode/scalars.h"
#include "tests/fuzz/target.h"

namespace hilt::decode {
namespace {

// Matches 0|[1-9][0-9]* and is worth less than 2^64.
std::optional<uint64_t> NaiveUint64(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  if (text != "0" && text[0] == '0') return std::nullopt;
  unsigned __int128 value = 0;
  for (const char c : text) {
    value = value * 10 + static_cast<unsigned>(c - '0');
    if (value >> 64 != 0) return std::nullopt;
  }
  return static_cast<uint64_t>(value);
}

// The same after an optional '-', but for "-0".
std::optional<base::Int128> NaiveSigned(std::string_view text) {
  if (text == "-0") return std::nullopt;
  if (!text.starts_with('-')) return NaiveUint64(text);
  const std::optional<uint64_t> magnitude = NaiveUint64(text.substr(1));
  if (!magnitude.has_value()) return std::nullopt;
  return base::Int128(0) - base::Int128(*magnitude);
}

void CheckText(std::string_view text) {
  const std::optional<uint64_t> value = ParseUint64(text);
  HILT_CHECK(value == NaiveUint64(text));
  HILT_CHECK(ParseSigned(text) == NaiveSigned(text));
  if (value.has_value()) HILT_CHECK(std::to_string(*value) == text);
}

}  // namespace
}  // namespace hilt::decode

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  hilt::decode::CheckText({reinterpret_cast<const char*>(data), size});

  // Nearly a number: most bytes give a digit, the others what stands in numbers elsewhere.
  std::string near;
  for (size_t i = 0; i < size; ++i) {
    near +=
        data[i] < 240 ? static_cast<char>('0' + data[i] % 10) : "-+.eE x,0123456-"[data[i] % 16];
  }
  hilt::decode::CheckText(near);
  return 0;
}
