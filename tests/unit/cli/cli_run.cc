#include "cli_run.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/check.h"
#include "cli/run.h"

namespace hilt::cli {

namespace {

CliResult RunWith(const std::vector<std::string>& args, const std::string& in, const Style& style,
                  const base::Clock* clock) {
  std::istringstream input(in);
  std::ostringstream out;
  std::ostringstream err;
  Io io{input, out, err, style, clock};
  const int code = Run(args, io);
  return {code, out.str(), err.str()};
}

}  // namespace

CliResult RunCli(const std::vector<std::string>& args, const std::string& in) {
  return RunWith(args, in, Style(), nullptr);
}

CliResult RunCli(const std::vector<std::string>& args, const Style& style,
                 const base::Clock& clock) {
  return RunWith(args, "", style, &clock);
}

std::string GoldenPath(std::string_view relative) {
  return (std::filesystem::path(HILT_GOLDEN_DIR) / "chain" / relative).string();
}

Json GoldenJson(std::string_view relative) {
  std::ifstream file(GoldenPath(relative));
  return Json::parse(file);
}

TempFolder::TempFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "hilt_cli_XXXXXX").string();
  HILT_CHECK(mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TempFolder::Write(std::string_view relative, std::string_view text) const {
  const std::filesystem::path file = path_ / relative;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
  return file.string();
}

}  // namespace hilt::cli
