#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "cli/json_fields.h"
#include "cli/scan_totals.h"
#include "cli/terminal.h"

// What a scan of files comes to, for people and for programs.
namespace hilt::cli {

struct FileScan {
  std::string path;
  absl::Status status;  // why nothing was counted
  ScanTotals totals;
  uint64_t bytes = 0;       // of JSON, decompressed
  absl::Duration reading;   // and decompressing
  absl::Duration decoding;  // JSON to observations
};

struct ScanReport {
  std::vector<FileScan> files;
  bool all = false;  // every transaction was decoded

  size_t failed_files() const;
  FileScan Total() const;  // of the files that could be read
};

// A block of lines a file, and one for all where there are several. Files that could not be read
// are left out.
std::string ToHumanText(const ScanReport& report, const Style& style);

// One member a file, by its name without folders (by its path where that name is taken), and
// "total". Each holds what was counted, with in its member "scan" what was decoded and how fast; of
// a file that could not be read, the member "error" alone. Sums are decimal strings.
Json ToJson(const ScanReport& report);

}  // namespace hilt::cli
