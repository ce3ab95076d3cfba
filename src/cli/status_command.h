#pragma once

#include <memory>
#include <string>

#include "cli/command.h"
#include "hilt/settlement/v1/engine_status.pb.h"

namespace hilt::cli {

std::unique_ptr<Command> MakeStatusCommand();

// A report for people. Times are reckoned from the engine's own clock.
std::string StatusText(const settlement::v1::EngineStatus& status, const Style& style);

}  // namespace hilt::cli
