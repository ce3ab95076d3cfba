#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "base/status.h"
#include "fmt/format.h"
#include "solana/compact_u16.h"

// Internal to the decoders of the wire versions.
namespace hilt::solana::wire {

// Reads from front to back and never past the end. Keeps the name of the part being read, for
// errors only: INVALID_ARGUMENT "byte 137: instruction 3: cut short".
class Reader {
 public:
  explicit Reader(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  size_t offset() const { return offset_; }
  size_t left() const { return bytes_.size() - offset_; }

  // `part` outlives the reader.
  void Enter(std::string_view part, std::optional<size_t> index = std::nullopt) {
    part_ = part;
    index_ = index;
  }

  absl::Status ErrorAt(size_t offset, std::string_view what) const {
    return absl::InvalidArgumentError(
        index_.has_value() ? fmt::format("byte {}: {} {}: {}", offset, part_, *index_, what)
                           : fmt::format("byte {}: {}: {}", offset, part_, what));
  }

  absl::Status Bytes(size_t count, std::span<const uint8_t>& out) {
    if (count > left()) return ErrorAt(bytes_.size(), "cut short");
    out = bytes_.subspan(offset_, count);
    offset_ += count;
    return absl::OkStatus();
  }

  // Little-endian.
  template <class T>
  absl::Status Number(T& out) {
    std::span<const uint8_t> bytes;
    HILT_RETURN_IF_ERROR(Bytes(sizeof(T), bytes));
    out = 0;
    for (size_t i = 0; i < sizeof(T); ++i) out = static_cast<T>(out | T{bytes[i]} << (8 * i));
    return absl::OkStatus();
  }

  // A compact-u16.
  absl::Status Count(size_t& out) {
    const std::optional<CompactU16> count = ReadCompactU16(bytes_.subspan(offset_));
    if (!count.has_value()) return ErrorAt(offset_, "count is not a compact-u16");
    out = count->value;
    offset_ += count->size;
    return absl::OkStatus();
  }

  // A compact-u16 and as many bytes.
  absl::Status CountedBytes(std::span<const uint8_t>& out) {
    size_t count = 0;
    HILT_RETURN_IF_ERROR(Count(count));
    return Bytes(count, out);
  }

  // A Pubkey, Signature or Blockhash.
  template <class Key>
  absl::Status ReadKey(Key& out) {
    std::span<const uint8_t> bytes;
    HILT_RETURN_IF_ERROR(Bytes(Key::kSize, bytes));
    std::copy(bytes.begin(), bytes.end(), out.bytes.begin());
    return absl::OkStatus();
  }

  // `count` of them, in place of what `out` holds.
  template <class Key>
  absl::Status ReadKeys(size_t count, std::vector<Key>& out) {
    if (count > left() / Key::kSize) return ErrorAt(bytes_.size(), "cut short");
    out.resize(count);
    for (Key& key : out) HILT_RETURN_IF_ERROR(ReadKey(key));
    return absl::OkStatus();
  }

  absl::Status ExpectEnd() const {
    if (left() != 0) return ErrorAt(offset_, "bytes after the end");
    return absl::OkStatus();
  }

 private:
  std::span<const uint8_t> bytes_;
  size_t offset_ = 0;
  std::string_view part_;
  std::optional<size_t> index_;
};

}  // namespace hilt::solana::wire
