#include "tests/lint/arrows.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace hilt::lint {
namespace {

struct Include {
  size_t line;
  std::string header;
  bool quoted;
};

// What a module uses of other modules and of families with CMake targets, and where it does first.
using Uses = std::map<std::string, std::string>;

bool IsCpp(std::string_view path) {
  for (const std::string_view extension : {".h", ".cc", ".hpp", ".cpp", ".inc"}) {
    if (path.ends_with(extension)) return true;
  }
  return false;
}

std::vector<Include> IncludesOf(std::string_view text) {
  std::vector<Include> includes;
  size_t number = 0;
  for (std::string_view line : Lines(text)) {
    ++number;
    const auto skip = [&line](std::string_view token) {
      line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
      if (!line.starts_with(token)) return false;
      line.remove_prefix(token.size());
      return true;
    };
    if (!skip("#") || !skip("include")) continue;
    const bool quoted = skip("\"");
    if (!quoted && !skip("<")) continue;
    const size_t end = line.find_first_of("\">");
    includes.push_back({number, std::string(line.substr(0, end)), quoted});
  }
  return includes;
}

// The standard library's headers, as opposed to the system's and third parties', have neither a
// folder nor an ending.
bool IsStandard(const Include& include) {
  return !include.quoted && include.header.find_first_of("./") == std::string::npos;
}

// The reason why files of `folder` must not have this include; nothing if they may. What has a
// target to link goes into `uses`.
std::optional<std::string> Refusal(const Layout& layout, const std::string& folder,
                                   const Include& include, Uses& uses, const std::string& where) {
  const Module& self = layout.modules.at(folder);
  if (self.families.contains("<" + include.header + ">")) return std::nullopt;
  if (const auto family = layout.FamilyOfInclude(include.header)) {
    if (!self.families.contains(*family)) {
      return folder + " may not include " + include.header + " (family " + *family + ")";
    }
    const bool has_target = !layout.families.at(*family).targets.empty();
    if (has_target && !IsStandard(include)) uses.emplace(*family, where);
    return std::nullopt;
  }
  if (const auto module = layout.ModuleOfInclude(include.header)) {
    if (*module == folder) return std::nullopt;
    if (!self.modules.contains(*module)) {
      return folder + " may not include " + include.header + " (module " + *module + ")";
    }
    uses.emplace(*module, where);
    return std::nullopt;
  }
  if (IsStandard(include)) return std::nullopt;
  return include.header + " belongs to no module and no family";
}

// The words of a CMake file, without its comments.
std::vector<std::string> CMakeWords(std::string_view text) {
  std::string code;
  for (const std::string_view line : Lines(text)) {
    code += line.substr(0, line.find('#'));
    code += '\n';
  }
  std::replace_if(
      code.begin(), code.end(), [](char c) { return c == '(' || c == ')'; }, ' ');
  return Words(code);
}

// Target name -> folder, from every hilt_module() of the tree.
std::map<std::string, std::string> ModuleTargets(const Layout& layout, const Tree& tree) {
  std::map<std::string, std::string> targets;
  for (const auto& [path, text] : tree) {
    const auto folder = layout.OwnerOf(path);
    if (!folder || !path.ends_with("CMakeLists.txt")) continue;
    const std::vector<std::string> words = CMakeWords(text);
    for (size_t i = 0; i + 1 < words.size(); ++i) {
      if (words[i] == "hilt_module") targets.emplace("hilt::" + words[i + 1], *folder);
    }
  }
  return targets;
}

struct Links {
  Uses uses;
  bool present = false;  // whether the module has a CMakeLists.txt at all
};

// What the CMakeLists.txt files of `folder` link, each checked against what it may.
Links LinksOf(const Layout& layout, const Tree& tree, const std::string& folder,
              const std::map<std::string, std::string>& targets, Violations& violations) {
  Links links;
  const Module& self = layout.modules.at(folder);
  for (const auto& [path, text] : tree) {
    if (!path.ends_with("CMakeLists.txt") || layout.OwnerOf(path) != folder) continue;
    links.present = true;
    for (const std::string& word : CMakeWords(text)) {
      if (word.find("::") == std::string::npos) continue;
      const auto target = targets.find(word);
      const auto family = layout.FamilyOfTarget(word);
      if (target != targets.end() && target->second == folder) continue;
      const bool allowed = target != targets.end() ? self.modules.contains(target->second)
                                                   : family && self.families.contains(*family);
      if (!allowed) {
        violations.push_back(path + ": " + folder + " may not link " + word);
        continue;
      }
      links.uses.emplace(target != targets.end() ? target->second : *family, path);
    }
  }
  return links;
}

void CompareUses(const std::string& folder, const Uses& included, const Links& links,
                 Violations& violations) {
  if (!links.present) return;
  for (const auto& [name, where] : included) {
    if (!links.uses.contains(name)) {
      violations.push_back(where + ": " + folder + " includes " + name + " and does not link it");
    }
  }
  for (const auto& [name, where] : links.uses) {
    if (!included.contains(name)) {
      violations.push_back(where + ": " + folder + " links " + name + " and includes none of it");
    }
  }
}

}  // namespace

Violations CheckArrows(const Layout& layout, const Tree& tree) {
  Violations violations;
  std::map<std::string, Uses> included;
  for (const auto& [path, text] : tree) {
    if (!IsCpp(path)) continue;
    const auto folder = layout.OwnerOf(path);
    if (!folder) {
      violations.push_back(path + ": belongs to no module");
      continue;
    }
    if (layout.modules.at(*folder).unrestricted) continue;
    for (const Include& include : IncludesOf(text)) {
      const std::string where = path + ":" + std::to_string(include.line);
      const auto refusal = Refusal(layout, *folder, include, included[*folder], where);
      if (refusal) violations.push_back(where + ": " + *refusal);
    }
  }
  const auto targets = ModuleTargets(layout, tree);
  for (const auto& [folder, module] : layout.modules) {
    if (module.unrestricted) continue;
    const Links links = LinksOf(layout, tree, folder, targets, violations);
    CompareUses(folder, included[folder], links, violations);
  }
  return violations;
}

}  // namespace hilt::lint
