#pragma once

#include <functional>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"

// The gRPC contract as its authors wrote it, comments included, for tests that hold it to rules.
namespace hilt::prototest {

// Every file of hilt.settlement.v1, in order of name. Valid until the program ends.
const std::vector<const google::protobuf::FileDescriptor*>& ContractFiles();

// Something in a file that a reader of the manual looks up.
struct Element {
  std::string name;     // "hilt.settlement.v1.Payment.nonce"
  std::string comment;  // the comment above it; empty: none
};

// Every message, field, oneof, enum, enum value, service and method of the file.
std::vector<Element> ElementsOf(const google::protobuf::FileDescriptor& file);

// Names of the elements that have no comment, or a blank one.
std::vector<std::string> Undocumented(const google::protobuf::FileDescriptor& file);

template <class Descriptor>
std::string CommentOf(const Descriptor& descriptor) {
  google::protobuf::SourceLocation location;
  return descriptor.GetSourceLocation(&location) ? location.leading_comments : std::string();
}

// Calls `visit` for every message of the contract, nested ones and map entries included.
void ForEachMessage(const std::function<void(const google::protobuf::Descriptor&)>& visit);

// The enum of this short name. Fails the program if there is none.
const google::protobuf::EnumDescriptor& ContractEnum(const std::string& name);

// "VERDICT_WRONG_ASSET" of an enum with the prefix VERDICT_ -> "wrong_asset".
std::string ShortName(const google::protobuf::EnumValueDescriptor& value);

// Short names of all values but *_UNSPECIFIED, in order of number.
std::vector<std::string> ShortNames(const google::protobuf::EnumDescriptor& type);

}  // namespace hilt::prototest
