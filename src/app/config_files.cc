#include "app/config_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "base/status.h"

namespace hilt::app {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  const int fd_;
};

absl::Status OpenError(int error) {
  switch (error) {
    case ENOENT:
      return absl::NotFoundError("no such file");
    case EACCES:
      return absl::PermissionDeniedError("not readable by this user");
    default:
      return absl::FailedPreconditionError(fmt::format("cannot be opened (errno {})", error));
  }
}

}  // namespace

absl::StatusOr<FileText> ReadFile(const std::string& path) {
  // A FIFO would make open wait.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) return OpenError(errno);
  struct stat facts {};
  if (fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
    return absl::FailedPreconditionError("not a file");
  }
  FileText read_text;
  read_text.others_may_read = (facts.st_mode & S_IROTH) != 0;
  std::string& text = read_text.text;
  text.resize(kMaxConfigFileBytes + 1);
  size_t size = 0;
  while (size < text.size()) {
    const ssize_t count = read(file.get(), text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return absl::FailedPreconditionError("cannot be read");
    if (count == 0) break;
    size += static_cast<size_t>(count);
  }
  if (size > kMaxConfigFileBytes) {
    return absl::FailedPreconditionError(fmt::format("over {} bytes", kMaxConfigFileBytes));
  }
  text.resize(size);
  return read_text;
}

absl::StatusOr<telemetry::Secret> ReadSecret(const std::string& path, const ReadFileFn& read_file) {
  HILT_ASSIGN_OR_RETURN(FileText file, read_file(path));
  telemetry::Secret whole(std::move(file.text));
  if (file.others_may_read) {
    return absl::FailedPreconditionError("anybody on this machine may read it: chmod o-r");
  }
  std::string_view text = whole.Reveal();
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  if (!text.empty() && (blank(text.front()) || blank(text.back()))) {
    return absl::FailedPreconditionError("it begins or ends with white space");
  }
  return telemetry::Secret(std::string(text));
}

std::string PathFrom(std::string_view folder, std::string_view path) {
  return (std::filesystem::path(folder) / std::filesystem::path(path)).lexically_normal().string();
}

}  // namespace hilt::app
