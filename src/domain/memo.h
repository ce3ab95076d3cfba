#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "domain/ids.h"

namespace hilt::domain {

// "HILT:" and 32 hex digits.
inline constexpr size_t kHiltMemoBytes = 37;

// The nonce of a HILT memo: the whole data equals "HILT:" + 32 of [0-9a-f], byte for byte. Nothing
// is trimmed, folded or searched for; any other data is not a HILT memo.
std::optional<Nonce> ParseHiltMemo(std::span<const uint8_t> data);

// The memo that a buyer's transaction must carry.
std::string HiltMemo(const Nonce& nonce);

}  // namespace hilt::domain
