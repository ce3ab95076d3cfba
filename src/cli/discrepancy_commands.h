#pragma once

#include <memory>

#include "cli/command.h"

namespace hilt::cli {

// hiltctl discrepancy and what stands under it.
std::unique_ptr<Command> MakeDiscrepancyCommands();

}  // namespace hilt::cli
