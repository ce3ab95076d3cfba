#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "indexer/decode/json_reader.h"

namespace hilt::decode {

// A parser with the padded copy of its input that simdjson wants. Kept from one input to the next,
// so that they are allocated once. Texts that were read live until the next Load or Open.
class Document {
 public:
  // Copies the input. RESOURCE_EXHAUSTED over kMaxInputBytes.
  absl::Status Load(std::string_view json);

  // Starts reading at the top. The value is an object or an array, with nothing after it.
  absl::StatusOr<ondemand::object> OpenObject() { return OpenObject(loaded(), Path()); }
  absl::StatusOr<ondemand::array> OpenArray() { return OpenArray(loaded(), Path()); }

  // The same for a value inside the loaded input, by its text as ReadRaw gave it.
  absl::StatusOr<ondemand::object> OpenObject(std::string_view text, const Path& path);
  absl::StatusOr<ondemand::array> OpenArray(std::string_view text, const Path& path);

  // After the last field or element: that the value was the whole text.
  absl::Status CheckEnd();

  std::string_view loaded() const { return {buffer_.get(), size_}; }

 private:
  absl::Status Open(std::string_view text);

  ondemand::parser parser_;
  std::optional<ondemand::document> document_;
  std::unique_ptr<char[]> buffer_;
  size_t capacity_ = 0;  // of the buffer, without padding
  size_t size_ = 0;
};

}  // namespace hilt::decode
