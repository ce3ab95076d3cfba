#include "bench/runner.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <thread>
#include <utility>

#include "CLI/CLI.hpp"
#include "base/check.h"
#include "fmt/format.h"
#include "hilt/version.h"
#include "nlohmann/json.hpp"

namespace hilt::bench {
namespace {

using Json = nlohmann::ordered_json;

int64_t ProcessCpuNs() {
  timespec now{};
  HILT_CHECK(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) == 0);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

int64_t RunNs(const Subject& subject, size_t iterations) {
  if (subject.run_timed) return subject.run_timed(iterations);
  const int64_t start = ProcessCpuNs();
  subject.run(iterations);
  return ProcessCpuNs() - start;
}

// The number of iterations that take about `round_ms`; running up to it is the warm-up.
size_t Calibrate(const Subject& subject, int round_ms) {
  const double wanted_ns = round_ms * 1e6;
  for (size_t iterations = 1;;) {
    const double ns = std::max<double>(1, static_cast<double>(RunNs(subject, iterations)));
    if (ns >= wanted_ns) return iterations;
    // At most tenfold a step: a first call is no measure of the next.
    const double factor = std::clamp(1.05 * wanted_ns / ns, 1.05, 10.0);
    iterations = static_cast<size_t>(std::ceil(static_cast<double>(iterations) * factor));
  }
}

Spread SpreadOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  const double median =
      values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  return {.min = values.front(), .median = median, .max = values.back()};
}

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
               {"ratio", ToJson(row.ratio)}};
  if (row.target_ratio > 0) {
    json["target_ratio"] = row.target_ratio;
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
  fmt::print("  {:<32} {}\n", row.subject, Text(row.subject_ns));
  fmt::print("  {:<32} {}\n", row.other_side, Text(row.other_ns));
  fmt::print("  {:<32} {}", "times as fast", Text(row.ratio));
  if (row.target_ratio > 0) {
    fmt::print("   target >= {:g}: {}", row.target_ratio, row.met ? "met" : "MISSED");
  }
  fmt::print("\n\n");
  std::fflush(stdout);
}

}  // namespace

Options ParseOptions(int argc, char** argv, const std::string& description) {
  Options options;
  CLI::App app(description);
  app.add_option("--rounds", options.rounds, "rounds of each side")->check(CLI::Range(5, 1000));
  app.add_option("--round-ms", options.round_ms, "CPU milliseconds a round, about")
      ->check(CLI::Range(1, 60'000));
  app.add_flag("--json", options.json, "print one JSON document");
  app.add_flag("--check", options.check, "exit status 1 where a target is missed");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error));  // NOLINT(concurrency-mt-unsafe): there is one thread as yet
  }
  return options;
}

Comparison Compare(const Subject& subject, const Subject& other_side, double target_ratio,
                   const Options& options) {
  HILT_CHECK(static_cast<bool>(subject.run) != static_cast<bool>(subject.run_timed));
  HILT_CHECK(static_cast<bool>(other_side.run) != static_cast<bool>(other_side.run_timed));
  const size_t subject_iterations = Calibrate(subject, options.round_ms);
  const size_t other_iterations = Calibrate(other_side, options.round_ms);

  std::vector<double> subject_ns;
  std::vector<double> other_ns;
  std::vector<double> ratio;
  for (int round = 0; round < options.rounds; ++round) {
    subject_ns.push_back(static_cast<double>(RunNs(subject, subject_iterations)) /
                         static_cast<double>(subject_iterations));
    other_ns.push_back(static_cast<double>(RunNs(other_side, other_iterations)) /
                       static_cast<double>(other_iterations));
    ratio.push_back(other_ns.back() / subject_ns.back());
  }

  Comparison result{.subject = subject.name,
                    .other_side = other_side.name,
                    .unit = subject.unit,
                    .subject_ns = SpreadOf(std::move(subject_ns)),
                    .other_ns = SpreadOf(std::move(other_ns)),
                    .ratio = SpreadOf(std::move(ratio)),
                    .target_ratio = target_ratio,
                    .rounds = options.rounds};
  result.met = result.ratio.median >= target_ratio;
  return result;
}

Report::Report(std::string title, const Options& options)
    : title_(std::move(title)), options_(options) {
  if (options_.json) return;
  fmt::print("{}\nmachine {}, {} threads; {}; commit {}\n", title_, CpuModel(),
             std::thread::hardware_concurrency(), Compiler(), base::Commit());
  if (!Optimised()) fmt::print("NOT AN OPTIMISED BUILD: the figures mean nothing\n");
  fmt::print("\n");
}

void Report::Add(Comparison comparison) {
  if (!options_.json) PrintRow(comparison);
  rows_.push_back(std::move(comparison));
}

int Report::Finish() const {
  if (options_.json) {
    Json rows = Json::array();
    for (const Comparison& row : rows_) rows.push_back(ToJson(row));
    const Json report = {{"title", title_},
                         {"machine", CpuModel()},
                         {"threads", std::thread::hardware_concurrency()},
                         {"compiler", Compiler()},
                         {"optimised", Optimised()},
                         {"commit", base::Commit()},
                         {"comparisons", std::move(rows)}};
    fmt::print("{}\n", report.dump(2));
  }
  const bool all_met =
      std::all_of(rows_.begin(), rows_.end(), [](const Comparison& row) { return row.met; });
  return options_.check && !all_met ? 1 : 0;
}

}  // namespace hilt::bench
