#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// What a handler gets and gives.
namespace hilt::http {

enum class Method { kGet, kPost };  // a GET route answers HEAD too

// A request whose body has arrived whole. Everything in it lives until the handler returns; a
// handler that answers later takes what it needs with it.
class Request {
 public:
  virtual ~Request() = default;

  virtual std::string_view path() const = 0;    // as sent, up to '?'; nothing is decoded
  virtual std::string_view query() const = 0;   // after '?', or empty
  virtual std::string_view body() const = 0;    // raw bytes, without the framing of chunks
  virtual std::string_view remote() const = 0;  // "127.0.0.1:55555"

  // The value of a header, white space around it cut; the name in any case. None where it is
  // absent, and where it is given more than once: then it has no one value.
  virtual std::optional<std::string_view> Header(std::string_view name) const = 0;
};

inline constexpr std::string_view kJson = "application/json";
inline constexpr std::string_view kText = "text/plain; charset=utf-8";

struct Response {
  int status = 200;
  std::string body;
  std::string_view content_type = kJson;  // a constant: it is not copied
  std::optional<int> retry_after_seconds = std::nullopt;
};

// Where the answer to one request goes, at once or later, from any thread. Copies are the same
// answer: the first Send counts. If the last copy goes without one, the client gets 503. It may
// outlive the server.
class Responder {
 public:
  class Slot;
  explicit Responder(std::shared_ptr<Slot> slot) : slot_(std::move(slot)) {}

  // Never blocks. False: the request was answered already (by its route's time limit), or the
  // server has stopped, and the client will not see this answer. True promises no more than that it
  // is on its way: the client may have gone.
  bool Send(Response response) const;

 private:
  std::shared_ptr<Slot> slot_;  // shared: the time limit and the handler race for it
};

using Handler = std::function<void(const Request&, Responder)>;

}  // namespace hilt::http
