#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

// Measures one thing against another. Absolute figures move with the machine and with whoever else
// uses it, so both sides run in the same process, in alternated rounds, and what is judged is the
// ratio of the two.
//
//   int main(int argc, char** argv) {
//     const bench::Options options = bench::ParseOptions(argc, argv, "base58 against naive");
//     bench::Report report("base58", options);
//     report.Add(bench::Compare(limbs, naive, /*target_ratio=*/10, options));
//     return report.Finish();
//   }
//
// Time is the CPU time of the whole process (all threads), not wall time. One thread at a time.
namespace hilt::bench {

struct Options {
  int rounds = 7;      // of each side; at least 5
  int round_ms = 100;  // CPU time that a round of each side takes at least, about
  bool json = false;   // --json: one JSON document instead of the table
  bool check = false;  // --check: exit status 1 where a target is missed
};

// Reads --rounds, --round-ms, --json and --check. Ends the process on --help and on bad arguments.
Options ParseOptions(int argc, char** argv, const std::string& description);

// Something that can be done any number of times. Give exactly one of `run` and `run_timed`.
struct Subject {
  std::string name;
  std::string unit;  // what one iteration is: "key", "payment"
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

struct Comparison {
  std::string subject;
  std::string other_side;
  std::string unit;
  Spread subject_ns;  // CPU nanoseconds an iteration
  Spread other_ns;
  Spread ratio;  // other / subject within a round: how many times as fast the subject is
  double target_ratio = 0;
  bool met = false;  // the median ratio is at least the target
  int rounds = 0;
};

// `target_ratio`: the subject is to be at least that many times as fast as the other side (below 1
// where it may be slower); 0: no target. Warms both up, finds for each the number of iterations
// that fills a round, then alternates.
Comparison Compare(const Subject& subject, const Subject& other_side, double target_ratio,
                   const Options& options);

// Keeps the compiler from dropping the computation of `value`.
template <class T>
inline void Keep(const T& value) {
  asm volatile("" : : "r,m"(&value) : "memory");
}

class Report {
 public:
  Report(std::string title, const Options& options);
  // Prints the row at once, unless the report is JSON.
  void Add(Comparison comparison);
  // Prints what is left. Returns the exit status of the program.
  int Finish() const;

 private:
  std::string title_;
  Options options_;
  std::vector<Comparison> rows_;
};

}  // namespace hilt::bench
