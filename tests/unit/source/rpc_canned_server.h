#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/check.h"

namespace hilt::source {

// Gives the same bytes to every request, whatever they are, on a free loopback port. For what a
// proper HTTP server would not do.
class CannedServer {
 public:
  explicit CannedServer(std::string answer) : answer_(std::move(answer)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* any = reinterpret_cast<sockaddr*>(&address);
    HILT_CHECK(bind(listener_, any, size) == 0 && listen(listener_, 8) == 0);
    HILT_CHECK(getsockname(listener_, any, &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  ~CannedServer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }
  CannedServer(const CannedServer&) = delete;
  CannedServer& operator=(const CannedServer&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/KEY"; }

  // Each connection's requests, in one text.
  std::vector<std::string> connections() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return connections_;
  }

 private:
  // One connection after the other, each until the client ends it.
  void Serve() {
    for (int peer = Accept(); peer >= 0; peer = Accept()) {
      std::string received;
      char bytes[4096];
      for (ssize_t n = read(peer, bytes, sizeof(bytes)); n > 0;
           n = read(peer, bytes, sizeof(bytes))) {
        received.append(bytes, static_cast<size_t>(n));
        {
          const std::lock_guard<std::mutex> lock(mutex_);
          connections_.back() += std::string(bytes, static_cast<size_t>(n));
        }
        if (received.back() != '}') continue;  // the last byte of a request of these tests
        received.clear();
        if (send(peer, answer_.data(), answer_.size(), MSG_NOSIGNAL) < 0) break;
      }
      close(peer);
    }
  }

  int Accept() {
    const int peer = accept(listener_, nullptr, nullptr);
    if (peer < 0) return peer;
    const std::lock_guard<std::mutex> lock(mutex_);
    connections_.emplace_back();
    return peer;
  }

  const std::string answer_;
  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> connections_;
  std::thread thread_;
};

}  // namespace hilt::source
