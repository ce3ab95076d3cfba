#pragma once

#include <string>
#include <string_view>

#include "http/message.h"

namespace hilt::http {

struct ResponseFraming {
  bool keep_alive = true;
  bool head_only = false;       // the request was HEAD: everything but the body
  std::string_view date;        // IMF-fixdate
  std::string_view allow = {};  // of a 405: the methods that the path has
};

// Writes the whole answer into `out`, replacing what it held and reusing its memory.
void FormatResponse(const Response& response, const ResponseFraming& framing, std::string& out);

// An answer of the server's own: {"error":"<why>"}.
Response ErrorResponse(int status, std::string_view why);

inline constexpr std::string_view kContinueText = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace hilt::http
