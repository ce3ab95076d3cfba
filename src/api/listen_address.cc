#include "api/listen_address.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "fmt/format.h"

namespace hilt::api {
namespace {

absl::Status Unavailable(const std::string& path, std::string_view what) {
  return absl::UnavailableError(fmt::format("{}: {}", path, what));
}

absl::Status Unavailable(const std::string& path, int error) {
  return Unavailable(path, std::generic_category().message(error));
}

// Whether a connection to the socket is accepted: 0, or the error number.
int TryConnect(const std::string& path) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  // The sockets' interface wants the general address type.
  const int result =
      connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address));  // NOLINT
  const int error = result == 0 ? 0 : errno;
  close(fd);
  return error;
}

}  // namespace

bool IsLoopbackAddress(std::string_view address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view host = address.substr(0, colon);
  if (host == "localhost" || host == "[::1]") return true;
  // Digits and dots alone, so that no host name begins like an address.
  const bool numeric = host.find_first_not_of("0123456789.") == std::string_view::npos;
  return numeric && host.starts_with("127.");
}

absl::Status PrepareUnixSocket(const std::string& path) {
  if (path.size() >= sizeof(sockaddr_un::sun_path)) {
    return absl::InvalidArgumentError(fmt::format("{}: a socket's path has at most {} bytes", path,
                                                  sizeof(sockaddr_un::sun_path) - 1));
  }
  struct stat file {};
  if (lstat(path.c_str(), &file) != 0) {
    return errno == ENOENT ? absl::OkStatus() : Unavailable(path, errno);
  }
  if (!S_ISSOCK(file.st_mode)) {
    return absl::InvalidArgumentError(fmt::format("{}: exists and is no socket", path));
  }
  const int error = TryConnect(path);
  if (error == 0 || error == EAGAIN) return Unavailable(path, "another process listens on it");
  if (error != ECONNREFUSED) return Unavailable(path, error);
  if (unlink(path.c_str()) != 0 && errno != ENOENT) {
    return Unavailable(path, errno);
  }
  return absl::OkStatus();
}

PrivateFiles::PrivateFiles() : before_(umask(S_IRWXG | S_IRWXO | S_IXUSR)) {}
PrivateFiles::~PrivateFiles() { umask(before_); }

}  // namespace hilt::api
