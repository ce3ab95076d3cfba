#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bench/runner.h"

namespace hilt::bench {

// Where and by what the figures were measured, on one line.
std::string MachineLine();

// "target >= 10" or "target <= 1.25"; empty where there is none.
std::string TargetText(const Target& target);

// What a program has measured: as text row by row, as one JSON document, as a plot. Each names the
// machine, the compiler, the kind of build and the commit.
class Report {
 public:
  Report(std::string title, const Options& options);
  // Prints the row at once, unless the report is JSON.
  void Add(Comparison comparison);
  // What could not be measured here, and why: with --check that is a failure.
  void Miss(std::string what);
  // Prints and writes what is left. Returns the exit status of the program: 1 where a file cannot
  // be written, or with --check where a target is missed.
  int Finish() const;

 private:
  std::string title_;
  Options options_;
  std::vector<Comparison> rows_;
  std::vector<std::string> missing_;
};

}  // namespace hilt::bench
