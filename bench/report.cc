#include "bench/report.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <thread>
#include <utility>

#include "base/check.h"
#include "bench/plot.h"
#include "fmt/format.h"
#include "hilt/version.h"
#include "nlohmann/json.hpp"

namespace hilt::bench {
namespace {

using Json = nlohmann::ordered_json;

std::string CpuModel() {
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    const size_t colon = line.find(": ");
    if (line.rfind("model name", 0) == 0 && colon != std::string::npos) {
      return line.substr(colon + 2);
    }
  }
  return "unknown";
}

std::string Compiler() {
#if defined(__clang__)
  return "clang " __clang_version__;
#else
  return "gcc " __VERSION__;
#endif
}

constexpr bool Optimised() {
#if defined(__OPTIMIZE__) && defined(NDEBUG)
  return true;
#else
  return false;
#endif
}

std::string_view RatioName(const Target& target) {
  return target.kind == Target::Kind::kTimesTheTime ? "times the time" : "times as fast";
}

double GigabytesASecond(const Comparison& row, double ns) {
  return static_cast<double>(row.unit_bytes) / ns;
}

Json ToJson(const Spread& spread) {
  return {{"min", spread.min}, {"median", spread.median}, {"max", spread.max}};
}

Json ToJson(const Comparison& row) {
  Json json = {{"subject", row.subject},
               {"other_side", row.other_side},
               {"unit", row.unit},
               {"rounds", row.rounds},
               {"subject_cpu_ns", ToJson(row.subject_ns)},
               {"other_cpu_ns", ToJson(row.other_ns)},
               {"ratio_is", RatioName(row.target)},
               {"ratio", ToJson(row.ratio)}};
  if (row.unit_bytes > 0) {
    json["unit_bytes"] = row.unit_bytes;
    json["subject_gb_a_second"] = GigabytesASecond(row, row.subject_ns.median);
  }
  if (row.target.kind != Target::Kind::kNone) {
    json["target"] = TargetText(row.target);
    json["met"] = row.met;
  }
  return json;
}

std::string Text(const Spread& spread) {
  return fmt::format("{:.4g} - {:.4g} - {:.4g}", spread.min, spread.median, spread.max);
}

void PrintRow(const Comparison& row) {
  fmt::print("{} against {}: CPU ns a {}, min - median - max of {} alternated rounds\n",
             row.subject, row.other_side, row.unit, row.rounds);
  fmt::print("  {:<40} {}", row.subject, Text(row.subject_ns));
  if (row.unit_bytes > 0) {
    fmt::print("   {:.2f} GB/s", GigabytesASecond(row, row.subject_ns.median));
  }
  fmt::print("\n  {:<40} {}\n", row.other_side, Text(row.other_ns));
  fmt::print("  {:<40} {}", RatioName(row.target), Text(row.ratio));
  if (row.target.kind != Target::Kind::kNone) {
    fmt::print("   {}: {}", TargetText(row.target), row.met ? "met" : "MISSED");
  }
  fmt::print("\n\n");
  std::fflush(stdout);
}

// False, with a word on why, where it cannot be written.
bool WriteFile(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) fmt::print(stderr, "{}: cannot be written\n", path);
  return static_cast<bool>(file);
}

}  // namespace

std::string MachineLine() {
  return fmt::format("machine {}, {} threads; {}, {}; commit {}", CpuModel(),
                     std::thread::hardware_concurrency(), Compiler(), HILT_BUILD_TYPE,
                     base::Commit());
}

std::string TargetText(const Target& target) {
  switch (target.kind) {
    case Target::Kind::kNone:
      return "";
    case Target::Kind::kTimesAsFast:
      return fmt::format("target >= {:g}", target.value);
    case Target::Kind::kTimesTheTime:
      return fmt::format("target <= {:g}", target.value);
  }
  HILT_CHECK(false);
}

Report::Report(std::string title, const Options& options)
    : title_(std::move(title)), options_(options) {
  if (options_.json) return;
  fmt::print("{}\n{}\n", title_, MachineLine());
  if (!Optimised()) fmt::print("NOT AN OPTIMISED BUILD: the figures mean nothing\n");
  fmt::print("\n");
}

void Report::Add(Comparison comparison) {
  if (!options_.json) PrintRow(comparison);
  rows_.push_back(std::move(comparison));
}

void Report::Miss(std::string what) {
  fmt::print(stderr, "NOT MEASURED: {}\n", what);
  missing_.push_back(std::move(what));
}

int Report::Finish() const {
  Json rows = Json::array();
  for (const Comparison& row : rows_) rows.push_back(ToJson(row));
  const Json document = {{"title", title_},
                         {"machine", CpuModel()},
                         {"threads", std::thread::hardware_concurrency()},
                         {"compiler", Compiler()},
                         {"build", HILT_BUILD_TYPE},
                         {"optimised", Optimised()},
                         {"commit", base::Commit()},
                         {"not_measured", missing_},
                         {"comparisons", std::move(rows)}};
  const std::string text = document.dump(2) + "\n";
  if (options_.json) fmt::print("{}", text);
  bool written = options_.json_file.empty() || WriteFile(options_.json_file, text);
  if (!options_.plot_file.empty()) {
    written = WriteFile(options_.plot_file, Plot(title_, MachineLine(), rows_)) && written;
  }
  const bool all_met =
      missing_.empty() &&
      std::all_of(rows_.begin(), rows_.end(), [](const Comparison& row) { return row.met; });
  return !written || (options_.check && !all_met) ? 1 : 0;
}

}  // namespace hilt::bench
