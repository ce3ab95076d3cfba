#pragma once

#include <memory>

#include "cli/command.h"

namespace hilt::cli {

// hiltctl explain: why a transaction settles a payment, or does not.
std::unique_ptr<Command> MakeExplainCommand();

}  // namespace hilt::cli
