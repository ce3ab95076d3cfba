#pragma once

#include <string>
#include <string_view>

#include "nlohmann/json.hpp"

// Edits of JSON that a JSON library cannot hold: names given twice, numbers that fit no type, bytes
// that are no text. Raw() stands in the tree for the text that Write() puts in its place.
namespace hilt::hostile {

using Json = nlohmann::json;

// A value that is written as `text`, whatever that is.
Json Raw(std::string_view text);

// The document as text, Raw() values expanded.
std::string Write(const Json& json);

// A copy with the value at a JSON pointer replaced, or dropped.
Json With(Json json, const std::string& pointer, const Json& value);
Json Without(Json json, const std::string& pointer);

// A copy in which the member at `pointer` stands twice, the second time as `name`: `second`.
Json Twice(const Json& json, const std::string& pointer, std::string_view name, const Json& second);

// "/meta/preBalances/3" as decode errors write it: "meta.preBalances[3]".
std::string PathOf(const std::string& pointer);

// The last part of a pointer, and whether it is a place in an array.
std::string LastOf(const std::string& pointer);
bool IsElement(const std::string& pointer);

// A field's name with its first letter written as an escape: "\u0066ee". The same name, to JSON.
std::string Escaped(const std::string& name);

}  // namespace hilt::hostile
