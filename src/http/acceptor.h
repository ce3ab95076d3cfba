#pragma once

#include <utility>  // before Asio, which forgets it

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "http/loop.h"
#include "http/shared.h"

namespace hilt::http {

// Listens on one address and deals connections out to the loops in turn. Once the first loop runs,
// everything here happens in its thread.
class Acceptor {
 public:
  Acceptor(Shared& shared, Loop::Context& context) : shared_(shared), acceptor_(context) {}

  // Listens; accepting begins with a tick.
  absl::Status Open();
  uint16_t port() const { return port_; }

  // Accepts while there is room. Called on each tick too, to go on after a pause.
  void Tick(const std::vector<std::unique_ptr<Loop>>& loops);
  void Close();

 private:
  void Accept(const std::vector<std::unique_ptr<Loop>>& loops);

  Shared& shared_;
  boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Loop::Context::executor_type> acceptor_;
  uint16_t port_ = 0;
  size_t next_loop_ = 0;
  bool accepting_ = false;
  Loop::Time last_complaint_;
};

}  // namespace hilt::http
