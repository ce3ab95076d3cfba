#pragma once

#include <string>
#include <string_view>

namespace hilt::hostile {

// A decode error's "<path>: <what>".
struct Message {
  std::string_view path;
  std::string_view what;
};

Message SplitMessage(std::string_view text);

// Why the message must not be logged: its path holds a name that is no field of the schema, or its
// words hold eight bytes that stand in the input and not in `honest`, the text that the input was
// made of: field names, for one. Empty: it is safe.
std::string WhatIsUnsafe(const Message& message, std::string_view input, std::string_view honest);

}  // namespace hilt::hostile
