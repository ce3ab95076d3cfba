#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

// Base64 with the standard alphabet and padding (RFC 4648 section 4).
//
// Strict: a value has exactly one accepted text. White space, the URL alphabet, padding that is
// missing, too long or in the middle, and unused bits that are not zero are refused.
//
// Not for secrets: the time depends on the text. That is why it is our own: libsodium's, made for
// secrets, takes constant time, measured as about 15 times this one's.
//
// INVALID_ARGUMENT says what is wrong and at which character ("character 7 is not base64") and
// quotes nothing. Pure; any thread.
namespace hilt::base {

// Appends the bytes; the empty text is none. `out` is unchanged on error.
absl::Status AppendBase64(std::string_view text, std::vector<uint8_t>& out);

std::string EncodeBase64(std::span<const uint8_t> bytes);

}  // namespace hilt::base
