#include "cli/json_fields.h"

#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "cli/terminal.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

constexpr size_t kMaxDepth = 200;
constexpr size_t kMaxMembers = 256;
constexpr size_t kShownKeyChars = 40;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

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

// Reads along with the library's parser, event by event, for what the parsed document would no
// longer show. An event answers whether to read on; syntax errors are left to the parser.
class Strictness {
 public:
  std::string fault;  // empty: none

  bool key(std::string& key) {
    Level& object = open_.back();
    object.key = key;
    if (!object.keys.insert(key).second) return Fail("appears twice in one object");
    if (object.keys.size() > kMaxMembers) {
      open_.pop_back();
      return Fail(fmt::format("more than {} members in one object", kMaxMembers));
    }
    return true;
  }
  // Integers that begin with a minus; those without are unsigned.
  bool number_integer(int64_t value) {
    Step();
    return value != 0 || Fail("holds the integer -0");
  }
  bool start_object(size_t /*members*/) { return Open(/*is_array=*/false); }
  bool start_array(size_t /*elements*/) { return Open(/*is_array=*/true); }
  bool end_object() { return Close(); }
  bool end_array() { return Close(); }

  bool null() { return Step(); }
  bool boolean(bool /*value*/) { return Step(); }
  bool number_unsigned(uint64_t /*value*/) { return Step(); }
  bool number_float(double /*value*/, const std::string& /*text*/) { return Step(); }
  bool string(std::string& /*value*/) { return Step(); }
  bool binary(Json::binary_t& /*value*/) { return Step(); }
  // A number past double's range is no syntax error, and comes here all the same.
  bool parse_error(size_t byte, const std::string& /*token*/, const Json::exception& error) {
    if (dynamic_cast<const Json::out_of_range*>(&error) != nullptr) {
      fault = fmt::format("byte {}: a number that JSON readers cannot represent", byte);
    }
    return false;
  }

 private:
  // An object or array that is open, and where in it the reader stands.
  struct Level {
    bool is_array = false;
    size_t elements = 0;         // begun so far
    std::string key;             // the last one
    std::set<std::string> keys;  // of an object
  };

  // A value begins.
  bool Step() {
    if (!open_.empty() && open_.back().is_array) ++open_.back().elements;
    return true;
  }
  bool Open(bool is_array) {
    Step();
    open_.emplace_back().is_array = is_array;
    return true;
  }
  bool Close() {
    open_.pop_back();
    return true;
  }

  bool Fail(std::string_view what) {
    std::string where;
    for (const Level& level : open_) {
      if (level.is_array) {
        where += fmt::format("[{}]", level.elements - 1);
      } else {
        where += where.empty() ? "" : ".";
        where += Printable(level.key, kShownKeyChars);
      }
    }
    fault = where.empty() ? std::string(what) : fmt::format("{}: {}", where, what);
    return false;
  }

  std::vector<Level> open_;
};

// What is wrong with the bytes before they are parsed. The library skips a byte order mark and
// takes a NUL for the end of the text.
absl::Status CheckBytes(std::string_view text) {
  if (text.empty()) return absl::InvalidArgumentError("is empty");
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    return absl::InvalidArgumentError("byte 1: a byte order mark, which JSON must not begin with");
  }
  if (const size_t nul = text.find('\0'); nul != std::string_view::npos) {
    return absl::InvalidArgumentError(fmt::format("byte {}: not JSON", nul + 1));
  }
  if (const auto at = TooDeepAt(text)) {
    return absl::InvalidArgumentError(
        fmt::format("byte {}: nested deeper than {}", *at + 1, kMaxDepth));
  }
  return absl::OkStatus();
}

absl::Status Wanted(absl::string_view what) { return absl::InvalidArgumentError(what); }

}  // namespace

absl::StatusOr<Json> ParseJson(std::string_view text) {
  HILT_RETURN_IF_ERROR(CheckBytes(text));
  try {
    Strictness strictness;
    if (!Json::sax_parse(text, &strictness) && !strictness.fault.empty()) {
      return absl::InvalidArgumentError(strictness.fault);
    }
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    // The library's message quotes the input; the offset says enough.
    return absl::InvalidArgumentError(fmt::format("byte {}: not JSON", error.byte));
  }
}

std::string Dump(const Json& value) {
  return value.dump(2, ' ', false, Json::error_handler_t::replace);
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
