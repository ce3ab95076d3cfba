#pragma once

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "cli/command.h"
#include "hilt/settlement/v1/event.pb.h"

namespace hilt::cli {

std::unique_ptr<Command> MakeEventsCommand();

// One line for people: time, type, what it is about.
std::string EventLine(const settlement::v1::Event& event, const Style& style);

}  // namespace hilt::cli
