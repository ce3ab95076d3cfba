#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cli/cli11_forward.h"
#include "domain/asset.h"

// Strict readers of what people type after a flag. INVALID_ARGUMENT says what was wanted; the
// caller adds the flag's name.
namespace hilt::cli {

// "90" (seconds), "90s", "15m", "1h30m": whole milliseconds, from `least` to `most`.
absl::StatusOr<absl::Duration> ToDuration(std::string_view text, absl::Duration least,
                                          absl::Duration most);

// A decimal amount as minor units, exactly: "12.50" at 6 decimals is 12500000. Digits, and after a
// point at most `decimals` more; no sign, no exponent, no separators, no needless zeros before the
// point. Floating point has no part in it.
absl::StatusOr<domain::TokenAmount> ToAmount(std::string_view text, uint8_t decimals);

// A u64 in decimal without leading zeros or sign.
absl::StatusOr<uint64_t> ToWholeNumber(const std::string& text);

// RFC 3339, or a duration before `now`: "24h".
absl::StatusOr<absl::Time> ToTimeOrAge(const std::string& text, absl::Time now);

// OK for UTF-8, which is all that the contract's strings may hold.
absl::Status CheckUtf8(const std::string& text);

// One of the words; the message lists them.
CLI::Validator OneOf(std::vector<std::string> words);

}  // namespace hilt::cli
