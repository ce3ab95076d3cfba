#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

// Base58 with the Bitcoin alphabet, as Solana writes keys, signatures and instruction data: each
// leading zero byte is a leading '1', the rest is one big-endian number.
//
// Strict: a value has exactly one accepted text. White space, other characters, too many or too few
// leading '1' and values that do not fit are refused, so texts can be compared where values are
// meant.
//
// INVALID_ARGUMENT says what is wrong ("character 7 is not base58: 'l'", "31 bytes, not 32") and
// quotes no more than one character of the input. Pure; any thread.
namespace hilt::solana {

// The most that an instruction can hold: a program may pass 10 KiB to another (agave
// MAX_CPI_INSTRUCTION_DATA_LEN); at the top level the transaction is the bound, 4,096 bytes for
// version 1 and 1,232 for those before.
inline constexpr size_t kMaxInstructionDataBytes = 10 * 1024;

// Exactly 32 or 64 bytes; `out` is unspecified on error.
absl::Status DecodeBase58(std::string_view text, std::span<uint8_t, 32> out);
absl::Status DecodeBase58(std::string_view text, std::span<uint8_t, 64> out);

// Appends the bytes of instruction data, at most kMaxInstructionDataBytes of them; the empty text
// is none. `out` is unchanged on error. The time is quadratic in the length, which is why there is
// a bound: about 1 ms at it.
absl::Status AppendBase58(std::string_view text, std::vector<uint8_t>& out);

std::string EncodeBase58(std::span<const uint8_t, 32> bytes);
std::string EncodeBase58(std::span<const uint8_t, 64> bytes);

}  // namespace hilt::solana
