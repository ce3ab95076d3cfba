#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hilt::http {

// Why a request is not handled: the status to answer and words of our own.
struct Refusal {
  int status;
  std::string_view why;
};

// Where the head of a request (request line, headers, empty line) ends.
struct HeadScan {
  enum class Result { kNeedMore, kComplete, kMalformed };
  Result result;
  size_t size = 0;  // kComplete: of the head, the empty line included
};

// Looks at the bytes after `scanned`, which it moves on, so that a head which drips in is looked at
// once. Stricter than the RFC allows a server to be: each line ends in CRLF, none is folded, no
// control character but a tab stands in it. What one parser might see as two requests ends here.
HeadScan ScanHead(std::string_view bytes, size_t& scanned);

// One request's head, then its chunks if it has any. Beast does the parsing.
//
// The head's text is kept, and views into it live until the next ParseHead.
class RequestParser {
 public:
  enum class Verb { kGet, kHead, kPost, kOther };
  static constexpr size_t kMaxFields = 64;

  RequestParser();
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  // `head` is complete, as ScanHead found it. Nothing: it is well-formed, and its framing is clear.
  std::optional<Refusal> ParseHead(std::string_view head);

  Verb verb() const { return verb_; }
  std::string_view path() const;
  std::string_view query() const;
  bool keep_alive() const { return keep_alive_; }
  bool chunked() const { return chunked_; }
  uint64_t content_length() const { return content_length_; }  // 0 where none is stated
  bool has_body() const { return chunked_ || content_length_ > 0; }
  bool expects_continue() const { return expects_continue_; }
  std::optional<std::string_view> Header(std::string_view name) const;

  struct Chunks {
    size_t used = 0;  // of the bytes given; the rest is to be given again, with more after it
    bool done = false;
    std::optional<Refusal> refusal;
  };
  // Appends the contents of chunks to `body`, which may reach `limit_bytes`, else 413.
  Chunks ParseChunks(std::string_view bytes, size_t limit_bytes, std::string& body);

 private:
  class Beast;
  struct Field {
    std::string_view name;
    std::string_view value;
  };

  std::optional<Refusal> CheckFields();
  std::optional<Refusal> CheckFraming();
  size_t Count(std::string_view name) const;

  std::string head_;
  std::unique_ptr<Beast> beast_;
  Verb verb_ = Verb::kOther;
  bool http_11_ = false;
  bool keep_alive_ = false;
  bool chunked_ = false;
  bool expects_continue_ = false;
  uint64_t content_length_ = 0;
  std::string_view target_;
  std::array<Field, kMaxFields> fields_;
  size_t field_count_ = 0;
};

}  // namespace hilt::http
