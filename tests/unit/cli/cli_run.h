#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "base/clock.h"
#include "cli/json_fields.h"
#include "cli/terminal.h"

namespace hilt::cli {

struct CliResult {
  int code = -1;
  std::string out;
  std::string err;
};

// hiltctl in this process, with text for standard input; plain ASCII output, no terminal.
CliResult RunCli(const std::vector<std::string>& args, const std::string& in = "");
// With a style and a clock of its own.
CliResult RunCli(const std::vector<std::string>& args, const Style& style,
                 const base::Clock& clock);

// Stands still.
class FixedClock : public base::Clock {
 public:
  explicit FixedClock(absl::Time now) : now_(now) {}
  absl::Time Now() const override { return now_; }

 private:
  absl::Time now_;
};

// A file of tests/golden/chain: "scenarios/late.json".
std::string GoldenPath(std::string_view relative);
Json GoldenJson(std::string_view relative);

// A folder of its own, removed with what is in it.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  std::string path() const { return path_.string(); }
  // Writes the file, its folders made where missing, and returns its path.
  std::string Write(std::string_view relative, std::string_view text) const;

 private:
  std::filesystem::path path_;
};

}  // namespace hilt::cli
