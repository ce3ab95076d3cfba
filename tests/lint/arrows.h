// The arrows between modules, held against what the files include and what CMake links.
#pragma once

#include "tests/lint/layout.h"
#include "tests/lint/tree.h"

namespace hilt::lint {

// Every include of a C++ file, and every target that a module's CMakeLists.txt links, must be
// allowed by `layout`; every C++ file must belong to a module; and a module links just what it
// includes, so that a picture drawn from either is the same.
Violations CheckArrows(const Layout& layout, const Tree& tree);

}  // namespace hilt::lint
