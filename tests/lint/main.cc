// hilt_lint CHECK ROOT: runs one check (arrows, sizes, words) over the tree at ROOT, by the rules
// of this folder. Prints each violation; exits 0 if there is none, 1 if there are some, 2 if it was
// called wrongly.

#include <cstdio>
#include <string>

#include "tests/lint/arrows.h"
#include "tests/lint/hygiene.h"
#include "tests/lint/layout.h"
#include "tests/lint/tree.h"

namespace {

using hilt::lint::Tree;
using hilt::lint::Violations;

std::string Rules(const std::string& name) {
  const Tree rules = hilt::lint::LoadTree(HILT_LINT_RULES_DIR);
  return rules.at(name);
}

Violations Arrows(const Tree& tree) {
  Violations violations;
  const hilt::lint::Layout layout = hilt::lint::ParseLayout(Rules("modules.txt"), violations);
  for (std::string& violation : hilt::lint::CheckArrows(layout, tree)) {
    violations.push_back(std::move(violation));
  }
  return violations;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string check = argc == 3 ? argv[1] : "";
  Violations violations;
  size_t files = 0;
  if (check == "arrows" || check == "sizes" || check == "words") {
    const Tree tree = hilt::lint::LoadTree(argv[2]);
    files = tree.size();
    violations = check == "arrows"  ? Arrows(tree)
                 : check == "sizes" ? hilt::lint::CheckSizes(tree)
                                    : hilt::lint::CheckWords(Rules("words.txt"), tree);
  }
  if (files == 0) {
    std::fputs("usage: hilt_lint arrows|sizes|words ROOT (ROOT holds at least one file)\n", stderr);
    return 2;
  }
  for (const std::string& violation : violations) std::printf("%s\n", violation.c_str());
  std::printf("%s: %zu files, %zu violations\n", check.c_str(), files, violations.size());
  return violations.empty() ? 0 : 1;
}
