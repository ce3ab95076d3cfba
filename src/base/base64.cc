#include "base/base64.h"

#include <algorithm>
#include <array>

#include "fmt/format.h"

namespace hilt::base {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr size_t kGroupChars = 4;
constexpr size_t kGroupBytes = 3;

// What a character is worth at each of the four places of a group, already shifted to its place in
// the group's 24 bits: a group is four loads and three ORs. Any bit above those 24 tells that a
// character is not of the alphabet.
constexpr uint32_t kNoDigit = uint32_t{1} << 31;
using Table = std::array<uint32_t, 256>;

constexpr Table TableShiftedBy(int shift) {
  Table table{};
  table.fill(kNoDigit);
  for (uint32_t digit = 0; digit < kAlphabet.size(); ++digit) {
    table[static_cast<uint8_t>(kAlphabet[digit])] = digit << shift;
  }
  return table;
}

constexpr std::array<Table, kGroupChars> kTables = {TableShiftedBy(18), TableShiftedBy(12),
                                                    TableShiftedBy(6), TableShiftedBy(0)};

uint32_t GroupValue(const char* group) {
  return kTables[0][static_cast<uint8_t>(group[0])] | kTables[1][static_cast<uint8_t>(group[1])] |
         kTables[2][static_cast<uint8_t>(group[2])] | kTables[3][static_cast<uint8_t>(group[3])];
}

bool IsDigit(char c) { return kTables[3][static_cast<uint8_t>(c)] != kNoDigit; }

// How many of the last group's characters are padding: 0, 1 or 2.
size_t Padding(std::string_view text) {
  if (text.empty() || text.back() != '=') return 0;
  return text[text.size() - 2] == '=' ? 2 : 1;
}

// Whole groups without padding; false if a character is not of the alphabet.
bool DecodeGroups(std::string_view text, uint8_t* out) {
  uint32_t seen = 0;
  for (size_t i = 0; i < text.size(); i += kGroupChars) {
    const uint32_t value = GroupValue(text.data() + i);
    seen |= value;
    *out++ = static_cast<uint8_t>(value >> 16);
    *out++ = static_cast<uint8_t>(value >> 8);
    *out++ = static_cast<uint8_t>(value);
  }
  return (seen & kNoDigit) == 0;
}

}  // namespace

absl::Status AppendBase64(std::string_view text, std::vector<uint8_t>& out) {
  if (text.size() % kGroupChars != 0) {
    return absl::InvalidArgumentError(
        fmt::format("{} characters, not a multiple of {}", text.size(), kGroupChars));
  }
  const size_t padding = Padding(text);
  const size_t digits = text.size() - padding;
  const size_t old_size = out.size();
  const auto fail = [&out, old_size](size_t offset, std::string_view what) {
    out.resize(old_size);
    return absl::InvalidArgumentError(fmt::format("character {} {}", offset, what));
  };

  const size_t whole = digits / kGroupChars * kGroupChars;
  out.resize(old_size + digits * kGroupBytes / kGroupChars);
  uint8_t* const bytes = out.data() + old_size;
  std::array<char, kGroupChars> last = {'A', 'A', 'A', 'A'};  // zeros in place of the padding
  std::copy(text.begin() + static_cast<ptrdiff_t>(whole),
            text.begin() + static_cast<ptrdiff_t>(digits), last.begin());
  const uint32_t last_value = GroupValue(last.data());
  if (!DecodeGroups(text.substr(0, whole), bytes) || (last_value & kNoDigit) != 0) {
    const auto bad = std::find_if_not(text.begin(), text.end(), IsDigit);
    return fail(static_cast<size_t>(bad - text.begin()), "is not base64");
  }
  if (padding == 0) return absl::OkStatus();

  const uint32_t unused = padding == 1 ? 0xff : 0xffff;
  if ((last_value & unused) != 0) return fail(digits - 1, "has unused bits that are not zero");
  uint8_t* const tail = bytes + whole / kGroupChars * kGroupBytes;
  tail[0] = static_cast<uint8_t>(last_value >> 16);
  if (padding == 1) tail[1] = static_cast<uint8_t>(last_value >> 8);
  return absl::OkStatus();
}

std::string EncodeBase64(std::span<const uint8_t> bytes) {
  std::string text;
  text.reserve((bytes.size() + kGroupBytes - 1) / kGroupBytes * kGroupChars);
  for (size_t i = 0; i < bytes.size(); i += kGroupBytes) {
    const size_t left = std::min(bytes.size() - i, kGroupBytes);
    uint32_t value = 0;
    for (size_t j = 0; j < kGroupBytes; ++j) value = value << 8 | (j < left ? bytes[i + j] : 0u);
    for (size_t j = 0; j < kGroupChars; ++j) {
      text.push_back(j <= left ? kAlphabet[value >> (18 - 6 * j) & 63] : '=');
    }
  }
  return text;
}

}  // namespace hilt::base
