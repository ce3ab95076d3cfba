#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace hilt::base {

// Two lower-case digits a byte, no prefix.
std::string HexEncode(std::span<const uint8_t> bytes);

// Fills `out` from exactly 2 * out.size() lower-case digits. Upper case, a prefix, white space or
// another length: false, and `out` is unspecified. Lower case alone, so that a value has one text.
[[nodiscard]] bool HexDecode(std::string_view text, std::span<uint8_t> out);

}  // namespace hilt::base
