#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "base/int128.h"
#include "indexer/decode/path.h"
#include "solana/keys.h"

// Texts of single values. Everything is strict, one text a value, and no number passes through a
// floating-point type.
namespace hilt::decode {

inline constexpr size_t kMaxErrorTextBytes = 256;

// Decimal digits, no sign, no leading zero but "0" itself, at most 2^64 - 1.
std::optional<uint64_t> ParseUint64(std::string_view text);

// The same with a '-' allowed, "-0" excepted: |value| < 2^64.
std::optional<base::Int128> ParseSigned(std::string_view text);

// At most base::kMaxUnixSeconds.
absl::Time UnixTime(uint64_t seconds);

// Base58 of a fixed length. The error stands at `path` and quotes nothing.
absl::StatusOr<solana::Pubkey> ParseKey(std::string_view text, const Path& path);
absl::StatusOr<solana::Signature> ParseSignature(std::string_view text, const Path& path);
absl::StatusOr<solana::Blockhash> ParseBlockhash(std::string_view text, const Path& path);

std::span<const uint8_t> AsBytes(std::string_view text);

// JSON text as it is shown: white space between tokens left out, so that every source gives the
// same text; anything but printable ASCII as '?'; the first kMaxErrorTextBytes.
std::string ErrorText(std::string_view json);

}  // namespace hilt::decode
