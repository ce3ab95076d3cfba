#include "http/connection.h"

#include <algorithm>
#include <boost/asio/write.hpp>

namespace hilt::http {
namespace {

namespace net = boost::asio;

// What a connection keeps for its next request; a larger body's memory is given back.
constexpr size_t kBufferBytes = 16 * 1024;
constexpr size_t kKeptBytes = 64 * 1024;
constexpr absl::Duration kDrainTime = absl::Seconds(1);

}  // namespace

class Connection::View final : public Request {
 public:
  explicit View(const Connection& connection) : connection_(connection) {}

  std::string_view path() const override { return connection_.parser_.path(); }
  std::string_view query() const override { return connection_.parser_.query(); }
  std::string_view body() const override { return connection_.body(); }
  std::string_view remote() const override { return connection_.remote_; }
  std::optional<std::string_view> Header(std::string_view name) const override {
    return connection_.parser_.Header(name);
  }

 private:
  const Connection& connection_;
};

Connection::Connection(Loop& loop, Loop::Socket socket, uint64_t id, std::string remote)
    : loop_(loop),
      socket_(std::move(socket)),
      id_(id),
      remote_(std::move(remote)),
      charge_(loop.shared()) {
  in_.reserve(kBufferBytes);
}

void Connection::Start() {
  Enter(State::kHead, limits().header_timeout);
  Read();
}

void Connection::Enter(State state, absl::Duration time_limit) {
  state_ = state;
  since_ = Loop::Now();
  deadline_ = since_ + ToNanoseconds(time_limit);
}

void Connection::Close() {
  if (state_ == State::kClosed) return;
  state_ = State::kClosed;
  charge_.Set(0);
  boost::system::error_code ignored;
  socket_.close(ignored);
  loop_.Remove(id_);
}

void Connection::OnDeadline() {
  if (state_ == State::kAnswering) {
    const std::shared_ptr<Responder::Slot> slot = slot_.lock();
    if (slot != nullptr && slot->Claim()) {
      handler_->metrics.TimedOut();
      Response response = ErrorResponse(503, "taking too long");
      response.retry_after_seconds = 1;
      Write(response);
    } else {
      deadline_ = Loop::Now() + ToNanoseconds(limits().write_timeout);  // it is in the mailbox
    }
    return;
  }
  if (state_ == State::kHead || state_ == State::kBody || state_ == State::kWriting) {
    loop_.shared().slow_closed.Increment();
  }
  Close();
}

std::string_view Connection::received() const {
  return {static_cast<const char*>(in_.data().data()), in_.size()};
}

std::string_view Connection::body() const {
  if (parser_.chunked()) return chunks_;
  return received().substr(0, static_cast<size_t>(parser_.content_length()));
}

void Connection::Read() {
  const size_t room = std::max(in_.capacity() - in_.size(), kBufferBytes / 4);
  socket_.async_read_some(
      in_.prepare(room), [self = shared_from_this()](const boost::system::error_code& error,
                                                     size_t bytes) { self->OnRead(error, bytes); });
}

void Connection::OnRead(const boost::system::error_code& error, size_t bytes) {
  if (state_ == State::kClosed) return;
  if (error) return Close();
  if (state_ == State::kDraining) return Read();  // into the same place: nothing is committed
  in_.commit(bytes);
  if (state_ == State::kIdle) Enter(State::kHead, limits().header_timeout);
  Advance();
}

// Goes as far as the bytes that are here allow.
void Connection::Advance() {
  if (state_ == State::kHead && !ReadHead()) return;
  if (state_ == State::kBody && !ReadBody()) return;
  Handle();
}

// True: the head is read and accepted.
bool Connection::ReadHead() {
  handler_ = nullptr;
  head_only_ = false;
  const HeadScan scan = ScanHead(received(), scanned_);
  if (scan.result == HeadScan::Result::kMalformed) {
    Refuse({400, "malformed request"});
    return false;
  }
  if (scanned_ > limits().header_bytes) {
    Refuse({431, "the headers are too long"});
    return false;
  }
  if (scan.result == HeadScan::Result::kNeedMore) {
    Read();
    return false;
  }
  const std::optional<Refusal> refusal = parser_.ParseHead(received().substr(0, scan.size));
  in_.consume(scan.size);
  scanned_ = 0;
  if (refusal.has_value()) {
    Refuse(*refusal);
    return false;
  }
  return BeginBody();
}

// Everything that can be refused before the body is read.
bool Connection::BeginBody() {
  head_only_ = parser_.verb() == RequestParser::Verb::kHead;
  const Router::Found found = loop_.shared().router->Find(parser_.verb(), parser_.path());
  handler_ = found.handler;
  allow_ = found.allow;
  std::optional<Refusal> refusal;
  if (handler_ == nullptr) {
    refusal = found.path_exists ? Refusal{405, "method not allowed"} : Refusal{404, "not found"};
  } else if (parser_.Header("Content-Encoding").value_or("identity") != "identity") {
    refusal = {415, "Content-Encoding is not accepted"};
  } else if (parser_.content_length() > handler_->route.body_limit_bytes) {
    refusal = {413, "the body is too large"};
  }
  if (refusal.has_value()) {
    Refuse(*refusal);
    return false;
  }
  chunks_.clear();
  const uint64_t most =
      parser_.chunked() ? handler_->route.body_limit_bytes : parser_.content_length();
  in_.reserve(static_cast<size_t>(parser_.content_length()));
  Enter(State::kBody, limits().body_timeout + absl::Seconds(most / limits().body_bytes_per_second));
  return true;
}

// True: the body is here.
bool Connection::ReadBody() {
  if (parser_.chunked()) return ReadChunks();
  const size_t have = std::min<size_t>(in_.size(), parser_.content_length());
  if (!charge_.Set(have)) {
    Refuse({503, "busy"});
    return false;
  }
  if (have == parser_.content_length()) return true;
  if (parser_.expects_continue() && have == 0 && out_.empty()) {
    SendContinue();
  } else {
    Read();
  }
  return false;
}

bool Connection::ReadChunks() {
  const RequestParser::Chunks chunks =
      parser_.ParseChunks(received(), handler_->route.body_limit_bytes, chunks_);
  in_.consume(chunks.used);
  if (chunks.refusal.has_value()) {
    Refuse(*chunks.refusal);
    return false;
  }
  if (!charge_.Set(chunks_.size())) {
    Refuse({503, "busy"});
    return false;
  }
  if (chunks.done) return true;
  if (parser_.expects_continue() && in_.size() == 0 && chunks_.empty() && out_.empty()) {
    SendContinue();
  } else {
    Read();
  }
  return false;
}

void Connection::SendContinue() {
  out_ = kContinueText;  // not empty: it is sent once
  net::async_write(socket_, net::buffer(out_),
                   [self = shared_from_this()](const boost::system::error_code& error, size_t) {
                     if (self->state_ == State::kClosed) return;
                     if (error) return self->Close();
                     self->Read();
                   });
}

void Connection::Handle() {
  Enter(State::kAnswering, handler_->route.answer_within);
  keep_alive_ = parser_.keep_alive();
  auto slot = std::make_shared<Responder::Slot>(loop_.mailbox(), RequestId{id_, ++request_});
  slot_ = slot;
  handler_->route.handler(View(*this), Responder(std::move(slot)));
  // The body is done with, long before the answer may come.
  if (!parser_.chunked()) in_.consume(static_cast<size_t>(parser_.content_length()));
  charge_.Set(0);
  if (in_.capacity() > kKeptBytes && in_.size() <= kBufferBytes) {
    in_.shrink_to_fit();
    in_.reserve(kBufferBytes);
  }
  if (chunks_.capacity() > kKeptBytes) std::string().swap(chunks_);
}

void Connection::OnAnswer(uint64_t request, const Response& response) {
  if (state_ == State::kAnswering && request == request_) Write(response);
}

// An answer in the place of the handler's. What follows in the stream is not trusted to be a
// request where the head was not understood, nor where a body was not read.
void Connection::Refuse(const Refusal& refusal) {
  const bool in_step = refusal.status == 404 || refusal.status == 405 || refusal.status == 415;
  keep_alive_ = in_step && parser_.keep_alive() && !parser_.has_body();
  Response response = ErrorResponse(refusal.status, refusal.why);
  if (refusal.status == 503) response.retry_after_seconds = 1;
  charge_.Set(0);
  since_ = Loop::Now();
  Write(response);
}

void Connection::Write(const Response& response) {
  const RouteMetrics& metrics =
      handler_ != nullptr ? handler_->metrics : loop_.shared().router->unrouted();
  metrics.Answered(response.status, absl::FromChrono(Loop::Now() - since_));
  keep_alive_ = keep_alive_ && !loop_.stopping();
  FormatResponse(response,
                 {.keep_alive = keep_alive_,
                  .head_only = head_only_,
                  .date = loop_.date(),
                  .allow = response.status == 405 ? allow_ : std::string_view()},
                 out_);
  Enter(State::kWriting, limits().write_timeout);
  net::async_write(socket_, net::buffer(out_),
                   [self = shared_from_this()](const boost::system::error_code& error, size_t) {
                     self->OnWritten(error);
                   });
}

void Connection::OnWritten(const boost::system::error_code& error) {
  if (state_ == State::kClosed) return;
  if (error) return Close();
  out_.clear();
  if (!keep_alive_ || loop_.stopping()) return Drain();
  if (in_.size() > 0) {
    Enter(State::kHead, limits().header_timeout);
    return Advance();
  }
  Enter(State::kIdle, limits().idle_timeout);
  Read();
}

// To close at once would reset the connection if more came in, and the client might lose the
// answer.
void Connection::Drain() {
  boost::system::error_code error;
  socket_.shutdown(Loop::Socket::shutdown_send, error);
  if (error) return Close();
  in_.clear();
  Enter(State::kDraining, kDrainTime);
  Read();
}

}  // namespace hilt::http
