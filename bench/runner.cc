#include "bench/runner.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <utility>

#include "CLI/CLI.hpp"
#include "base/check.h"

namespace hilt::bench {
namespace {

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

bool Met(const Target& target, double ratio) {
  switch (target.kind) {
    case Target::Kind::kNone:
      return true;
    case Target::Kind::kTimesAsFast:
      return ratio >= target.value;
    case Target::Kind::kTimesTheTime:
      return ratio <= target.value;
  }
  HILT_CHECK(false);
}

}  // namespace

Options ParseOptions(int argc, char** argv, const std::string& description,
                     const std::function<void(CLI::App&)>& add_more) {
  Options options;
  CLI::App app(description);
  app.add_option("--rounds", options.rounds, "rounds of each side")->check(CLI::Range(5, 1000));
  app.add_option("--round-ms", options.round_ms, "CPU milliseconds a round, about")
      ->check(CLI::Range(1, 60'000));
  app.add_flag("--json", options.json, "print one JSON document");
  app.add_option("--json-file", options.json_file, "write the JSON document to this file too");
  app.add_option("--plot", options.plot_file, "draw the figures into this file, as SVG");
  app.add_flag("--check", options.check, "exit status 1 where a target is missed");
  if (add_more) add_more(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error));  // NOLINT(concurrency-mt-unsafe): there is one thread as yet
  }
  return options;
}

Comparison Compare(const Subject& subject, const Subject& other_side, Target target,
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
    ratio.push_back(target.kind == Target::Kind::kTimesTheTime
                        ? subject_ns.back() / other_ns.back()
                        : other_ns.back() / subject_ns.back());
  }

  Comparison result{.subject = subject.name,
                    .other_side = other_side.name,
                    .unit = subject.unit,
                    .unit_bytes = subject.unit_bytes,
                    .subject_ns = SpreadOf(std::move(subject_ns)),
                    .other_ns = SpreadOf(std::move(other_ns)),
                    .ratio = SpreadOf(std::move(ratio)),
                    .target = target,
                    .rounds = options.rounds};
  result.met = Met(target, result.ratio.median);
  return result;
}

}  // namespace hilt::bench
