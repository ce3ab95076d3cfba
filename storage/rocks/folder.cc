#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

#include "base/status.h"
#include "fmt/format.h"
#include "storage/rocks/file_system.h"

namespace hilt::storage {
namespace {

namespace fs = std::filesystem;

absl::Status Failed(std::string_view what, const fs::path& path, int error) {
  return absl::UnavailableError(
      fmt::format("{} {}: {}", what, path.string(), std::generic_category().message(error)));
}

absl::Status SyncFolder(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return Failed("cannot open the folder", path, errno);
  if (::fsync(fd) != 0) {
    AbortForFailedSync(path.string(), std::generic_category().message(errno));
  }
  ::close(fd);
  return absl::OkStatus();
}

}  // namespace

absl::Status MakeDurableFolder(const std::string& path) {
  std::error_code error;
  const fs::path whole = fs::absolute(path, error).lexically_normal();
  if (error) return Failed("cannot find the folder", path, error.value());
  fs::path made;
  for (const fs::path& part : whole) {
    const fs::path parent = made;
    made /= part;
    if (part.empty() || fs::is_directory(made, error)) continue;
    if (fs::exists(made, error)) return Failed("cannot make the folder", made, ENOTDIR);
    if (::mkdir(made.c_str(), S_IRWXU) != 0) return Failed("cannot make the folder", made, errno);
    HILT_RETURN_IF_ERROR(SyncFolder(parent));
  }
  return absl::OkStatus();
}

}  // namespace hilt::storage
