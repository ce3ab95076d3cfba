#include "http/response_text.h"

#include <gtest/gtest.h>

#include <string>

namespace hilt::http {
namespace {

constexpr std::string_view kDate = "Fri, 20 Nov 2026 13:00:00 GMT";

std::string Format(const Response& response, const ResponseFraming& framing) {
  std::string text = "what stood here before";
  FormatResponse(response, framing, text);
  return text;
}

TEST(FormatResponse, WritesStatusHeadersAndBody) {
  EXPECT_EQ(Format({.status = 200, .body = "{}"}, {.keep_alive = true, .date = kDate}),
            "HTTP/1.1 200 OK\r\nDate: Fri, 20 Nov 2026 13:00:00 GMT\r\n"
            "Content-Type: application/json\r\nContent-Length: 2\r\n"
            "Connection: keep-alive\r\n\r\n{}");
}

TEST(FormatResponse, SaysWhenToTryAgainAndWhatIsAllowed) {
  const std::string text =
      Format({.status = 503, .body = "", .content_type = kText, .retry_after_seconds = 1},
             {.keep_alive = false, .date = kDate, .allow = "POST"});
  EXPECT_EQ(text,
            "HTTP/1.1 503 Service Unavailable\r\nDate: Fri, 20 Nov 2026 13:00:00 GMT\r\n"
            "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 0\r\n"
            "Connection: close\r\nRetry-After: 1\r\nAllow: POST\r\n\r\n");
}

TEST(FormatResponse, LeavesTheBodyOutForHeadAndKeepsItsLength) {
  const std::string text =
      Format({.status = 200, .body = "hello"}, {.head_only = true, .date = kDate});
  EXPECT_NE(text.find("Content-Length: 5\r\n"), std::string::npos);
  EXPECT_TRUE(text.ends_with("\r\n\r\n"));
}

TEST(ErrorResponse, IsJsonWhateverTheWords) {
  EXPECT_EQ(ErrorResponse(400, "a \"b\"").body, R"({"error":"a \"b\""})");
}

}  // namespace
}  // namespace hilt::http
