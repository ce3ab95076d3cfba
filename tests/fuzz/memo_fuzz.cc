#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "domain/memo.h"
#include "tests/fuzz/target.h"

namespace hilt::domain {
namespace {

// The 32 digits of a HILT memo, by the rule's own words.
std::optional<std::string> NaiveNonce(std::string_view memo) {
  if (!memo.starts_with("HILT:")) return std::nullopt;
  const std::string digits(memo.substr(5));
  if (digits.size() != 32) return std::nullopt;
  if (digits.find_first_not_of("0123456789abcdef") != std::string::npos) return std::nullopt;
  return digits;
}

void CheckMemo(const std::vector<uint8_t>& memo) {
  const std::string text(memo.begin(), memo.end());
  const std::optional<std::string> expected = NaiveNonce(text);
  const std::optional<Nonce> nonce = ParseHiltMemo(memo);
  HILT_CHECK(nonce.has_value() == expected.has_value());
  if (!nonce.has_value()) return;
  HILT_CHECK(ToString(*nonce) == *expected);
  HILT_CHECK(HiltMemo(*nonce) == text);
}

// A memo that the input changes in places: each pair of bytes is a place and a value, or cuts or
// lengthens it. So that most inputs are nearly memos.
std::vector<uint8_t> NearMemo(std::span<const uint8_t> input) {
  constexpr std::string_view kMemo = "HILT:0123456789abcdef0123456789abcdef";
  std::vector<uint8_t> memo(kMemo.begin(), kMemo.end());
  for (size_t i = 0; i + 1 < input.size(); i += 2) {
    const size_t place = input[i] % 48;
    if (place < memo.size()) {
      memo[place] = input[i + 1];
    } else {
      memo.resize(place == 47 ? memo.size() + 1 : memo.size() - memo.size() / 37);
    }
  }
  return memo;
}

}  // namespace
}  // namespace hilt::domain

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  hilt::domain::CheckMemo(std::vector<uint8_t>(data, data + size));
  hilt::domain::CheckMemo(hilt::domain::NearMemo({data, size}));
  return 0;
}
