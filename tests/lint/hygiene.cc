#include "tests/lint/hygiene.h"

#include <string>
#include <vector>

namespace hilt::lint {
namespace {

struct Rule {
  std::string_view text;
  std::string_view why;
};

bool IsCode(std::string_view path) {
  for (const std::string_view ending :
       {".h", ".cc", ".proto", ".cmake", "CMakeLists.txt", ".sh", ".js", ".mjs", "run"}) {
    if (path.ends_with(ending)) return true;
  }
  return false;
}

std::vector<Rule> ParseRules(std::string_view text) {
  static constexpr std::string_view kSeparator = " : ";
  std::vector<Rule> rules;
  for (const std::string_view line : Lines(text)) {
    const size_t end = line.find(kSeparator);
    if (line.starts_with('#') || end == std::string_view::npos) continue;
    rules.push_back({line.substr(0, end), line.substr(end + kSeparator.size())});
  }
  return rules;
}

}  // namespace

Violations CheckSizes(const Tree& tree) {
  Violations violations;
  for (const auto& [path, text] : tree) {
    const size_t lines = Lines(text).size();
    if (IsCode(path) && lines > kMaxFileLines) {
      violations.push_back(path + ": " + std::to_string(lines) + " lines, more than " +
                           std::to_string(kMaxFileLines));
    }
  }
  return violations;
}

Violations CheckWords(std::string_view rules_text, const Tree& tree) {
  const std::vector<Rule> rules = ParseRules(rules_text);
  Violations violations;
  for (const auto& [path, text] : tree) {
    if (path.starts_with("tests/lint/")) continue;
    size_t number = 0;
    for (const std::string_view line : Lines(text)) {
      ++number;
      for (const Rule& rule : rules) {
        if (line.find(rule.text) == std::string_view::npos) continue;
        violations.push_back(path + ":" + std::to_string(number) + ": " + std::string(rule.text) +
                             ": " + std::string(rule.why));
      }
    }
  }
  return violations;
}

}  // namespace hilt::lint
