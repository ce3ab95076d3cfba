#include "http/response_text.h"

#include <utility>  // before Beast, whose parts forget it

#include <boost/beast/http/status.hpp>

#include "telemetry/json_text.h"

namespace hilt::http {
namespace {

void AppendField(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

void FormatResponse(const Response& response, const ResponseFraming& framing, std::string& out) {
  const auto reason = boost::beast::http::obsolete_reason(
      boost::beast::http::int_to_status(static_cast<unsigned>(response.status)));
  out.clear();
  out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  out.append(reason.data(), reason.size()).append("\r\n");
  AppendField(out, "Date", framing.date);
  AppendField(out, "Content-Type", response.content_type);
  AppendField(out, "Content-Length", std::to_string(response.body.size()));
  AppendField(out, "Connection", framing.keep_alive ? "keep-alive" : "close");
  if (response.retry_after_seconds.has_value()) {
    AppendField(out, "Retry-After", std::to_string(*response.retry_after_seconds));
  }
  if (!framing.allow.empty()) AppendField(out, "Allow", framing.allow);
  out.append("\r\n");
  if (!framing.head_only) out.append(response.body);
}

Response ErrorResponse(int status, std::string_view why) {
  std::string body = R"({"error":)";
  telemetry::AppendJsonString(body, why);
  body += "}";
  return {.status = status, .body = std::move(body)};
}

}  // namespace hilt::http
