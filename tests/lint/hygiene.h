// Checks of single files: how long they are, and what must not stand in them.
#pragma once

#include <string_view>

#include "tests/lint/tree.h"

namespace hilt::lint {

// Lines that a file of code may have at most. Past it, the file wants to be two.
inline constexpr size_t kMaxFileLines = 500;

// Every file of code (C++, proto, CMake, shell, JavaScript) longer than kMaxFileLines.
Violations CheckSizes(const Tree& tree);

// Every line that holds a text which `rules`, the content of tests/lint/words.txt, forbids. The
// checks' own folder, where such texts are examples, is left out.
Violations CheckWords(std::string_view rules, const Tree& tree);

}  // namespace hilt::lint
