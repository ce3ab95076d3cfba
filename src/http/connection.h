#pragma once

#include <utility>  // before Asio, which forgets it

#include <boost/beast/core/flat_buffer.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "http/loop.h"
#include "http/request_parser.h"
#include "http/responder.h"
#include "http/response_text.h"
#include "http/router.h"
#include "http/shared.h"

namespace hilt::http {

// One client. Reads a request, has it handled, writes the answer, and begins again: never two at a
// time, so a client that does not wait for answers is held back by its own socket. One thread.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Loop& loop, Loop::Socket socket, uint64_t id, std::string remote);

  void Start();
  void Close();

  Loop::Time deadline() const { return deadline_; }
  void OnDeadline();

  // Ignored unless it is of the request that waits for one.
  void OnAnswer(uint64_t request, const Response& response);

  // Between requests, with nothing of the next one here.
  bool is_idle() const { return state_ == State::kIdle; }
  Loop::Time idle_since() const { return since_; }

 private:
  class View;
  enum class State {
    kIdle,       // before a request's first byte
    kHead,       // a part of its head is here
    kBody,       // its head is read, its body not wholly
    kAnswering,  // its handler was called; nothing is read meanwhile
    kWriting,
    kDraining,  // answered for the last time; what the client still sends is dropped
    kClosed,
  };

  void Enter(State state, absl::Duration time_limit);
  void Read();
  void OnRead(const boost::system::error_code& error, size_t bytes);
  void Advance();
  bool ReadHead();
  bool BeginBody();
  bool ReadBody();
  bool ReadChunks();
  void SendContinue();
  void Handle();
  void Refuse(const Refusal& refusal);
  void Write(const Response& response);
  void OnWritten(const boost::system::error_code& error);
  void Drain();

  std::string_view received() const;
  std::string_view body() const;
  const Limits& limits() const { return loop_.shared().options.limits; }

  Loop& loop_;
  Loop::Socket socket_;
  const uint64_t id_;
  const std::string remote_;

  State state_ = State::kIdle;
  Loop::Time since_;     // when this state was entered
  Loop::Time deadline_;  // when it has lasted too long

  boost::beast::flat_buffer in_;
  size_t scanned_ = 0;  // of in_, for the end of the head
  RequestParser parser_;
  const RoutedHandler* handler_ = nullptr;
  std::string_view allow_;
  std::string chunks_;  // their contents
  BodyCharge charge_;

  uint64_t request_ = 0;
  std::weak_ptr<Responder::Slot> slot_;
  bool head_only_ = false;
  bool keep_alive_ = false;
  std::string out_;
};

}  // namespace hilt::http
