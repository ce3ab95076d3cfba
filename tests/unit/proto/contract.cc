#include "contract.h"

#include <algorithm>
#include <fstream>

#include "absl/strings/ascii.h"
#include "base/check.h"
#include "google/protobuf/descriptor.pb.h"

namespace hilt::prototest {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FileDescriptor;

constexpr char kPackage[] = "hilt.settlement.v1";

std::vector<const FileDescriptor*> Load(DescriptorPool& pool) {
  google::protobuf::FileDescriptorSet set;
  std::ifstream in(HILT_PROTO_DESCRIPTORS, std::ios::binary);
  HILT_CHECK(set.ParseFromIstream(&in));
  std::vector<const FileDescriptor*> files;
  for (const auto& proto : set.file()) {
    const FileDescriptor* file = pool.BuildFile(proto);
    HILT_CHECK(file != nullptr);
    if (file->package() == kPackage) files.push_back(file);
  }
  std::sort(files.begin(), files.end(),
            [](const auto* a, const auto* b) { return a->name() < b->name(); });
  return files;
}

template <class D>
void Add(const D& descriptor, std::vector<Element>& out) {
  out.push_back({descriptor.full_name(), CommentOf(descriptor)});
}

void AddEnum(const EnumDescriptor& type, std::vector<Element>& out) {
  Add(type, out);
  for (int i = 0; i < type.value_count(); ++i) Add(*type.value(i), out);
}

void AddMessage(const Descriptor& message, std::vector<Element>& out) {
  if (message.options().map_entry()) return;
  Add(message, out);
  for (int i = 0; i < message.field_count(); ++i) Add(*message.field(i), out);
  for (int i = 0; i < message.real_oneof_decl_count(); ++i) Add(*message.oneof_decl(i), out);
  for (int i = 0; i < message.enum_type_count(); ++i) AddEnum(*message.enum_type(i), out);
  for (int i = 0; i < message.nested_type_count(); ++i) AddMessage(*message.nested_type(i), out);
}

void Visit(const Descriptor& message, const std::function<void(const Descriptor&)>& visit) {
  visit(message);
  for (int i = 0; i < message.nested_type_count(); ++i) Visit(*message.nested_type(i), visit);
}

}  // namespace

const std::vector<const FileDescriptor*>& ContractFiles() {
  static auto* pool = new DescriptorPool;  // never deleted: descriptors are handed out
  static const auto* files = new std::vector<const FileDescriptor*>(Load(*pool));
  return *files;
}

std::vector<Element> ElementsOf(const FileDescriptor& file) {
  std::vector<Element> out;
  for (int i = 0; i < file.message_type_count(); ++i) AddMessage(*file.message_type(i), out);
  for (int i = 0; i < file.enum_type_count(); ++i) AddEnum(*file.enum_type(i), out);
  for (int i = 0; i < file.service_count(); ++i) {
    Add(*file.service(i), out);
    for (int j = 0; j < file.service(i)->method_count(); ++j) Add(*file.service(i)->method(j), out);
  }
  return out;
}

std::vector<std::string> Undocumented(const FileDescriptor& file) {
  std::vector<std::string> names;
  for (const Element& element : ElementsOf(file)) {
    if (absl::StripAsciiWhitespace(element.comment).empty()) names.push_back(element.name);
  }
  return names;
}

void ForEachMessage(const std::function<void(const Descriptor&)>& visit) {
  for (const FileDescriptor* file : ContractFiles()) {
    for (int i = 0; i < file->message_type_count(); ++i) Visit(*file->message_type(i), visit);
  }
}

const EnumDescriptor& ContractEnum(const std::string& name) {
  for (const FileDescriptor* file : ContractFiles()) {
    if (const EnumDescriptor* found = file->FindEnumTypeByName(name)) return *found;
  }
  base::CheckFailed("no such enum in the contract", __FILE__, __LINE__);
}

std::string ShortName(const EnumValueDescriptor& value) {
  std::string prefix;
  for (char c : value.type()->name()) {
    if (c >= 'A' && c <= 'Z' && !prefix.empty()) prefix += '_';
    prefix += c;
  }
  prefix = absl::AsciiStrToUpper(prefix + '_');
  HILT_CHECK(value.name().compare(0, prefix.size(), prefix) == 0);
  return absl::AsciiStrToLower(value.name().substr(prefix.size()));
}

std::vector<std::string> ShortNames(const EnumDescriptor& type) {
  std::vector<const EnumValueDescriptor*> values;
  values.reserve(static_cast<size_t>(type.value_count()));
  for (int i = 0; i < type.value_count(); ++i) values.push_back(type.value(i));
  std::sort(values.begin(), values.end(),
            [](const auto* a, const auto* b) { return a->number() < b->number(); });
  std::vector<std::string> names;
  for (const EnumValueDescriptor* value : values) {
    if (value->number() != 0) names.push_back(ShortName(*value));
  }
  return names;
}

}  // namespace hilt::prototest
