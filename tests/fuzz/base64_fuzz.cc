#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base64.h"
#include "base/check.h"
#include "tests/fuzz/target.h"

namespace hilt::base {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// 0 to 63, or 64 where it is no digit.
uint32_t Digit(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<uint32_t>(c - 'A');
  if (c >= 'a' && c <= 'z') return static_cast<uint32_t>(c - 'a') + 26;
  if (c >= '0' && c <= '9') return static_cast<uint32_t>(c - '0') + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : 64;
}

// Six bits come in with a digit, and eight go out as soon as there are as many.
std::optional<std::vector<uint8_t>> NaiveDecode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  std::vector<uint8_t> bytes;
  bytes.reserve(text.size());
  uint32_t pending = 0;
  int bits = 0;
  for (const char c : text) {
    if (Digit(c) == 64) return std::nullopt;
    pending = pending << 6 | Digit(c);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<uint8_t>(pending >> bits));
    pending &= (1u << bits) - 1;
  }
  if (pending != 0) return std::nullopt;
  return bytes;
}

// Takes the same texts as the plain decoder, for the same bytes, and writes them the same again.
void CheckText(std::string_view text) {
  const std::optional<std::vector<uint8_t>> expected = NaiveDecode(text);
  std::vector<uint8_t> decoded;
  const absl::Status status = AppendBase64(text, decoded);
  HILT_CHECK(status.ok() == expected.has_value());
  if (!status.ok()) {
    HILT_CHECK(absl::IsInvalidArgument(status));
    HILT_CHECK(decoded.empty());
    return;
  }
  HILT_CHECK(decoded == *expected);
  HILT_CHECK(EncodeBase64(decoded) == text);
}

void Run(std::span<const uint8_t> input) {
  CheckText({reinterpret_cast<const char*>(input.data()), input.size()});

  const std::string encoded = EncodeBase64(input);
  std::vector<uint8_t> decoded;
  HILT_CHECK(AppendBase64(encoded, decoded).ok());
  HILT_CHECK(std::vector<uint8_t>(input.begin(), input.end()) == decoded);

  // Nearly a base64 text: every byte but those above 0xf0 gives a digit or padding.
  std::string near;
  near.reserve(input.size());
  for (const uint8_t byte : input) {
    near += byte > 0xf0 ? static_cast<char>(byte) : byte % 65 == 64 ? '=' : kAlphabet[byte % 65];
  }
  CheckText(near);
}

}  // namespace
}  // namespace hilt::base

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  hilt::base::Run({data, size});
  return 0;
}
