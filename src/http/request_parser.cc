#include "http/request_parser.h"

#include <utility>  // before Asio, which forgets it

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <charconv>
#include <limits>
#include <system_error>

namespace hilt::http {
namespace {

namespace beast = boost::beast;

// "0\r\n\r\n". Beast's parser asserts that there are no fewer after the last chunk's first line,
// and wherever a body may be cut there are at least as many still to come.
constexpr size_t kLeastChunkBytes = 5;

// Lines of one chunk's size or of a trailer, which Beast wants whole.
constexpr size_t kMaxChunkLineBytes = 1024;

std::string_view ToStd(beast::string_view text) { return {text.data(), text.size()}; }
beast::string_view ToBeast(std::string_view text) { return {text.data(), text.size()}; }

bool SameName(std::string_view a, std::string_view b) {
  return beast::iequals(ToBeast(a), ToBeast(b));
}

bool IsAllowedInHead(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
}

}  // namespace

HeadScan ScanHead(std::string_view bytes, size_t& scanned) {
  constexpr HeadScan kMalformed{HeadScan::Result::kMalformed};
  for (; scanned < bytes.size(); ++scanned) {
    const char c = bytes[scanned];
    const bool line_start = scanned == 0 || bytes[scanned - 1] == '\n';
    if (line_start && (c == ' ' || c == '\t')) return kMalformed;
    if (scanned > 0 && bytes[scanned - 1] == '\r' && c != '\n') return kMalformed;
    if (IsAllowedInHead(c)) continue;
    if (c == '\r' && scanned > 0) continue;
    if (c != '\n' || scanned == 0 || bytes[scanned - 1] != '\r') return kMalformed;
    if (scanned >= 3 && bytes[scanned - 2] == '\n') {
      return {HeadScan::Result::kComplete, ++scanned};
    }
  }
  return {HeadScan::Result::kNeedMore};
}

// Beast's parser, whose events fill the RequestParser that it belongs to.
class RequestParser::Beast final : public beast::http::basic_parser<true> {
 public:
  explicit Beast(RequestParser& out) : out_(out) {
    // Not "none", which this version compares as less than any length.
    body_limit(std::numeric_limits<uint64_t>::max());
    header_limit(std::numeric_limits<uint32_t>::max());  // the head is complete and bounded
  }

  void SetBody(std::string& body, size_t limit_bytes) {
    body_ = &body;
    body_limit_bytes_ = limit_bytes;
  }

  bool too_many_fields() const { return too_many_fields_; }
  bool too_large() const { return too_large_; }

 private:
  using ErrorCode = beast::error_code;
  using StringView = beast::string_view;

  static ErrorCode Stop() { return beast::http::make_error_code(beast::http::error::body_limit); }

  void on_request_impl(beast::http::verb method, StringView, StringView target, int version,
                       ErrorCode& error) override {
    error = {};
    out_.target_ = ToStd(target);
    out_.http_11_ = version == 11;
    out_.verb_ = method == beast::http::verb::get    ? Verb::kGet
                 : method == beast::http::verb::head ? Verb::kHead
                 : method == beast::http::verb::post ? Verb::kPost
                                                     : Verb::kOther;
  }

  void on_response_impl(int, StringView, int, ErrorCode& error) override { error = {}; }

  // Trailers come here too, and are dropped: nothing that follows a body may pass for a header.
  void on_field_impl(beast::http::field, StringView name, StringView value,
                     ErrorCode& error) override {
    error = {};
    if (body_ != nullptr) return;
    if (out_.field_count_ == kMaxFields) {
      too_many_fields_ = true;
      error = Stop();
      return;
    }
    out_.fields_[out_.field_count_++] = {ToStd(name), ToStd(value)};
  }

  void on_header_impl(ErrorCode& error) override { error = {}; }
  void on_body_init_impl(const boost::optional<uint64_t>&, ErrorCode& error) override {
    error = {};
  }
  size_t on_body_impl(StringView, ErrorCode& error) override {
    error = Stop();  // bodies of a stated length do not come here
    return 0;
  }

  void on_chunk_header_impl(uint64_t size, StringView, ErrorCode& error) override {
    error = {};
    if (size > body_limit_bytes_ - body_->size()) {
      too_large_ = true;
      error = Stop();
    }
  }

  size_t on_chunk_body_impl(uint64_t, StringView bytes, ErrorCode& error) override {
    error = {};
    body_->append(bytes.data(), bytes.size());
    return bytes.size();
  }

