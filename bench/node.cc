#include "bench/node.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

#include "base/check.h"

namespace hilt::bench {
namespace {

// What the command writes to standard output; empty where it cannot be run.
std::string OutputOf(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  if (pipe == nullptr) return "";
  std::string output;
  std::array<char, 256> buffer{};
  for (size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) > 0;) {
    output.append(buffer.data(), n);
  }
  return output;
}

std::string Quoted(const std::string& argument) {
  HILT_CHECK(argument.find('\'') == std::string::npos);
  return "'" + argument + "'";
}

}  // namespace

std::string PeersFolder() {
  return std::filesystem::path(HILT_GOLDEN_DIR "/../../bench/peers").lexically_normal();
}

// Node writes its version as "v20.20.2".
bool HasNode() {
  const std::string version = OutputOf("node --version 2>/dev/null");
  int major = 0;
  return version.starts_with('v') &&
         std::from_chars(version.data() + 1, version.data() + version.size(), major).ec ==
             std::errc() &&
         major >= kMinNodeMajor;
}

nlohmann::json RunNode(const std::string& script, const std::vector<std::string>& arguments,
                       size_t iterations) {
  std::string command = "node " + Quoted(script);
  for (const std::string& argument : arguments) command += " " + Quoted(argument);
  nlohmann::json printed = nlohmann::json::parse(
      OutputOf(command + " " + std::to_string(iterations)), nullptr, /*allow_exceptions=*/false);
  HILT_CHECK(printed.is_object() && printed["iterations"] == iterations);
  return printed;
}

int64_t CpuNs(const nlohmann::json& printed) {
  return static_cast<int64_t>(printed["cpu_seconds"].get<double>() * 1e9);
}

}  // namespace hilt::bench
