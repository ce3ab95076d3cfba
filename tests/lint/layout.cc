#include "tests/lint/layout.h"

#include <algorithm>
#include <utility>

namespace hilt::lint {
namespace {

// Whether `name` is `pattern`, or lies under it where it ends like a prefix.
bool Matches(std::string_view name, const std::string& pattern) {
  const bool prefix = pattern.ends_with('/') || pattern.ends_with(':');
  return prefix ? name.starts_with(pattern) : name == pattern;
}

// The longest pattern wins, so that a family may take a part of another's headers.
std::optional<std::string> BestFamily(const std::map<std::string, Family>& families,
                                      std::vector<std::string> Family::*patterns,
                                      std::string_view name) {
  std::optional<std::string> best;
  size_t best_length = 0;
  for (const auto& [family, declared] : families) {
    for (const std::string& pattern : declared.*patterns) {
      if (pattern.size() > best_length && Matches(name, pattern)) {
        best = family;
        best_length = pattern.size();
      }
    }
  }
  return best;
}

std::set<std::string> WordSet(std::string_view text) {
  const std::vector<std::string> words = Words(text);
  return {words.begin(), words.end()};
}

// Splits "a : b : c" into exactly three parts.
std::optional<std::vector<std::string_view>> ThreeParts(std::string_view line) {
  std::vector<std::string_view> parts;
  for (size_t end = line.find(" :"); end != std::string_view::npos; end = line.find(" :")) {
    parts.push_back(line.substr(0, end));
    line.remove_prefix(end + 2);
  }
  parts.push_back(line);
  if (parts.size() != 3) return std::nullopt;
  return parts;
}

bool ParseLine(std::string_view line, Layout& layout) {
  const auto parts = ThreeParts(line);
  if (!parts) return false;
  const std::vector<std::string> head = Words((*parts)[0]);
  if (head.size() != 2) return false;
  if (head[0] == "family") {
    return layout.families.emplace(head[1], Family{Words((*parts)[1]), Words((*parts)[2])}).second;
  }
  if (head[0] != "module") return false;
  Module module{WordSet((*parts)[1]), WordSet((*parts)[2])};
  module.unrestricted = module.modules.contains("*");
  return layout.modules.emplace(head[1], std::move(module)).second;
}

void CheckNames(const Layout& layout, Violations& violations) {
  for (const auto& [folder, module] : layout.modules) {
    if (module.unrestricted) continue;
    for (const std::string& other : module.modules) {
      if (!layout.modules.contains(other)) {
        violations.push_back("modules.txt: " + folder + " names the unknown module " + other);
      }
    }
    for (const std::string& family : module.families) {
      if (!family.starts_with('<') && !layout.families.contains(family)) {
        violations.push_back("modules.txt: " + folder + " names the unknown family " + family);
      }
    }
  }
}

// Depth first; `path` is the way from where the search began.
void FindCycles(const Layout& layout, const std::string& folder, std::vector<std::string>& path,
                std::set<std::string>& done, Violations& violations) {
  const auto seen = std::find(path.begin(), path.end(), folder);
  if (seen != path.end()) {
    std::string cycle;
    for (auto it = seen; it != path.end(); ++it) cycle += *it + " -> ";
    violations.push_back("modules.txt: the arrows form a cycle: " + cycle + folder);
    return;
  }
  const auto module = layout.modules.find(folder);
  if (module == layout.modules.end() || module->second.unrestricted || done.contains(folder)) {
    return;
  }
  path.push_back(folder);
  for (const std::string& next : module->second.modules) {
    FindCycles(layout, next, path, done, violations);
  }
  path.pop_back();
  done.insert(folder);
}

}  // namespace

std::optional<std::string> Layout::OwnerOf(std::string_view path) const {
  for (size_t end = path.rfind('/'); end != std::string_view::npos;
       end = path.rfind('/', end - 1)) {
    const std::string folder(path.substr(0, end));
    if (modules.contains(folder)) return folder;
    if (end == 0) break;
  }
  return std::nullopt;
}

std::optional<std::string> Layout::ModuleOfInclude(std::string_view header) const {
  const std::optional<std::string> owner = OwnerOf(header);
  return owner ? owner : OwnerOf("src/" + std::string(header));
}

std::optional<std::string> Layout::FamilyOfInclude(std::string_view header) const {
  return BestFamily(families, &Family::headers, header);
}

std::optional<std::string> Layout::FamilyOfTarget(std::string_view target) const {
  return BestFamily(families, &Family::targets, target);
}

Layout ParseLayout(std::string_view text, Violations& violations) {
  Layout layout;
  size_t number = 0;
  for (const std::string_view line : Lines(text)) {
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    if (!ParseLine(line, layout)) {
      violations.push_back("modules.txt:" + std::to_string(number) +
                           ": neither a new module nor a new family: " + std::string(line));
    }
  }
  CheckNames(layout, violations);
  std::set<std::string> done;
  for (const auto& [folder, module] : layout.modules) {
    std::vector<std::string> path;
    FindCycles(layout, folder, path, done, violations);
  }
  return layout;
}

}  // namespace hilt::lint
