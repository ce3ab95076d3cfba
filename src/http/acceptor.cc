#include "http/acceptor.h"

#include <fmt/format.h>

#include <boost/asio/ip/address.hpp>
#include <memory>
#include <vector>

namespace hilt::http {
namespace {

namespace net = boost::asio;
using net::ip::tcp;

// Connections that the kernel holds for us while accepting is paused or slow.
constexpr int kBacklog = 1024;

std::string ToText(const tcp::endpoint& endpoint) {
  const std::string address = endpoint.address().to_string();
  return endpoint.address().is_v6() ? fmt::format("[{}]:{}", address, endpoint.port())
                                    : fmt::format("{}:{}", address, endpoint.port());
}

}  // namespace

absl::Status Acceptor::Open() {
  const ServerOptions& options = shared_.options;
  boost::system::error_code error;
  const net::ip::address address = net::ip::make_address(options.address, error);
  if (error) {
    return absl::InvalidArgumentError(fmt::format("{} is no IP address", options.address));
  }
  if (!address.is_loopback() && !options.allow_any_address) {
    return absl::InvalidArgumentError(fmt::format(
        "{} is no loopback address: the listener has no TLS of its own", options.address));
  }
  const tcp::endpoint endpoint(address, options.port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(net::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(kBacklog, error);
  const tcp::endpoint bound = error ? endpoint : acceptor_.local_endpoint(error);
  if (error) {
    return absl::UnavailableError(
        fmt::format("cannot listen on {}: {}", ToText(endpoint), error.message()));
  }
  port_ = bound.port();
  return absl::OkStatus();
}

void Acceptor::Tick(const std::vector<std::unique_ptr<Loop>>& loops) {
  if (!accepting_ && acceptor_.is_open() && !shared_.is_full()) Accept(loops);
}

void Acceptor::Accept(const std::vector<std::unique_ptr<Loop>>& loops) {
  accepting_ = true;
  Loop& loop = *loops[next_loop_++ % loops.size()];
  acceptor_.async_accept(
      loop.context().get_executor(),
      [this, &loops, &loop](const boost::system::error_code& error, Loop::Socket socket) {
        accepting_ = false;
        if (!acceptor_.is_open()) return;
        if (error) {
          // Out of descriptors, most likely. The next tick tries again.
          if (Loop::Now() - last_complaint_ > std::chrono::seconds(1)) {
            last_complaint_ = Loop::Now();
            shared_.log.Warning("cannot accept a connection", {{"error", error.message()}});
          }
          return;
        }
        boost::system::error_code failed;
        socket.set_option(tcp::no_delay(true), failed);
        const tcp::endpoint remote = socket.remote_endpoint(failed);
        if (!failed) {  // else it has gone already
          shared_.ConnectionOpened();
          loop.Adopt(std::move(socket), ToText(remote));
        }
        Tick(loops);
      });
}

void Acceptor::Close() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
}

}  // namespace hilt::http
