#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "indexer/decode/decode.h"
#include "indexer/decode/json_reader.h"

namespace hilt::decode {

// The error with which simdjson refused a whole `text`, as a status that says at which byte,
// counted from 1, where that can be told.
absl::Status DocumentError(simdjson::error_code error, std::string_view text);

// Parsers with the input padded as simdjson wants it. Kept from one input to the next,
// so that they are allocated once. Texts that were read live until the next Load or, those of a
// part, until the next part is opened.
class Document {
 public:
  // Copies the input. RESOURCE_EXHAUSTED over kMaxInputBytes.
  absl::Status Load(std::string_view json);
  // The same without a copy; the text is borrowed until the next load.
  absl::Status Load(const PaddedJson& json);

  // Starts reading at the top. The value is an object or an array, with nothing after it.
  absl::StatusOr<ondemand::object> OpenObject();
  absl::StatusOr<ondemand::array> OpenArray();

  // A part of the loaded input, by its text as ReadRaw gave it, which must be an object. It is read
  // beside the whole: an error in it is none of the whole, which can be read on. One part at a
  // time.
  absl::StatusOr<ondemand::object> OpenPart(std::string_view text, const Path& path);

  // After the last field or element: that the value was the whole input.
  absl::Status CheckEnd();

  std::string_view loaded() const { return loaded_; }

 private:
  struct Reading {
    ondemand::parser parser;
    std::optional<ondemand::document> document;
  };

  struct Buffer {
    std::unique_ptr<char[]> bytes;
    size_t capacity = 0;  // without padding
  };

  absl::Status Begin(std::string_view json);
  // Padding follows what these give and take.
  static std::string_view Copied(std::string_view text, Buffer& buffer);
  absl::Status Open(std::string_view padded, Reading& reading);

  Reading whole_;
  Reading part_;
  Buffer buffer_;
  Buffer part_buffer_;
  std::string_view loaded_;  // in the buffer, or borrowed; padding follows it
};

}  // namespace hilt::decode
