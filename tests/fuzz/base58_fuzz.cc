#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "solana/base58.h"
#include "tests/fuzz/target.h"
#include "tests/support/naive_base58.h"

namespace hilt::solana {
namespace {

using Bytes = std::vector<uint8_t>;

template <size_t kBytes>
void CheckFixed(std::string_view text, const std::optional<Bytes>& expected) {
  std::array<uint8_t, kBytes> decoded{};
  const absl::Status status = DecodeBase58(text, decoded);
  HILT_CHECK(status.ok() == (expected.has_value() && expected->size() == kBytes));
  if (!status.ok()) {
    HILT_CHECK(absl::IsInvalidArgument(status));
    return;
  }
  HILT_CHECK(std::equal(decoded.begin(), decoded.end(), expected->begin()));
  HILT_CHECK(EncodeBase58(decoded) == text);
}

// Takes the same texts as the textbook's decoder, for the same bytes.
void CheckText(std::string_view text) {
  const std::optional<Bytes> expected = test::NaiveBase58Decode(text);
  CheckFixed<32>(text, expected);
  CheckFixed<64>(text, expected);

  Bytes data;
  const absl::Status status = AppendBase58(text, data);
  HILT_CHECK(status.ok() == (expected.has_value() && expected->size() <= kMaxInstructionDataBytes));
  if (status.ok()) {
    HILT_CHECK(data == *expected);
  } else {
    HILT_CHECK(data.empty());
  }
}

template <size_t kBytes>
void CheckBytes(std::span<const uint8_t> input) {
  std::array<uint8_t, kBytes> bytes{};
  std::copy_n(input.begin(), std::min(input.size(), kBytes), bytes.begin());
  const std::string text = EncodeBase58(bytes);
  HILT_CHECK(text == test::NaiveBase58Encode(bytes));
  std::array<uint8_t, kBytes> decoded{};
  HILT_CHECK(DecodeBase58(text, decoded).ok());
  HILT_CHECK(decoded == bytes);
}

void Run(std::span<const uint8_t> input) {
  CheckText({reinterpret_cast<const char*>(input.data()), input.size()});
  CheckBytes<32>(input);
  CheckBytes<64>(input);

  // Nearly a base58 text: every byte but those above 0xf8 gives a digit.
  std::string near;
  near.reserve(input.size());
  for (const uint8_t byte : input) {
    near += byte > 0xf8 ? static_cast<char>(byte) : test::kNaiveBase58Alphabet[byte % 58];
  }
  CheckText(near);
}

}  // namespace
}  // namespace hilt::solana

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  hilt::solana::Run({data, size});
  return 0;
}
