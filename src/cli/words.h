#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "hilt/settlement/v1/event.pb.h"

// The contract's enums as people write them: without the prefix that protobuf's style asks for.
namespace hilt::cli {

// "PENDING_SIGNATURE"; "UNKNOWN_17" for a value of a later contract.
std::string Word(const google::protobuf::EnumDescriptor& type, int number);
// Of "pending_signature", or the same in capitals; 0 (unspecified) has no word.
std::optional<int> ParseWord(const google::protobuf::EnumDescriptor& type, std::string_view word);
// Every word that ParseWord takes, in lower case, in the order of their numbers.
std::vector<std::string> LowerWords(const google::protobuf::EnumDescriptor& type);

template <class Enum>
const google::protobuf::EnumDescriptor& TypeOf() {
  return *google::protobuf::GetEnumDescriptor<Enum>();
}

template <class Enum>
std::string Word(Enum value) {
  return Word(TypeOf<Enum>(), static_cast<int>(value));
}

// "pending_signature", as logs and metrics write it.
std::string Lower(std::string_view word);

template <class Enum>
std::string LowerWord(Enum value) {
  return Lower(Word(value));
}

template <class Enum>
std::optional<Enum> ParseWord(std::string_view word) {
  const std::optional<int> number = ParseWord(TypeOf<Enum>(), word);
  if (!number) return std::nullopt;
  return static_cast<Enum>(*number);
}

// "payment.confirmed", and back.
std::string EventName(settlement::v1::EventType type);
std::optional<settlement::v1::EventType> ParseEventName(std::string_view name);
std::vector<std::string> EventNames();

}  // namespace hilt::cli
