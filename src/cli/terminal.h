#pragma once

#include <string>
#include <string_view>

namespace hilt::cli {

// How text may look: colours and signs where the reader can show them, plain ASCII elsewhere.
struct Style {
  bool terminal = false;  // a person reads; else a program
  bool colour = false;
  bool utf8 = false;
  size_t width = 100;  // columns

  std::string Good(std::string_view text) const;
  std::string Bad(std::string_view text) const;
  std::string Faint(std::string_view text) const;
  std::string Strong(std::string_view text) const;

  // Signs of one width: two columns in ASCII, one otherwise.
  std::string Tick() const;   // passed
  std::string Cross() const;  // failed
  std::string Dash() const;   // not judged
};

// The style of standard output: colours where it is a terminal and NO_COLOR is unset or empty
// (https://no-color.org), UTF-8 by the locale's environment variables, width of the terminal.
Style DetectStyle();

bool StandardErrorIsTerminal();

// Whether LC_ALL, LC_CTYPE and LANG, the first that is set and not empty, name a UTF-8 locale.
bool IsUtf8Locale(const char* lc_all, const char* lc_ctype, const char* lang);

// `text` broken at spaces into lines of at most `width` columns, each after the first behind
// `indent` spaces; the first is taken to begin at that column already. Words are never cut.
std::string Wrap(std::string_view text, size_t indent, size_t width);

// `text` with everything but printable ASCII as \xNN, cut to `limit` characters: what others wrote
// cannot steer the reader's terminal.
std::string Printable(std::string_view text, size_t limit);

}  // namespace hilt::cli
