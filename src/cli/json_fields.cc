#include "cli/json_fields.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

constexpr size_t kMaxDepth = 200;

// Offset of the first bracket that opens a level below kMaxDepth. Brackets inside strings do not
// count; text that is no JSON at all may give any answer, the parser refuses it later.
std::optional<size_t> TooDeepAt(std::string_view text) {
  size_t depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if ((c == '{' || c == '[') && ++depth > kMaxDepth) return i;
    if ((c == '}' || c == ']') && depth > 0) --depth;
  }
  return std::nullopt;
}

bool IsCanonicalDecimal(std::string_view text) {
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

absl::Status Wanted(absl::string_view what) { return absl::InvalidArgumentError(what); }

}  // namespace

absl::StatusOr<Json> ParseJson(std::string_view text) {
  if (const auto at = TooDeepAt(text)) {
    return absl::InvalidArgumentError(
        fmt::format("byte {}: nested deeper than {}", *at, kMaxDepth));
  }
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    // The library's message quotes the input; the offset says enough.
    return absl::InvalidArgumentError(fmt::format("byte {}: not JSON", error.byte));
  } catch (const Json::exception&) {
    return absl::InvalidArgumentError("holds a number that JSON readers cannot represent");
  }
}

absl::StatusOr<std::string> ToText(const Json& value) {
  if (!value.is_string()) return Wanted("must be a string");
  return value.get<std::string>();
}

absl::StatusOr<bool> ToBool(const Json& value) {
  if (!value.is_boolean()) return Wanted("must be true or false");
  return value.get<bool>();
}

absl::StatusOr<uint64_t> ToU64(const Json& value) {
  if (value.is_number_unsigned() || (value.is_number_integer() && value.get<int64_t>() >= 0)) {
    return value.get<uint64_t>();
  }
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    uint64_t number = 0;
    if (IsCanonicalDecimal(text) && absl::SimpleAtoi(text, &number)) return number;
  }
  return Wanted("must be a whole number from 0 to 18446744073709551615");
}

const Json* ObjectReader::Find(std::string_view key) const {
  const auto found = object_.find(std::string(key));
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

absl::Status ObjectReader::Error(std::string_view key, std::string_view what) const {
  return absl::InvalidArgumentError(fmt::format("{}: {}", name_of_(key), what));
}

}  // namespace hilt::cli
