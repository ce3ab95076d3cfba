#pragma once

#include <string>
#include <string_view>

namespace hilt::telemetry {

// Appends `text` as a JSON string with its quotes. Text is taken to be ASCII, as all that we write
// ourselves is: any other byte is written \u00XX, so that whatever the bytes are, the result is
// valid JSON, on one line, without control characters.
void AppendJsonString(std::string& out, std::string_view text);

}  // namespace hilt::telemetry
