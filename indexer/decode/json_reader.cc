#include "indexer/decode/json_reader.h"

#include "base/unix_time.h"
#include "indexer/decode/scalars.h"

namespace hilt::decode {
namespace {

std::string_view TrimRight(std::string_view text) {
  const auto space = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string_view Token(Value& value) { return TrimRight(value.raw_json_token()); }

char FirstChar(Value& value) {
  const std::string_view token = Token(value);
  return token.empty() ? '\0' : token.front();
}

bool IsNull(Value& value) { return Token(value) == "null"; }

absl::StatusOr<bool> ReadBool(Value& value, const Path& path) {
  const std::string_view token = Token(value);
  if (token == "true") return true;
  if (token == "false") return false;
  return path.Error("neither true nor false");
}

absl::StatusOr<std::string_view> ReadString(Value& value, const Path& path) {
  const std::string_view token = Token(value);
  if (token.size() < 2 || token.front() != '"') return path.Error("not a string");
  std::string_view text = token.substr(1, token.size() - 2);
  if (text.find('\\') == std::string_view::npos) {
    // Must be taken: simdjson's skipping would take a string before a stray ':' for a key.
    if (value.get_raw_json_string().error() != simdjson::SUCCESS) return path.Error("not a string");
    return text;
  }
  if (value.get_string().get(text) != simdjson::SUCCESS) return path.Error("bad escape in string");
  return text;
}

absl::StatusOr<uint64_t> ReadUint(Value& value, const Path& path, uint64_t max) {
  const std::optional<uint64_t> number = ParseUint64(Token(value));
  if (number.has_value() && *number <= max) return *number;
  if (max == UINT64_MAX) return path.Error("not an unsigned 64-bit integer");
  return path.Error("not an integer from 0 to " + std::to_string(max));
}

absl::StatusOr<base::Int128> ReadSigned(Value& value, const Path& path) {
  const std::optional<base::Int128> number = ParseSigned(Token(value));
  if (!number.has_value()) return path.Error("not an integer, below 2^64");
  return *number;
}

absl::StatusOr<std::optional<uint64_t>> ReadTime(Value& value, const Path& path) {
  if (IsNull(value)) return std::nullopt;
  HILT_ASSIGN_OR_RETURN(const uint64_t seconds, ReadUint(value, path, base::kMaxUnixSeconds));
  return seconds;
}

absl::StatusOr<std::string_view> ReadRaw(Value& value, const Path& path) {
  std::string_view text = Token(value);
  simdjson::error_code error = simdjson::SUCCESS;
  ondemand::object object;
  ondemand::array array;
  switch (FirstChar(value)) {
    case '{':
      error = value.get_object().get(object);
      if (error == simdjson::SUCCESS) error = object.raw_json().get(text);
      break;
    case '[':
      error = value.get_array().get(array);
      if (error == simdjson::SUCCESS) error = array.raw_json().get(text);
      break;
    case '"':
      error = value.get_raw_json_string().error();
      break;
    case ']':
    case '}':
    case ',':
    case ':':
    case '\0':
      error = simdjson::TAPE_ERROR;
      break;
    default:  // a number or a literal; simdjson itself steps over it
      break;
  }
  if (error != simdjson::SUCCESS) return path.Error(internal::kBroken);
  return TrimRight(text);
}

absl::Status Skip(Value& value, const Path& path) { return ReadRaw(value, path).status(); }

absl::StatusOr<ondemand::object> ReadObject(Value& value, const Path& path) {
  ondemand::object object;
  if (value.get_object().get(object) != simdjson::SUCCESS) return path.Error("not an object");
  return object;
}

absl::StatusOr<ondemand::array> ReadArray(Value& value, const Path& path) {
  ondemand::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS) return path.Error("not an array");
  return array;
}

namespace internal {

absl::StatusOr<std::string_view> ReadKey(ondemand::field& field, const Path& path) {
  const char* const begin = field.key().raw();  // the parser has found the closing quote
  const char* end = begin;
  while (*end != '"' && *end != '\\') ++end;
  if (*end == '"') return std::string_view(begin, static_cast<size_t>(end - begin));
  // A known name may be spelt with escapes, and is the same name.
  std::string_view key;
  if (field.unescaped_key().get(key) != simdjson::SUCCESS) {
    return path.Error("bad escape in a field name");
  }
  return key;
}

}  // namespace internal
}  // namespace hilt::decode
