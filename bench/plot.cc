#include "bench/plot.h"

#include <algorithm>
#include <iterator>

#include "bench/report.h"
#include "fmt/format.h"

namespace hilt::bench {
namespace {

// In pixels.
constexpr int kWidth = 960;
constexpr int kLabelWidth = 330;
constexpr int kBarWidth = 440;  // of the longer side, to the end of its range
constexpr int kHeadHeight = 64;
constexpr int kRowHeight = 84;

std::string Escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string TimeText(double ns) {
  if (ns >= 1e6) return fmt::format("{:.3g} ms", ns / 1e6);
  if (ns >= 1e3) return fmt::format("{:.3g} us", ns / 1e3);
  return fmt::format("{:.3g} ns", ns);
}

class Drawing {
 public:
  explicit Drawing(size_t rows) {
    const size_t height = kHeadHeight + kRowHeight * rows;
    Append(R"(<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}")", kWidth, height);
    Append(R"( font-family="sans-serif" font-size="13">)"
           "\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
  }

  void Text(int x, int y, const std::string& style, const std::string& text) {
    Append("<text x=\"{}\" y=\"{}\"{}>{}</text>\n", x, y, style, Escaped(text));
  }

  void Bar(int y, const std::string& name, const char* colour, const Spread& ns, double longest) {
    const double pixels = kBarWidth / longest;
    const double middle = y + 9;
    Text(20, y + 13, "", name);
    Append("<rect x=\"{}\" y=\"{}\" width=\"{:.1f}\" height=\"18\" fill=\"{}\"/>\n", kLabelWidth, y,
           ns.median * pixels, colour);
    Append("<line x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{}\" y2=\"{}\" stroke=\"black\"/>\n",
           kLabelWidth + ns.min * pixels, kLabelWidth + ns.max * pixels, middle, middle);
    Text(kLabelWidth + static_cast<int>(ns.max * pixels) + 8, y + 13, "", TimeText(ns.median));
  }

  std::string Finish() { return out_ + "</svg>\n"; }

 private:
  template <class... Args>
  void Append(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }

  std::string out_;
};

std::string RatioText(const Comparison& row) {
  const bool time = row.target.kind == Target::Kind::kTimesTheTime;
  std::string text =
      fmt::format("{:.3g} times {}", row.ratio.median, time ? "the time" : "as fast");
  if (row.target.kind != Target::Kind::kNone) {
    text += fmt::format(", {}: {}", TargetText(row.target), row.met ? "met" : "MISSED");
  }
  return text;
}

}  // namespace

std::string Plot(const std::string& title, const std::string& machine_line,
                 const std::vector<Comparison>& rows) {
  Drawing drawing(rows.size());
  drawing.Text(20, 26, R"( font-size="18")", title + ": CPU time, shorter is better");
  drawing.Text(20, 46, R"( font-size="11" fill="dimgray")", machine_line);
  int y = kHeadHeight;
  for (const Comparison& row : rows) {
    const double longest = std::max(row.subject_ns.max, row.other_ns.max);
    drawing.Text(20, y + 13, R"( font-weight="bold")", "a " + row.unit + ": " + RatioText(row));
    drawing.Bar(y + 20, row.subject, "steelblue", row.subject_ns, longest);
    drawing.Bar(y + 42, row.other_side, "silver", row.other_ns, longest);
    y += kRowHeight;
  }
  return drawing.Finish();
}

}  // namespace hilt::bench
