#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "hilt/settlement/v1/discrepancy.pb.h"

// A discrepancy for people.
namespace hilt::cli {

// "1.5 USDC + 3 minor units of 799o..F33": what was received, by asset. A discrepancy names mints
// and no decimals: those of USDC and SOL are known here, other sums stay in minor units.
std::string SumsText(const settlement::v1::Discrepancy& discrepancy);

// On one line of an event log: id, kind, sums.
std::string DiscrepancyLine(const settlement::v1::Discrepancy& discrepancy);

// A row of a list.
Table DiscrepancyTable(const std::vector<settlement::v1::Discrepancy>& discrepancies,
                       absl::Time now);

// Everything that is known; ends with a line feed.
std::string DiscrepancyText(const settlement::v1::Discrepancy& discrepancy, absl::Time now,
                            const Style& style);

}  // namespace hilt::cli
