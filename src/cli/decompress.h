#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace hilt::cli {

// `bytes` as they are, or decompressed where their first bytes say that they are gzip (RFC 1952) or
// zstd (RFC 8878), never by a file's name. Members or frames one behind the other are one text.
// Memory is bounded by max_bytes, which is inclusive, and zstd's largest window (128 MiB).
//
// INVALID_ARGUMENT: damaged, or cut short. RESOURCE_EXHAUSTED: longer than max_bytes once it is
// decompressed; no more is.
absl::StatusOr<std::string> Decompressed(std::string bytes, size_t max_bytes);

}  // namespace hilt::cli
