#pragma once

#include <simdjson.h>

#include <array>
#include <bitset>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "base/int128.h"
#include "base/status.h"
#include "indexer/decode/path.h"

// A strict reader over simdjson's forward-only iteration: fields in any order, each known one at
// most once, unknown ones skipped. Errors carry the path and words of our own, never simdjson's.
//
// A value is read at most once and before the next one is asked for. Texts point into the document
// or the parser's buffer and live until the parser starts another document.
namespace hilt::decode {

namespace ondemand = simdjson::ondemand;
using Value = ondemand::value;

// The known fields of one kind of object; a reader tells them apart by position.
template <size_t N>
using FieldNames = std::array<std::string_view, N>;

inline constexpr size_t kMaxFields = 32;
using FieldSet = std::bitset<kMaxFields>;

// The text of a number, literal, or string with its quotes; one character of an array or object.
std::string_view Token(Value& value);

// The first character of Token; NUL where there is none.
char FirstChar(Value& value);

bool IsNull(Value& value);

absl::StatusOr<bool> ReadBool(Value& value, const Path& path);

absl::StatusOr<std::string_view> ReadString(Value& value, const Path& path);

// A number written as plain decimal digits, at most `max`.
absl::StatusOr<uint64_t> ReadUint(Value& value, const Path& path, uint64_t max = UINT64_MAX);

// A number written as -?digits, |value| < 2^64.
absl::StatusOr<base::Int128> ReadSigned(Value& value, const Path& path);

// Unix seconds up to the year 9999, or null.
absl::StatusOr<std::optional<uint64_t>> ReadTime(Value& value, const Path& path);

// The JSON text of any value. Its brackets are counted, no more.
absl::StatusOr<std::string_view> ReadRaw(Value& value, const Path& path);

// Passes over a value that nobody needs. Its brackets are counted, no more.
absl::Status Skip(Value& value, const Path& path);

absl::StatusOr<ondemand::object> ReadObject(Value& value, const Path& path);
absl::StatusOr<ondemand::array> ReadArray(Value& value, const Path& path);

namespace internal {
inline constexpr std::string_view kBroken = "not valid JSON";
absl::StatusOr<std::string_view> ReadKey(ondemand::field& field, const Path& path);

// Whether the key is spelt as this name, without an escape.
inline bool IsKey(const ondemand::field& field, std::string_view name) {
  return field.key().unsafe_is_equal(name);
}

// N: there is no such name.
template <size_t N>
size_t IndexOf(std::string_view key, const FieldNames<N>& names) {
  size_t index = 0;
  while (index < N && names[index] != key) ++index;
  return index;
}
}  // namespace internal

// Calls on_field(index in `names`, Value&, const Path&) -> absl::Status for each known field, and
// returns which of them there were.
template <size_t N, class OnField>
absl::StatusOr<FieldSet> ReadFields(ondemand::object object, const Path& path,
                                    const FieldNames<N>& names, OnField&& on_field) {
  static_assert(N <= kMaxFields);
  FieldSet seen;
  size_t expected = 0;  // writers keep to one order, so the next field is the next name mostly
  for (auto item : object) {
    ondemand::field field;
    if (std::move(item).get(field) != simdjson::SUCCESS) return path.Error(internal::kBroken);
    size_t known = expected;
    if (!internal::IsKey(field, names[expected])) {
      HILT_ASSIGN_OR_RETURN(const std::string_view key, internal::ReadKey(field, path));
      known = internal::IndexOf(key, names);
    }
    if (known == N) {
      HILT_RETURN_IF_ERROR(Skip(field.value(), path));
      continue;
    }
    expected = known + 1 < N ? known + 1 : 0;
    const Path here(path, names[known]);
    if (seen.test(known)) return here.Error("given twice");
    seen.set(known);
    HILT_RETURN_IF_ERROR(on_field(known, field.value(), here));
  }
  return seen;
}

template <size_t N, class OnField>
absl::StatusOr<FieldSet> ReadFields(Value& value, const Path& path, const FieldNames<N>& names,
                                    OnField&& on_field) {
  HILT_ASSIGN_OR_RETURN(ondemand::object object, ReadObject(value, path));
  return ReadFields(object, path, names, std::forward<OnField>(on_field));
}

// An error naming the first of `required` that `seen` lacks.
template <size_t N>
absl::Status Require(const FieldSet& seen, const Path& path, const FieldNames<N>& names,
                     std::initializer_list<size_t> required) {
  for (const size_t field : required) {
    if (!seen.test(field)) return Path(path, names[field]).Error("missing");
  }
  return absl::OkStatus();
}

// Reads an object by a Reader: its kFields, ReadField(field, value, path) for each of them met,
// then Finish(seen, path).
template <class Reader>
absl::Status ReadBy(Reader& reader, ondemand::object object, const Path& path) {
  const auto read = [&](size_t field, Value& value, const Path& here) {
    return reader.ReadField(field, value, here);
  };
  HILT_ASSIGN_OR_RETURN(const FieldSet seen, ReadFields(object, path, Reader::kFields, read));
  return reader.Finish(seen, path);
}

// Calls on_element(Value&, const Path&, size_t index) -> absl::Status for each element.
template <class OnElement>
absl::Status ReadElements(ondemand::array array, const Path& path, OnElement&& on_element) {
  size_t index = 0;
  for (auto item : array) {
    Value element;
    if (std::move(item).get(element) != simdjson::SUCCESS) return path.Error(internal::kBroken);
    HILT_RETURN_IF_ERROR(on_element(element, Path(path, index), index));
    ++index;
  }
  return absl::OkStatus();
}

template <class OnElement>
absl::Status ReadElements(Value& value, const Path& path, OnElement&& on_element) {
  HILT_ASSIGN_OR_RETURN(ondemand::array array, ReadArray(value, path));
  return ReadElements(array, path, std::forward<OnElement>(on_element));
}

}  // namespace hilt::decode
