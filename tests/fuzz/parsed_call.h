#pragma once

#include <optional>
#include <string>

#include "tests/fuzz/random_transaction.h"

namespace hilt::fuzz {

// What a node writes as `program` and `parsed` of a call in encoding jsonParsed ("\"program\":..,
// \"parsed\":.."); none where it cannot parse it and shows accounts and data instead. Written from
// agave transaction-status parse_instruction.rs, parse_token.rs, parse_system.rs and
// parse_token/extension/transfer_fee.rs; shares nothing with the decoder.
std::optional<std::string> ParsedFields(const Transaction& transaction, const Call& call);

// A JSON string of UTF-8 text, escaped as serde_json does.
std::string JsonString(std::string_view text);

}  // namespace hilt::fuzz
