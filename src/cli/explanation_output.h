#pragma once

#include <string>

#include "cli/explanation.h"
#include "cli/json_fields.h"
#include "cli/terminal.h"

namespace hilt::cli {

// For people: header, checks with their figures, verdict. Ends with a line feed.
std::string ToHumanText(const Explanation& explanation, const Style& style);

// For programs: the same figures; amounts as decimal strings of minor units, times as RFC 3339.
Json ToJson(const Explanation& explanation);

// Where a browser shows the transaction (mainnet).
std::string ExplorerUrl(const solana::Signature& signature);

// "legacy", "0", "1", "unknown", "not stated".
std::string_view Name(domain::MessageVersion version);

}  // namespace hilt::cli
