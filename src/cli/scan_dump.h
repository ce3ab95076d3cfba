#pragma once

#include <string>
#include <string_view>

#include "domain/observation.h"

namespace hilt::cli {

// One line of JSON in ASCII, without the line feed, that says what the decoder saw in a
// transaction of `file`. Amounts and changes are decimal strings of minor units or lamports.
// Of balances, those that changed; null where they were not recorded. A memo's bytes are in hex,
// and once more as `text` where they are UTF-8 without control characters.
std::string DumpLine(std::string_view file, const domain::Observation& transaction);

}  // namespace hilt::cli
