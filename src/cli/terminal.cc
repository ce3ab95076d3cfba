#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

constexpr size_t kMinWidth = 60;
constexpr size_t kMaxWidth = 120;  // longer lines are hard to read

std::string Coloured(bool colour, std::string_view code, std::string_view text) {
  if (!colour) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

bool IsSet(const char* variable) { return variable != nullptr && *variable != '\0'; }

}  // namespace

std::string Style::Good(std::string_view text) const { return Coloured(colour, "32", text); }
std::string Style::Bad(std::string_view text) const { return Coloured(colour, "31", text); }
std::string Style::Faint(std::string_view text) const { return Coloured(colour, "2", text); }
std::string Style::Strong(std::string_view text) const { return Coloured(colour, "1", text); }

std::string Style::Tick() const { return Good(utf8 ? "\u2713" : "ok"); }
std::string Style::Cross() const { return Bad(utf8 ? "\u2717" : "NO"); }
std::string Style::Dash() const { return Faint(utf8 ? "\u2013" : "--"); }

bool IsUtf8Locale(const char* lc_all, const char* lc_ctype, const char* lang) {
  for (const char* variable : {lc_all, lc_ctype, lang}) {
    if (!IsSet(variable)) continue;
    const std::string name = absl::AsciiStrToLower(variable);
    return absl::StrContains(name, "utf-8") || absl::StrContains(name, "utf8");
  }
  return false;
}

Style DetectStyle() {
  Style style;
  style.utf8 = IsUtf8Locale(std::getenv("LC_ALL"), std::getenv("LC_CTYPE"), std::getenv("LANG"));
  if (isatty(STDOUT_FILENO) == 0) return style;
  style.terminal = true;
  style.colour = !IsSet(std::getenv("NO_COLOR"));
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    style.width = std::clamp<size_t>(size.ws_col, kMinWidth, kMaxWidth);
  }
  return style;
}

bool StandardErrorIsTerminal() { return isatty(STDERR_FILENO) != 0; }

std::string Wrap(std::string_view text, size_t indent, size_t width) {
  std::string wrapped;
  size_t column = indent;
  for (const absl::string_view word :
       absl::StrSplit(absl::string_view(text.data(), text.size()), ' ', absl::SkipEmpty())) {
    const bool first = wrapped.empty();
    if (!first && column + 1 + word.size() > width) {
      wrapped += '\n';
      wrapped.append(indent, ' ');
      column = indent;
    } else if (!first) {
      wrapped += ' ';
      ++column;
    }
    wrapped.append(word.data(), word.size());
    column += word.size();
  }
  return wrapped;
}

std::string Printable(std::string_view text, size_t limit) {
  std::string out;
  for (const char c : text) {
    if (out.size() >= limit) return out + "...";
    const bool plain = c >= ' ' && c <= '~' && c != '\\';
    out += plain ? std::string(1, c) : fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace hilt::cli
