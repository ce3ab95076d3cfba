#include "tests/lint/tree.h"

#include <array>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

namespace hilt::lint {
namespace {

bool IsSkipped(const std::string& path, const std::string& name) {
  static constexpr std::array<std::string_view, 4> kPaths = {".git", "build", "tests/golden",
                                                             "tests/lint/fixtures"};
  if (name == "node_modules" || name == ".cache") return true;
  for (const std::string_view skipped : kPaths) {
    if (path == skipped) return true;
  }
  return false;
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

Tree LoadTree(const std::filesystem::path& root) {
  Tree tree;
  std::filesystem::recursive_directory_iterator it(root);
  for (; it != std::filesystem::recursive_directory_iterator(); ++it) {
    const std::string path = it->path().lexically_relative(root).generic_string();
    if (IsSkipped(path, it->path().filename().string())) {
      it.disable_recursion_pending();
      continue;
    }
    if (!it->is_regular_file()) continue;
    std::string text = ReadFile(it->path());
    const bool binary = text.find('\0') != std::string::npos;
    if (!binary) tree.emplace(path, std::move(text));
  }
  return tree;
}

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::vector<std::string> Words(std::string_view text) {
  std::istringstream in{std::string(text)};
  return {std::istream_iterator<std::string>(in), std::istream_iterator<std::string>()};
}

}  // namespace hilt::lint
