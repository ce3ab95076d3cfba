#pragma once

#include <memory>

#include "cli/command.h"

namespace hilt::cli {

// hiltctl conformance: whether the verifier answers a folder of scenarios as their files say.
std::unique_ptr<Command> MakeConformanceCommand();

}  // namespace hilt::cli
