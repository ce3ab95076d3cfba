#include "indexer/decode/document.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "indexer/decode/decode.h"

namespace hilt::decode {
namespace {

constexpr size_t kMinCapacity = size_t{64} << 10;

absl::StatusOr<ondemand::object> AsObject(ondemand::document& document, const Path& path) {
  ondemand::object object;
  switch (document.get_object().get(object)) {
    case simdjson::SUCCESS:
      return object;
    case simdjson::INCORRECT_TYPE:
      return path.Error("not an object");
    default:
      return path.Error(internal::kBroken);
  }
}

}  // namespace

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
    return DocumentError(simdjson::MEMALLOC);
  }
  const size_t allocated = padded.size() + simdjson::SIMDJSON_PADDING;
  ondemand::document document;
  const simdjson::error_code error =
      reading.parser.iterate(padded.data(), padded.size(), allocated).get(document);
  if (error != simdjson::SUCCESS) return DocumentError(error);
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
    default:
      return Path().Error(internal::kBroken);
  }
}

absl::Status Document::CheckEnd() {
  // simdjson gives the place of what is left, or this error where nothing is.
  if (whole_.document->current_location().error() == simdjson::OUT_OF_BOUNDS) {
    return absl::OkStatus();
  }
  return Path().Error("more after its end");
}

}  // namespace hilt::decode
