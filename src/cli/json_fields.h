#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "base/status.h"
#include "nlohmann/json.hpp"

namespace hilt::cli {

// Keeps the order in which members were put in: what a person wrote or reads.
using Json = nlohmann::ordered_json;

// The document, where every reader of JSON would read the same in it: INVALID_ARGUMENT where a
// member appears twice in one object, where an integer is -0, and for a byte order mark.
// INVALID_ARGUMENT too where the text is no JSON, is not UTF-8, nests deeper than 200 (a document
// that deep would exhaust the stack when it is written again) or has more than 256 members in one
// object (finding a member takes time in proportion to their number). Bytes are counted from 1.
absl::StatusOr<Json> ParseJson(std::string_view text);

// Indented, for people and programs. Bytes that are no UTF-8 come out as U+FFFD.
std::string Dump(const Json& value);

// Strict readers of one value. INVALID_ARGUMENT says what was wanted; ObjectReader adds the name.
absl::StatusOr<std::string> ToText(const Json& value);
absl::StatusOr<bool> ToBool(const Json& value);
// A u64 as a decimal string without leading zeros, or as a JSON integer.
absl::StatusOr<uint64_t> ToU64(const Json& value);

// Reads members of one JSON object; every error begins with the member's name.
//
//   ObjectReader reader(session, [](std::string_view key) { return "sessions[0]." + ...; });
//   HILT_ASSIGN_OR_RETURN(const uint64_t amount, reader.Required("amount_minor_units", ToU64));
//
// The object must outlive it. A member whose value is null counts as absent.
class ObjectReader {
 public:
  using NameOf = std::function<std::string(std::string_view key)>;

  ObjectReader(const Json& object, NameOf name_of)
      : object_(object), name_of_(std::move(name_of)) {}

  // nullptr: absent.
  const Json* Find(std::string_view key) const;

  absl::Status Error(std::string_view key, std::string_view what) const;

  template <class Parser>
  auto Required(std::string_view key, Parser parse) const
      -> decltype(parse(std::declval<const Json&>())) {
    const Json* value = Find(key);
    if (value == nullptr) return Error(key, "is missing");
    auto parsed = parse(*value);
    if (!parsed.ok()) return base::Annotate(parsed.status(), name_of_(key));
    return parsed;
  }

  template <class Parser>
  auto Optional(std::string_view key, Parser parse) const -> absl::StatusOr<
      std::optional<typename decltype(parse(std::declval<const Json&>()))::value_type>> {
    if (Find(key) == nullptr) return std::nullopt;
    auto parsed = Required(key, parse);
    if (!parsed.ok()) return parsed.status();
    return *std::move(parsed);
  }

 private:
  const Json& object_;
  NameOf name_of_;
};

}  // namespace hilt::cli
