#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "contract.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.pb.h"
#include "gtest/gtest.h"

// The comments of the contract are its manual: nothing in it may lack one, and what they say of
// errors must agree.
namespace hilt::prototest {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using testing::Contains;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::vector<const MethodDescriptor*> Methods() {
  std::vector<const MethodDescriptor*> methods;
  for (const FileDescriptor* file : ContractFiles()) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        methods.push_back(file->service(i)->method(j));
      }
    }
  }
  return methods;
}

struct DocumentedError {
  std::string code;
  std::string reason;
};

// The lines below "Errors:", each "   CODE reason" with an optional ": and when".
std::vector<DocumentedError> ErrorsOf(const std::string& comment) {
  std::vector<DocumentedError> errors;
  bool below = false;
  for (const std::string& line : std::vector<std::string>(absl::StrSplit(comment, '\n'))) {
    if (line == " Errors:") {
      below = true;
    } else if (below && absl::StartsWith(line, "   ")) {
      const std::string entry = std::string(line.substr(3, line.find(':') - 3));
      const std::vector<std::string> words = absl::StrSplit(entry, ' ');
      errors.push_back({words[0], words.size() == 2 ? words[1] : "not one reason: " + entry});
    }
  }
  return errors;
}

struct Reason {
  std::string code;
  bool of_any_method = false;
};

// ErrorReason by name; the code is the comment's first word.
std::map<std::string, Reason> Reasons() {
  std::map<std::string, Reason> reasons;
  const EnumDescriptor& type = ContractEnum("ErrorReason");
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() == 0) continue;
    const std::string comment = CommentOf(*type.value(i));
    // Where a line ends is no matter.
    std::string text;
    for (char c : comment) {
      if (c == '\n') continue;
      text += c;
    }
    reasons[ShortName(*type.value(i))] = {.code = comment.substr(1, comment.find('.') - 1),
                                          .of_any_method = absl::StrContains(text, "Any method.")};
  }
  return reasons;
}

TEST(ContractDocumentation, EveryElementHasAComment) {
  size_t count = 0;
  for (const FileDescriptor* file : ContractFiles()) {
    EXPECT_THAT(Undocumented(*file), IsEmpty()) << file->name();
    count += ElementsOf(*file).size();
  }
  EXPECT_GT(count, 300u) << "the contract was not found";
}

TEST(ContractDocumentation, FindsElementsWithoutAComment) {
  google::protobuf::FileDescriptorProto proto;
  proto.set_name("bare.proto");
  proto.set_syntax("proto3");
  auto* message = proto.add_message_type();
  message->set_name("M");
  auto* field = message->add_field();
  field->set_name("f");
  field->set_number(1);
  field->set_type(google::protobuf::FieldDescriptorProto::TYPE_BOOL);
  field->set_label(google::protobuf::FieldDescriptorProto::LABEL_OPTIONAL);
  field->set_oneof_index(0);
  message->add_oneof_decl()->set_name("o");
  auto* type = proto.add_enum_type();
  type->set_name("E");
  auto* value = type->add_value();
  value->set_name("E_UNSPECIFIED");
  value->set_number(0);
  auto* service = proto.add_service();
  service->set_name("S");
  auto* method = service->add_method();
  method->set_name("R");
  method->set_input_type("M");
  method->set_output_type("M");
  // Only the message gets a comment, and the enum a blank one.
  auto* location = proto.mutable_source_code_info()->add_location();
  location->add_path(google::protobuf::FileDescriptorProto::kMessageTypeFieldNumber);
  location->add_path(0);
  for (int zero : {0, 0, 0}) location->add_span(zero);
  location->set_leading_comments(" A message.\n");
  auto* blank = proto.mutable_source_code_info()->add_location();
  blank->add_path(google::protobuf::FileDescriptorProto::kEnumTypeFieldNumber);
  blank->add_path(0);
  for (int zero : {0, 0, 0}) blank->add_span(zero);
  blank->set_leading_comments(" \n");

  google::protobuf::DescriptorPool pool;
  const FileDescriptor* file = pool.BuildFile(proto);
  ASSERT_NE(file, nullptr);
  EXPECT_THAT(Undocumented(*file),
              UnorderedElementsAre("M.f", "M.o", "E", "E_UNSPECIFIED", "S", "S.R"));
}

TEST(ContractDocumentation, EveryMethodNamesItsScope) {
  for (const MethodDescriptor* method : Methods()) {
    const std::vector<std::string> lines = absl::StrSplit(CommentOf(*method), '\n');
    if (method->service()->name() == "AdminService") {
      EXPECT_THAT(lines, Contains(" Scope: admin.")) << method->full_name();
    } else {
      EXPECT_THAT(lines, Contains(testing::AnyOf(" Scope: read.", " Scope: write.")))
          << method->full_name();
    }
  }
}

TEST(ContractDocumentation, EveryErrorReasonBeginsWithItsStatusCode) {
  const std::set<std::string> codes = {
      "INVALID_ARGUMENT", "NOT_FOUND",           "ALREADY_EXISTS",
      "OUT_OF_RANGE",     "FAILED_PRECONDITION", "RESOURCE_EXHAUSTED",
      "UNAVAILABLE",      "UNAUTHENTICATED",     "PERMISSION_DENIED"};
  for (const auto& [name, reason] : Reasons()) {
    EXPECT_TRUE(codes.count(reason.code)) << name << " begins with " << reason.code;
  }
}

TEST(ContractDocumentation, ErrorsOfMethodsAreReasonsWithTheirCode) {
  const std::map<std::string, Reason> reasons = Reasons();
  for (const MethodDescriptor* method : Methods()) {
    for (const DocumentedError& error : ErrorsOf(CommentOf(*method))) {
      const auto found = reasons.find(error.reason);
      ASSERT_NE(found, reasons.end()) << method->full_name() << ": " << error.reason;
      EXPECT_EQ(found->second.code, error.code) << method->full_name() << ": " << error.reason;
      EXPECT_FALSE(found->second.of_any_method) << method->full_name() << ": " << error.reason;
    }
  }
}

TEST(ContractDocumentation, EveryErrorReasonComesFromSomeMethod) {
  std::set<std::string> named;
  for (const MethodDescriptor* method : Methods()) {
    for (const DocumentedError& error : ErrorsOf(CommentOf(*method))) named.insert(error.reason);
  }
  for (const auto& [name, reason] : Reasons()) {
    EXPECT_NE(named.count(name) == 1, reason.of_any_method) << name;
  }
}

}  // namespace
}  // namespace hilt::prototest
