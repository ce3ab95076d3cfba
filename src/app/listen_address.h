#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hilt::app {

// An IP address and a TCP port to listen on.
struct ListenAddress {
  std::string host;   // IPv4 or IPv6, without brackets
  uint16_t port = 0;  // 0: any free one

  bool loopback() const;  // 127.0.0.0/8 or ::1
  std::string ToString() const;
};

// "127.0.0.1:7401" or "[::1]:7401". Names are not resolved: what is listened on must be plain to
// see.
std::optional<ListenAddress> ParseListenAddress(std::string_view text);

// Whether a URL's host (an IPv6 address in brackets) is this machine.
bool IsLoopbackHost(std::string_view host);

}  // namespace hilt::app
