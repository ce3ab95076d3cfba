#pragma once

#include <filesystem>
#include <string>

#include "nlohmann/json.hpp"

namespace hilt::fuzz {

// Writes seeds of the targets whose input is JSON, made of one recorded scenario (a file of
// tests/golden/chain as parsed), into their folders below `folder`; see make_seeds.cc.
void AddJsonSeeds(const std::string& name, const nlohmann::json& scenario,
                  const std::filesystem::path& folder);

// Those that come from no scenario: small answers, and what a scenario does not show.
void AddOtherJsonSeeds(const std::filesystem::path& folder);

}  // namespace hilt::fuzz
