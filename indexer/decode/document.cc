#include "indexer/decode/document.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "indexer/decode/decode.h"

namespace hilt::decode {
namespace {

constexpr size_t kMinCapacity = size_t{64} << 10;

}  // namespace

absl::Status Document::Load(std::string_view json) {
  if (json.size() > kMaxInputBytes) {
    return absl::ResourceExhaustedError("document: longer than the limit");
  }
  document_.reset();
  if (json.size() > capacity_ || buffer_ == nullptr) {
    capacity_ = std::bit_ceil(std::max(json.size(), kMinCapacity));
    buffer_ = std::make_unique_for_overwrite<char[]>(capacity_ + simdjson::SIMDJSON_PADDING);
    if (parser_.allocate(capacity_) != simdjson::SUCCESS) {
      capacity_ = 0;
      return DocumentError(simdjson::MEMALLOC);
    }
  }
  size_ = json.size();
  if (size_ > 0) std::memcpy(buffer_.get(), json.data(), size_);
  // NUL ends every walk that runs past the input; simdjson 3.0.1 does not check for its end there.
  std::memset(buffer_.get() + size_, 0, simdjson::SIMDJSON_PADDING);
  return absl::OkStatus();
}

absl::Status Document::Open(std::string_view text) {
  const size_t offset = static_cast<size_t>(text.data() - buffer_.get());
  const size_t allocated = capacity_ + simdjson::SIMDJSON_PADDING - offset;
  document_.reset();
  ondemand::document document;
  const simdjson::error_code error =
      parser_.iterate(text.data(), text.size(), allocated).get(document);
  if (error != simdjson::SUCCESS) return DocumentError(error);
  document_.emplace(std::move(document));
  return absl::OkStatus();
}

absl::StatusOr<ondemand::object> Document::OpenObject(std::string_view text, const Path& path) {
  HILT_RETURN_IF_ERROR(Open(text));
  ondemand::object object;
  switch (document_->get_object().get(object)) {
    case simdjson::SUCCESS:
      return object;
    case simdjson::INCORRECT_TYPE:
      return path.Error("not an object");
    default:
      return path.Error(internal::kBroken);
  }
}

absl::StatusOr<ondemand::array> Document::OpenArray(std::string_view text, const Path& path) {
  HILT_RETURN_IF_ERROR(Open(text));
  ondemand::array array;
  switch (document_->get_array().get(array)) {
    case simdjson::SUCCESS:
      return array;
    case simdjson::INCORRECT_TYPE:
      return path.Error("not an array");
    default:
      return path.Error(internal::kBroken);
  }
}

absl::Status Document::CheckEnd() {
  // simdjson gives the place of what is left, or this error where nothing is.
  if (document_->current_location().error() == simdjson::OUT_OF_BOUNDS) return absl::OkStatus();
  return Path().Error("more after its end");
}

}  // namespace hilt::decode
