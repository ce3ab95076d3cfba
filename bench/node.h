#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"

// The side of a comparison that is a script for Node.js: a child process a round, which times its
// own loop, so that neither its start nor its warm-up counts, and tells over a pipe.
//
//   node SCRIPT ARGUMENT... ITERATIONS
//
// prints {"iterations":N,"cpu_seconds":S} and whatever else it has to say.
namespace hilt::bench {

inline constexpr int kMinNodeMajor = 20;

// The folder of the scripts and their packages, bench/peers.
std::string PeersFolder();

// A node of kMinNodeMajor or later is on PATH.
bool HasNode();

// What the script prints. A script that fails, or did another number of iterations, is our bug.
// Arguments stand between single quotes in a shell's line and hold none.
nlohmann::json RunNode(const std::string& script, const std::vector<std::string>& arguments,
                       size_t iterations);

// The CPU time in what RunNode returned.
int64_t CpuNs(const nlohmann::json& printed);

}  // namespace hilt::bench
