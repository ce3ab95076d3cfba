#pragma once

#include "tests/hostile/transaction.h"

namespace hilt::hostile {

// An instruction as encoding jsonParsed shows it: as recorded, else memos and transfers that a node
// can parse in words, and all else with its accounts and data. Source: agave transaction-status
// parse_instruction.rs, parse_token.rs, parse_system.rs.
Json ParsedInstruction(const Instruction& instruction, int height);

}  // namespace hilt::hostile
