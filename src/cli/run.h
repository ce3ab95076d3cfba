#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace hilt::cli {

// hiltctl with these arguments (without the program's name): parses, runs, writes to `io` and
// returns the process's exit code. No exception leaves it.
int Run(const std::vector<std::string>& args, Io& io);

}  // namespace hilt::cli
