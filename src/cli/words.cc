#include "cli/words.h"

#include "absl/strings/ascii.h"
#include "base/check.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

using google::protobuf::EnumDescriptor;
using settlement::v1::EventType;

constexpr std::string_view kZero = "UNSPECIFIED";

// By buf's rules the value 0 is the prefix and UNSPECIFIED.
size_t PrefixChars(const EnumDescriptor& type) {
  const std::string& zero = type.FindValueByNumber(0)->name();
  HILT_CHECK(zero.ends_with(kZero));
  return zero.size() - kZero.size();
}

}  // namespace

std::string Word(const EnumDescriptor& type, int number) {
  const google::protobuf::EnumValueDescriptor* value = type.FindValueByNumber(number);
  if (value == nullptr) return fmt::format("UNKNOWN_{}", number);
  return value->name().substr(PrefixChars(type));
}

std::string Lower(std::string_view word) {
  return absl::AsciiStrToLower(absl::string_view(word.data(), word.size()));
}

std::optional<int> ParseWord(const EnumDescriptor& type, std::string_view word) {
  const std::string lower = Lower(word);
  for (int i = 0; i < type.value_count(); ++i) {
    const int number = type.value(i)->number();
    if (number != 0 && Lower(Word(type, number)) == lower) return number;
  }
  return std::nullopt;
}

std::vector<std::string> LowerWords(const EnumDescriptor& type) {
  std::vector<std::string> words;
  for (int i = 0; i < type.value_count(); ++i) {
    const int number = type.value(i)->number();
    if (number != 0) words.push_back(Lower(Word(type, number)));
  }
  return words;
}

std::string EventName(EventType type) {
  std::string name = LowerWord(type);
  const size_t first = name.find('_');
  if (first != std::string::npos) name[first] = '.';
  return name;
}

std::optional<EventType> ParseEventName(std::string_view name) {
  const EnumDescriptor& types = TypeOf<EventType>();
  for (int i = 0; i < types.value_count(); ++i) {
    const auto type = static_cast<EventType>(types.value(i)->number());
    if (type != settlement::v1::EVENT_TYPE_UNSPECIFIED && EventName(type) == name) return type;
  }
  return std::nullopt;
}

std::vector<std::string> EventNames() {
  const EnumDescriptor& types = TypeOf<EventType>();
  std::vector<std::string> names;
  for (int i = 0; i < types.value_count(); ++i) {
    const auto type = static_cast<EventType>(types.value(i)->number());
    if (type != settlement::v1::EVENT_TYPE_UNSPECIFIED) names.push_back(EventName(type));
  }
  return names;
}

}  // namespace hilt::cli
