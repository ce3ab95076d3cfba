#include "api/fingerprint.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "api/digest.h"
#include "base/hex.h"
#include "google/protobuf/descriptor.h"

namespace hilt::api {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

std::string Canonical(const Message& message);

// Length first, so that no two lists of texts give one text.
std::string Framed(const std::string& text) { return std::to_string(text.size()) + ":" + text; }

std::string ScalarText(const Message& message, const FieldDescriptor* field) {
  const Reflection& reflection = *message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return std::to_string(reflection.GetInt32(message, field));
    case FieldDescriptor::CPPTYPE_INT64:
      return std::to_string(reflection.GetInt64(message, field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return std::to_string(reflection.GetUInt32(message, field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return std::to_string(reflection.GetUInt64(message, field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return std::to_string(reflection.GetDouble(message, field));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return std::to_string(reflection.GetFloat(message, field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, field) ? "1" : "0";
    case FieldDescriptor::CPPTYPE_ENUM:
      return std::to_string(reflection.GetEnumValue(message, field));
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.GetString(message, field);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Canonical(reflection.GetMessage(message, field));
  }
  return "";
}

std::string RepeatedElement(const Message& message, const FieldDescriptor* field, int i) {
  const Reflection& reflection = *message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.GetRepeatedString(message, field, i);
    case FieldDescriptor::CPPTYPE_ENUM:
      return std::to_string(reflection.GetRepeatedEnumValue(message, field, i));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Canonical(reflection.GetRepeatedMessage(message, field, i));
    default:
      return "";  // the contract has no other lists; a test says so
  }
}

std::string RepeatedText(const Message& message, const FieldDescriptor* field) {
  std::vector<std::string> elements;
  const int size = message.GetReflection()->FieldSize(message, field);
  elements.reserve(static_cast<size_t>(size));
  for (int i = 0; i < size; ++i) elements.push_back(RepeatedElement(message, field, i));
  // The order of a map's entries means nothing and is another in every process.
  if (field->is_map()) std::sort(elements.begin(), elements.end());
  std::string text;
  for (const std::string& element : elements) text += Framed(element);
  return text;
}

// Present fields, by number.
std::map<int, const FieldDescriptor*> PresentFields(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  std::map<int, const FieldDescriptor*> by_number;
  for (const FieldDescriptor* field : fields) by_number.emplace(field->number(), field);
  return by_number;
}

std::string FieldText(const Message& message, const FieldDescriptor* field) {
  return field->is_repeated() ? RepeatedText(message, field) : ScalarText(message, field);
}

std::string Canonical(const Message& message) {
  std::string text;
  for (const auto& [number, field] : PresentFields(message)) {
    text += std::to_string(number) + "=" + Framed(FieldText(message, field));
  }
  return text;
}

// The "number=digest" parts of a fingerprint by number.
std::map<int, std::string_view> Parts(std::string_view fingerprint) {
  std::map<int, std::string_view> parts;
  while (!fingerprint.empty()) {
    const std::string_view part = fingerprint.substr(0, fingerprint.find(';'));
    fingerprint.remove_prefix(std::min(fingerprint.size(), part.size() + 1));
    int number = 0;
    std::from_chars(part.data(), part.data() + part.size(), number);
    parts[number] = part;
  }
  return parts;
}

}  // namespace

std::string Fingerprint(const Message& message, const std::vector<std::string_view>& but_for) {
  std::string text;
  for (const auto& [number, field] : PresentFields(message)) {
    const std::string_view name = field->name();
    if (std::find(but_for.begin(), but_for.end(), name) != but_for.end()) continue;
    text += std::to_string(number) + "=" +
            base::HexEncode(BigEndian(Digest(FieldText(message, field)))) + ";";
  }
  return text;
}

std::string FirstDifference(const Message& message, std::string_view a, std::string_view b) {
  const std::map<int, std::string_view> in_a = Parts(a);
  const std::map<int, std::string_view> in_b = Parts(b);
  const auto part = [](const std::map<int, std::string_view>& parts, int number) {
    const auto found = parts.find(number);
    return found == parts.end() ? std::string_view() : found->second;
  };
  const google::protobuf::Descriptor& type = *message.GetDescriptor();
  std::map<int, std::string> names;
  for (int i = 0; i < type.field_count(); ++i) {
    names.emplace(type.field(i)->number(), type.field(i)->name());
  }
  for (const auto& [number, name] : names) {
    if (part(in_a, number) != part(in_b, number)) return name;
  }
  return "";
}

}  // namespace hilt::api
