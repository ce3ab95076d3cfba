// The layout of the code as tests/lint/modules.txt declares it: which folder is a module, which
// modules and which third-party header families each may include. The file explains its own lines.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/lint/tree.h"

namespace hilt::lint {

struct Module {
  std::set<std::string> modules;   // folders whose headers it may include
  std::set<std::string> families;  // and header families; "<cstdio>" names one header
  bool unrestricted = false;       // declared with "*": not checked
};

struct Family {
  std::vector<std::string> headers;  // exact names, or prefixes ending in '/'
  std::vector<std::string> targets;  // CMake targets, or prefixes ending in ':'
};

struct Layout {
  std::map<std::string, Module> modules;   // by folder
  std::map<std::string, Family> families;  // by name

  // The module whose folder holds `path`, the innermost where folders nest.
  std::optional<std::string> OwnerOf(std::string_view path) const;

  // The module that an include of `header` reaches: headers under src/ are named without it.
  std::optional<std::string> ModuleOfInclude(std::string_view header) const;

  // The family of a header or a CMake target; where several match, the one that says most of it.
  std::optional<std::string> FamilyOfInclude(std::string_view header) const;
  std::optional<std::string> FamilyOfTarget(std::string_view target) const;
};

// Parses `text`, the content of modules.txt, and reports into `violations` every line that cannot
// be read, every name that nothing declares, and every cycle among the declared arrows.
Layout ParseLayout(std::string_view text, Violations& violations);

}  // namespace hilt::lint
