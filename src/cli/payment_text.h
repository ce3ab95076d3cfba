#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "hilt/settlement/v1/payment.pb.h"

// A payment for people. `now` is only for "3 min ago".
namespace hilt::cli {

// Everything that is known, over some thirty lines; ends with a line feed.
std::string PaymentText(const settlement::v1::Payment& payment, absl::Time now, const Style& style);

// One line for a change that is watched: time, status, what is known.
std::string PaymentChangeLine(const settlement::v1::Payment& payment, const Style& style);

// A row of a list.
Table PaymentTable(const std::vector<settlement::v1::Payment>& payments, absl::Time now);

// What the buyer's transaction must hold, and what to type next.
std::string PaymentInstructions(const settlement::v1::Payment& payment, const Style& style);

// "CONFIRMED", good or bad by what it means for the money.
Cell StatusCell(const settlement::v1::Payment& payment);

// What each leg was due and received, as a table behind `indent` spaces; empty without legs. The
// decimals and the symbol are those of the payment.
std::string LegsText(const google::protobuf::RepeatedPtrField<settlement::v1::LegResult>& legs,
                     uint32_t decimals, std::string_view symbol, size_t indent, const Style& style);

}  // namespace hilt::cli
