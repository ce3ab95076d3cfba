#include "cli/option_values.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "CLI/CLI.hpp"
#include "base/int128.h"
#include "cli/json_fields.h"
#include "cli/terms_json.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

using base::Int128;

constexpr std::string_view kDigits = "0123456789";

bool IsDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of(kDigits) == std::string_view::npos;
}

absl::Status NoDuration(absl::Duration least, absl::Duration most) {
  return absl::InvalidArgumentError(fmt::format("must be a time from {} to {}, such as 90s or 15m",
                                                absl::FormatDuration(least),
                                                absl::FormatDuration(most)));
}

absl::Status NoAmount(uint8_t decimals) {
  return absl::InvalidArgumentError(
      fmt::format("must be a decimal amount with at most {} places, such as 12.5", decimals));
}

}  // namespace

absl::StatusOr<absl::Duration> ToDuration(std::string_view text, absl::Duration least,
                                          absl::Duration most) {
  constexpr size_t kMaxChars = 32;
  if (text.empty() || text.size() > kMaxChars) return NoDuration(least, most);
  // A bare number is seconds; the library wants a unit.
  const std::string with_unit = std::string(text) + (IsDigits(text) ? "s" : "");
  absl::Duration duration;
  if (!absl::ParseDuration(with_unit, &duration) || duration < least || duration > most ||
      duration % absl::Milliseconds(1) != absl::ZeroDuration()) {
    return NoDuration(least, most);
  }
  return duration;
}

absl::StatusOr<domain::TokenAmount> ToAmount(std::string_view text, uint8_t decimals) {
  constexpr Int128 kMax = std::numeric_limits<uint64_t>::max();
  const size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const bool has_point = point != std::string_view::npos;
  const std::string_view places = has_point ? text.substr(point + 1) : std::string_view();
  const bool needless_zero = whole.size() > 1 && whole.front() == '0';
  if (!IsDigits(whole) || needless_zero || (has_point && !IsDigits(places)) ||
      places.size() > decimals) {
    return NoAmount(decimals);
  }
  std::string digits(whole);
  digits += places;
  digits.append(decimals - places.size(), '0');
  Int128 units = 0;
  for (const char digit : digits) {
    units = units * 10 + (digit - '0');
    if (units > kMax) return absl::InvalidArgumentError("is more than 2^64 - 1 minor units");
  }
  return domain::TokenAmount(static_cast<uint64_t>(units));
}

absl::StatusOr<uint64_t> ToWholeNumber(const std::string& text) { return ToU64(Json(text)); }

absl::StatusOr<absl::Time> ToTimeOrAge(const std::string& text, absl::Time now) {
  if (absl::StatusOr<absl::Time> time = ToTime(Json(text)); time.ok()) return time;
  constexpr absl::Duration kMostAge = absl::Hours(24 * 366 * 10);
  const auto age = ToDuration(text, absl::ZeroDuration(), kMostAge);
  if (age.ok()) return now - *age;
  return absl::InvalidArgumentError(
      "must be an RFC 3339 time, or how long ago, such as 24h or 15m");
}

absl::Status CheckUtf8(const std::string& text) {
  // Whatever is no UTF-8 comes out of Dump changed.
  const absl::StatusOr<Json> again = ParseJson(Dump(Json(text)));
  if (!again.ok() || *again != Json(text)) return absl::InvalidArgumentError("is not UTF-8");
  return absl::OkStatus();
}

CLI::Validator OneOf(std::vector<std::string> words) {
  return CLI::IsMember(std::move(words)).description("");
}

}  // namespace hilt::cli
