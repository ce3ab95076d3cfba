#pragma once

#include <string>
#include <string_view>

namespace hilt::cli {

// One gzip member, one zstd frame.
std::string Gzipped(std::string_view text);
std::string Zstandard(std::string_view text);

}  // namespace hilt::cli
