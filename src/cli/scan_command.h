#pragma once

#include <memory>

#include "cli/command.h"

namespace hilt::cli {

// hiltctl scan: what blocks hold, and how fast they are decoded.
std::unique_ptr<Command> MakeScanCommand();

}  // namespace hilt::cli