  void on_finish_impl(ErrorCode& error) override { error = {}; }

  RequestParser& out_;
  std::string* body_ = nullptr;
  size_t body_limit_bytes_ = 0;
  bool too_many_fields_ = false;
  bool too_large_ = false;
};

RequestParser::RequestParser() = default;
RequestParser::~RequestParser() = default;

std::optional<Refusal> RequestParser::ParseHead(std::string_view head) {
  head_.assign(head);
  field_count_ = 0;
  chunked_ = false;
  expects_continue_ = false;
  content_length_ = 0;
  beast_ = std::make_unique<Beast>(*this);
  beast::error_code error;
  size_t used = 0;
  while (!error && !beast_->is_header_done() && used < head_.size()) {
    used += beast_->put(boost::asio::buffer(head_.data() + used, head_.size() - used), error);
  }
  if (beast_->too_many_fields()) return Refusal{431, "too many headers"};
  if (error || !beast_->is_header_done() || used != head_.size()) {
    return Refusal{400, "malformed request"};
  }
  keep_alive_ = beast_->keep_alive();
  if (const auto refusal = CheckFields()) return refusal;
  return CheckFraming();
}

std::optional<Refusal> RequestParser::CheckFields() {
  if (http_11_ && Count("Host") != 1) return Refusal{400, "not exactly one Host header"};
  if (Count("Host") > 1) return Refusal{400, "more than one Host header"};
  if (const size_t count = Count("Expect"); count > 0) {
    const auto value = Header("Expect");
    if (!http_11_ || !value || !SameName(*value, "100-continue")) {
      return Refusal{417, "Expect other than 100-continue"};
    }
    expects_continue_ = true;
  }
  return std::nullopt;
}

std::optional<Refusal> RequestParser::CheckFraming() {
  const size_t lengths = Count("Content-Length");
  const size_t encodings = Count("Transfer-Encoding");
  if (lengths + encodings > 1) return Refusal{400, "the body's length is stated twice"};
  if (encodings == 1) {
    if (!http_11_) return Refusal{400, "Transfer-Encoding in HTTP/1.0"};
    if (!SameName(*Header("Transfer-Encoding"), "chunked") || !beast_->chunked()) {
      return Refusal{501, "Transfer-Encoding other than chunked"};
    }
    chunked_ = true;
  }
  if (lengths == 1) {
    const std::string_view text = *Header("Content-Length");
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), content_length_);
    if (error != std::errc() || end != text.data() + text.size()) {
      return Refusal{400, "Content-Length is no number"};
    }
  }
  return std::nullopt;
}

std::string_view RequestParser::path() const { return target_.substr(0, target_.find('?')); }

std::string_view RequestParser::query() const {
  const size_t mark = target_.find('?');
  return mark == std::string_view::npos ? std::string_view() : target_.substr(mark + 1);
}

size_t RequestParser::Count(std::string_view name) const {
  size_t count = 0;
  for (size_t i = 0; i < field_count_; ++i) {
    if (SameName(fields_[i].name, name)) ++count;
  }
  return count;
}

std::optional<std::string_view> RequestParser::Header(std::string_view name) const {
  std::optional<std::string_view> value;
  for (size_t i = 0; i < field_count_; ++i) {
    if (!SameName(fields_[i].name, name)) continue;
    if (value.has_value()) return std::nullopt;
    value = fields_[i].value;
  }
  return value;
}

RequestParser::Chunks RequestParser::ParseChunks(std::string_view bytes, size_t limit_bytes,
                                                 std::string& body) {
  beast_->SetBody(body, limit_bytes);
  Chunks chunks;
  while (!beast_->is_done() && chunks.used < bytes.size()) {
    beast::error_code error;
    const std::string_view rest = bytes.substr(chunks.used);
    if (rest.size() < kLeastChunkBytes) return chunks;
    chunks.used += beast_->put(boost::asio::buffer(rest.data(), rest.size()), error);
    if (error == beast::http::error::need_more) {
      if (bytes.size() - chunks.used > kMaxChunkLineBytes) {
        chunks.refusal = Refusal{400, "malformed chunk"};
      }
      return chunks;
    }
    if (error) {
      chunks.refusal = beast_->too_large() ? Refusal{413, "the body is too large"}
                                           : Refusal{400, "malformed chunk"};
      return chunks;
    }
  }
  chunks.done = beast_->is_done();
  return chunks;
}

}  // namespace hilt::http
