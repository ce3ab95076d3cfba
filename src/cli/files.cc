#include "cli/files.h"

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "fmt/format.h"

namespace hilt::cli {
namespace {

absl::StatusOr<std::string> ReadAll(std::istream& in, const std::string& name, size_t max_bytes) {
  std::string text;
  std::array<char, 1 << 16> block;
  while (in.read(block.data(), block.size()) || in.gcount() > 0) {
    text.append(block.data(), static_cast<size_t>(in.gcount()));
    if (text.size() > max_bytes) {
      return absl::ResourceExhaustedError(
          fmt::format("{}: longer than {} MiB", name, max_bytes >> 20));
    }
  }
  if (in.bad()) return absl::InvalidArgumentError(fmt::format("{}: cannot be read", name));
  return text;
}

}  // namespace

std::string InputName(const std::string& path) { return path == "-" ? "stdin" : path; }

absl::StatusOr<std::string> ReadInput(const std::string& path, std::istream& in, size_t max_bytes) {
  if (path == "-") return ReadAll(in, InputName(path), max_bytes);
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    return absl::InvalidArgumentError(fmt::format("{}: is a folder, not a file", path));
  }
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return absl::InvalidArgumentError(
        fmt::format("{}: {}", path, std::generic_category().message(errno)));
  }
  return ReadAll(file, path, max_bytes);
}

}  // namespace hilt::cli
