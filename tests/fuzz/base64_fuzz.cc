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

// One bit at a time.
std::optional<std::vector<uint8_t>> NaiveDecode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  size_t padding = 0;
  while (padding < 2 && !text.empty() && text.back() == '=') {
    text.remove_suffix(1);
    ++padding;
  }
  std::vector<bool> bits;
  for (const char c : text) {
    const size_t digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    for (int bit = 5; bit >= 0; --bit) bits.push_back((digit >> bit & 1) != 0);
  }
  std::vector<uint8_t> bytes(bits.size() / 8);
  for (size_t i = 0; i < bits.size(); ++i) {
    if (i / 8 == bytes.size()) {
      if (bits[i]) return std::nullopt;  // left over and not zero
    } else if (bits[i]) {
      bytes[i / 8] = static_cast<uint8_t>(bytes[i / 8] | 0x80 >> i % 8);
    }
  }
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
