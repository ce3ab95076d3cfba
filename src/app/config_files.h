#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "telemetry/secret.h"

namespace hilt::app {

struct FileText {
  std::string text;
  bool others_may_read = false;  // the mode lets anybody on the machine read it
};

// Reads a whole file of at most kMaxConfigFileBytes, by its path.
using ReadFileFn = std::function<absl::StatusOr<FileText>(const std::string& path)>;

inline constexpr size_t kMaxConfigFileBytes = size_t{1} << 20;

// From disk. NOT_FOUND, PERMISSION_DENIED, or FAILED_PRECONDITION where it is no file or too large;
// messages name the reason, not the path.
absl::StatusOr<FileText> ReadFile(const std::string& path);

// The text of a file, without the one newline that editors leave at its end.
//
// A file that anybody on the machine may read is refused: a secret in it is none. Its group may, so
// that a service's own group can be given it (mode 0640, 0440, or systemd's LoadCredential).
absl::StatusOr<telemetry::Secret> ReadSecret(const std::string& path, const ReadFileFn& read_file);

// `path` as seen from `folder`, which an absolute one ignores.
std::string PathFrom(std::string_view folder, std::string_view path);

}  // namespace hilt::app
