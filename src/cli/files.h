#pragma once

#include <istream>
#include <string>

#include "absl/status/statusor.h"

namespace hilt::cli {

// The whole file, or `in` where the path is "-". INVALID_ARGUMENT where it cannot be read,
// RESOURCE_EXHAUSTED over decode::kMaxInputBytes; both name the file.
absl::StatusOr<std::string> ReadInput(const std::string& path, std::istream& in);

// What error messages call the path: "stdin" for "-".
std::string InputName(const std::string& path);

}  // namespace hilt::cli
