#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/explanation.h"
#include "cli/scenario.h"

// Runs the verifier over a folder of scenarios and holds its answers against those written there.
// Each session is judged alone, with grace 0 and program paths any.
namespace hilt::cli {

struct Difference {
  std::string field;
  std::string expected;
  std::string got;
};

// One session of one scenario, read through one encoding.
struct Comparison {
  std::string scenario;  // file name without .json, with its subfolder before it
  size_t session = 0;
  std::string encoding;
  std::string verdict;  // got; empty where there is none
  std::vector<Difference> differences;
  std::vector<std::string> notes;      // to be known, not wrong
  std::optional<std::string> problem;  // why nothing could be judged
  std::optional<Explanation> explanation;

  bool agrees() const { return differences.empty() && !problem; }
};

struct ConformanceReport {
  std::vector<Comparison> comparisons;
  size_t scenarios = 0;
  std::map<std::string, size_t> encodings_run;      // encoding -> transactions
  std::map<std::string, size_t> encodings_skipped;  // unknown to us

  size_t judged() const;  // comparisons with a verdict
  size_t differing() const;
};

// The comparisons of one file's text; `name` is the scenario's in the report. A file that cannot
// be read as a scenario, or lacks an answer or one of the encodings rpc.json, rpc.jsonParsed,
// rpc.base64 and helius_enhanced, gives one comparison with the problem.
void CompareScenario(const std::string& name, std::string_view text, ConformanceReport& report);

// Every *.json of the subfolders scenarios, v1 and optional, in order of name; of the folder itself
// where it has none of them. NOT_FOUND: no scenario there, no such folder, or no folder.
// UNAVAILABLE: a folder could not be listed to its end.
absl::StatusOr<ConformanceReport> RunConformance(const std::string& folder);

}  // namespace hilt::cli
