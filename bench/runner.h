#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

// Measures one thing against another. Absolute figures move with the machine and with whoever else
// uses it, so both sides run in the same process, in alternated rounds, and what is judged is the
// ratio of the two.
//
//   int main(int argc, char** argv) {
//     const bench::Options options = bench::ParseOptions(argc, argv, "base58 against naive");
//     bench::Report report("base58", options);  // bench/report.h
//     report.Add(bench::Compare(limbs, naive, bench::TimesAsFast(10), options));
//     return report.Finish();
//   }
//
// Time is the CPU time of the whole process (all threads), not wall time. One thread at a time.
namespace hilt::bench {

struct Options {
  int rounds = 7;         // of each side; at least 5
  int round_ms = 100;     // CPU time that a round of each side takes at least, about
  bool json = false;      // --json: one JSON document instead of the table
  std::string json_file;  // --json-file: the same document into a file
  std::string plot_file;  // --plot: a picture of it, SVG
  bool check = false;     // --check: exit status 1 where a target is missed
};

// Reads the options above and what `add_more` adds. Ends the process on --help and on bad
// arguments.
Options ParseOptions(int argc, char** argv, const std::string& description,
                     const std::function<void(CLI::App&)>& add_more = nullptr);

// Something that can be done any number of times. Give exactly one of `run` and `run_timed`.
struct Subject {
  std::string name;
  std::string unit;       // what one iteration is: "key", "payment"
  size_t unit_bytes = 0;  // how much input that is, where gigabytes a second say something
  // Does it `iterations` times; its CPU time in this process is measured.
  std::function<void(size_t iterations)> run = nullptr;
  // The same, for a side that lives in another process: returns the CPU nanoseconds it took there.
  std::function<int64_t(size_t iterations)> run_timed = nullptr;
};

struct Spread {
  double min = 0;
  double median = 0;
  double max = 0;
};

// What the subject owes to the other side.
struct Target {
  enum class Kind {
    kNone,
    kTimesAsFast,   // at least `value` times as fast (below 1 where it may be slower)
    kTimesTheTime,  // at most `value` times the time
  };
  Kind kind = Kind::kNone;
  double value = 0;
};

constexpr Target NoTarget() { return {}; }
constexpr Target TimesAsFast(double value) { return {Target::Kind::kTimesAsFast, value}; }
constexpr Target TimesTheTime(double value) { return {Target::Kind::kTimesTheTime, value}; }

struct Comparison {
  std::string subject;
  std::string other_side;
  std::string unit;
  size_t unit_bytes = 0;
  Spread subject_ns;  // CPU nanoseconds an iteration
  Spread other_ns;
  // Within a round: the subject's time / the other's for kTimesTheTime; else the other's / the
  // subject's, how many times as fast the subject is.
  Spread ratio;
  Target target;
  bool met = false;  // by the median ratio; true where there is no target
  int rounds = 0;
};

// Warms both up, finds for each the number of iterations that fills a round, then alternates.
Comparison Compare(const Subject& subject, const Subject& other_side, Target target,
                   const Options& options);

// Keeps the compiler from dropping the computation of `value`.
template <class T>
inline void Keep(const T& value) {
  asm volatile("" : : "r,m"(&value) : "memory");
}

}  // namespace hilt::bench
