// The text files of the project as the lint checks see them.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace hilt::lint {

// Path relative to the root, with '/' between its parts -> the file's whole text.
using Tree = std::map<std::string, std::string>;

// Each "path:line: message", or "path: message" where no line is to blame; empty means clean.
using Violations = std::vector<std::string>;

// Reads every text file under `root`, save what is not written by hand: version control, build
// and package folders, recorded chain data; and save the trees planted for this program's tests.
Tree LoadTree(const std::filesystem::path& root);

// The lines of `text` without their ends; a last line without '\n' counts.
std::vector<std::string_view> Lines(std::string_view text);

// The parts of `text` between runs of blanks.
std::vector<std::string> Words(std::string_view text);

}  // namespace hilt::lint
