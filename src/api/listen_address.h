#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace hilt::api {

// Whether "host:port" is reachable from this machine alone: an address of 127.0.0.0/8, [::1] or
// `localhost`. Anything that is not clearly so is not.
bool IsLoopbackAddress(std::string_view address);

// Makes room for a unix socket at `path`: a socket file that nobody listens on is removed.
// INVALID_ARGUMENT: the path is longer than a socket's name can be, or something else than a socket
// is there. UNAVAILABLE: somebody listens on it, or it cannot be looked at.
absl::Status PrepareUnixSocket(const std::string& path);

// While it lives, files that the process creates are for its user alone, sockets included: between
// a socket's creation and a chmod there would be a moment in which others could connect. One at a
// time, when the process starts.
class PrivateFiles {
 public:
  PrivateFiles();
  ~PrivateFiles();
  PrivateFiles(const PrivateFiles&) = delete;
  PrivateFiles& operator=(const PrivateFiles&) = delete;

 private:
  const unsigned int before_;
};

}  // namespace hilt::api
