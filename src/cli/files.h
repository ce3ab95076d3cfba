#pragma once

#include <istream>
#include <string>

#include "absl/status/statusor.h"

namespace hilt::cli {

// Of one file of terms, one transaction or one scenario. The largest of the chain are well under 1
// MiB as JSON; a document of this length takes some hundred MiB once it is parsed.
inline constexpr size_t kMaxFileBytes = size_t{16} << 20;

// The whole file, or `in` where the path is "-". INVALID_ARGUMENT where it cannot be read,
// RESOURCE_EXHAUSTED over max_bytes, of which no more is read; both name the file.
absl::StatusOr<std::string> ReadInput(const std::string& path, std::istream& in,
                                      size_t max_bytes = kMaxFileBytes);

// What error messages call the path: "stdin" for "-".
std::string InputName(const std::string& path);

}  // namespace hilt::cli
