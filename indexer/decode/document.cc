#include "indexer/decode/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "indexer/decode/decode.h"

namespace hilt::decode {
namespace {

constexpr size_t kMinCapacity = size_t{64} << 10;

constexpr std::string_view kCutShort = "does not end with its last bracket";

absl::StatusOr<ondemand::object> AsObject(ondemand::document& document, const Path& path) {
  ondemand::object object;
  switch (document.get_object().get(object)) {
    case simdjson::SUCCESS:
      return object;
    case simdjson::INCORRECT_TYPE:
      return path.Error("not an object");
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
      return path.Error(kCutShort);
    default:
      return path.Error(internal::kBroken);
  }
}

// Offset of the first byte that begins no UTF-8 character; the length where there is none.
size_t Utf8FaultAt(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<uint8_t>(text[i]);
    const size_t bytes = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (bytes > 1 && !simdjson::validate_utf8(text.substr(i, bytes))) return i;
    i += bytes;
  }
  return text.size();
}

// Offset of the first control character in a string, or of the quote that opens a string without an
// end; the length where there is neither.
size_t StringFaultAt(std::string_view text) {
  std::optional<size_t> open;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<uint8_t>(text[i]);
    if (byte == '"') {
      open = open.has_value() ? std::nullopt : std::optional<size_t>(i);
    } else if (open.has_value() && byte == '\\') {
      ++i;
    } else if (open.has_value() && byte < 0x20) {
      return i;
    }
  }
  return open.value_or(text.size());
}

absl::Status ErrorAt(std::string_view what, size_t offset) {
  return Path().Error(fmt::format("{}, at byte {}", what, offset + 1));
}

}  // namespace

absl::Status DocumentError(simdjson::error_code error, std::string_view text) {
  switch (error) {
    case simdjson::MEMALLOC:
      return absl::ResourceExhaustedError("document: no memory to parse it");
    case simdjson::UTF8_ERROR:
      return ErrorAt("not valid UTF-8", Utf8FaultAt(text));
    case simdjson::UNCLOSED_STRING:
      return ErrorAt("a string is not closed", StringFaultAt(text));
    case simdjson::UNESCAPED_CHARS:
      return ErrorAt("a control character in a string", StringFaultAt(text));
    case simdjson::EMPTY:
      return Path().Error("empty");
    default:
      return Path().Error(internal::kBroken);
  }
}

PaddedJson::PaddedJson(std::string text) : padded_(std::move(text)) {
  static_assert(kPaddingBytes >= simdjson::SIMDJSON_PADDING);
  // NUL ends every walk that runs past the input; simdjson 3.0.1 does not check for its end there.
  padded_.append(kPaddingBytes, '\0');
}

absl::Status Document::Begin(std::string_view json) {
  if (json.size() > kMaxInputBytes) {
    return absl::ResourceExhaustedError("document: longer than the limit");
  }
  whole_.document.reset();
  part_.document.reset();
  return absl::OkStatus();
}

absl::Status Document::Load(const PaddedJson& json) {
  HILT_RETURN_IF_ERROR(Begin(json.text()));
  loaded_ = json.text();
  return absl::OkStatus();
}

absl::Status Document::Load(std::string_view json) {
  HILT_RETURN_IF_ERROR(Begin(json));
  loaded_ = Copied(json, buffer_);
  return absl::OkStatus();
}

std::string_view Document::Copied(std::string_view text, Buffer& buffer) {
  if (text.size() > buffer.capacity || buffer.bytes == nullptr) {
    buffer.capacity = std::bit_ceil(std::max(text.size(), kMinCapacity));
    buffer.bytes =
        std::make_unique_for_overwrite<char[]>(buffer.capacity + simdjson::SIMDJSON_PADDING);
  }
  char* const begin = buffer.bytes.get();
  if (!text.empty()) std::memcpy(begin, text.data(), text.size());
  std::memset(begin + text.size(), 0, simdjson::SIMDJSON_PADDING);  // as in PaddedJson
  return {begin, text.size()};
}

absl::Status Document::Open(std::string_view padded, Reading& reading) {
  reading.document.reset();
  const size_t wanted = std::bit_ceil(std::max(padded.size(), kMinCapacity));
  if (reading.parser.capacity() < wanted && reading.parser.allocate(wanted) != simdjson::SUCCESS) {
    return DocumentError(simdjson::MEMALLOC, padded);
  }
  const size_t allocated = padded.size() + simdjson::SIMDJSON_PADDING;
  ondemand::document document;
  const simdjson::error_code error =
      reading.parser.iterate(padded.data(), padded.size(), allocated).get(document);
  if (error != simdjson::SUCCESS) return DocumentError(error, padded);
  reading.document.emplace(std::move(document));
  return absl::OkStatus();
}

absl::StatusOr<ondemand::object> Document::OpenObject() {
  HILT_RETURN_IF_ERROR(Open(loaded(), whole_));
  return AsObject(*whole_.document, Path());
}

absl::StatusOr<ondemand::object> Document::OpenPart(std::string_view text, const Path& path) {
  // Where the part stands, its end is no end to a walk that runs past it.
  HILT_RETURN_IF_ERROR(Open(Copied(text, part_buffer_), part_));
  return AsObject(*part_.document, path);
}

absl::StatusOr<ondemand::array> Document::OpenArray() {
  HILT_RETURN_IF_ERROR(Open(loaded(), whole_));
  ondemand::array array;
  switch (whole_.document->get_array().get(array)) {
    case simdjson::SUCCESS:
      return array;
    case simdjson::INCORRECT_TYPE:
      return Path().Error("not an array");
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
      return Path().Error(kCutShort);
    default:
      return Path().Error(internal::kBroken);
  }
}

absl::Status Document::CheckEnd() {
  // simdjson gives the place of what is left, or this error where nothing is.
  const char* left = nullptr;
  switch (whole_.document->current_location().get(left)) {
    case simdjson::OUT_OF_BOUNDS:
      return absl::OkStatus();
    case simdjson::SUCCESS:
      return ErrorAt("more after its end", static_cast<size_t>(left - loaded().data()));
    default:
      return Path().Error(internal::kBroken);
  }
}

}  // namespace hilt::decode
