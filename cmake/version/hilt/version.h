// Which build this is: for --version, the build_info metric and a benchmark's machine line.
#pragma once

#include <string_view>

namespace hilt::base {

// The project's version, as in "0.1.0".
std::string_view Version();

// The first 12 digits of the commit, with "-dirty" after it if tracked files had changed since;
// "unknown" if the source was not in a git work tree.
std::string_view Commit();

}  // namespace hilt::base
