#pragma once

#include <string>

#include "absl/numeric/int128.h"

namespace hilt::base {

// The type of every sum and difference of amounts. A u64 amount times the number of accounts or
// instructions that one transaction can hold (under 2^16) stays below 2^80, so it cannot overflow.
using Int128 = absl::int128;

// Decimal, with a leading '-' where negative.
std::string ToString(Int128 value);

}  // namespace hilt::base
