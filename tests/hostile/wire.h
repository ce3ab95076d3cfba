#pragma once

#include <cstdint>
#include <vector>

#include "tests/hostile/transaction.h"

namespace hilt::hostile {

// The signed bytes: those that were recorded, with the transaction's keys and instructions. The
// signatures are the recorded ones, and nobody here verifies them.
std::vector<uint8_t> ToWire(const Transaction& transaction);

// Whether that is a transaction at all: of a size and with counts that a transaction can have.
bool FitsOnTheWire(const Transaction& transaction);

}  // namespace hilt::hostile
