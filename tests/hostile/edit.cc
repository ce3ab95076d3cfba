#include "tests/hostile/edit.h"

#include <algorithm>

#include "base/check.h"
#include "base/hex.h"
#include "fmt/format.h"

namespace hilt::hostile {
namespace {

// Around the hex of the text; no golden file holds them.
constexpr std::string_view kOpen = "<raw:";
constexpr std::string_view kClose = ":raw>";

std::string FromHex(std::string_view hex) {
  std::string bytes(hex.size() / 2, '\0');
  HILT_CHECK(base::HexDecode(hex, {reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()}));
  return bytes;
}

}  // namespace

Json Raw(std::string_view text) {
  const auto* data = reinterpret_cast<const uint8_t*>(text.data());
  return std::string(kOpen) + base::HexEncode({data, text.size()}) + std::string(kClose);
}

std::string Write(const Json& json) {
  const std::string text = json.dump();
  const std::string open = '"' + std::string(kOpen);
  const std::string close = std::string(kClose) + '"';
  std::string out;
  size_t at = 0;
  while (true) {
    const size_t found = text.find(open, at);
    if (found == std::string::npos) break;
    const size_t begin = found + open.size();
    const size_t end = text.find(close, begin);
    HILT_CHECK(end != std::string::npos);
    out.append(text, at, found - at);
    out += FromHex(std::string_view(text).substr(begin, end - begin));
    at = end + close.size();
  }
  return out.append(text, at);
}

Json With(Json json, const std::string& pointer, const Json& value) {
  json[Json::json_pointer(pointer)] = value;
  return json;
}

Json Without(Json json, const std::string& pointer) {
  const Json::json_pointer at(pointer);
  Json& parent = json.at(at.parent_pointer());
  if (parent.is_array()) {
    parent.erase(std::stoul(at.back()));
  } else {
    HILT_CHECK(parent.erase(at.back()) == 1);
  }
  return json;
}

Json Twice(const Json& json, const std::string& pointer, std::string_view name,
           const Json& second) {
  const std::string first = json.at(Json::json_pointer(pointer)).dump();
  return With(json, pointer, Raw(fmt::format("{},\"{}\":{}", first, name, Write(second))));
}

std::string PathOf(const std::string& pointer) {
  std::string path;
  Json::json_pointer rest(pointer);
  while (!rest.empty()) {
    const std::string part = rest.back();
    rest.pop_back();
    const bool index =
        std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    path = (index ? "[" + part + "]" : "." + part) + path;
  }
  return path.starts_with('.') ? path.substr(1) : path;
}

std::string LastOf(const std::string& pointer) { return Json::json_pointer(pointer).back(); }

bool IsElement(const std::string& pointer) { return PathOf(pointer).ends_with(']'); }

std::string Escaped(const std::string& name) {
  return fmt::format("\\u{:04x}{}", static_cast<unsigned>(name.front()), name.substr(1));
}

}  // namespace hilt::hostile
