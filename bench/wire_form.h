#pragma once

#include "nlohmann/json.hpp"

namespace hilt::bench {

// Of an element of a getBlock result in encoding json, legacy or version 0: its "transaction" as
// encoding base64 has it, [TEXT, "base64"].
nlohmann::json WireForm(const nlohmann::json& element);

}  // namespace hilt::bench
