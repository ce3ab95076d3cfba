#include "cli/progress.h"

#include <algorithm>

#include "cli/human_text.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

constexpr size_t kBarColumns = 20;
constexpr absl::Duration kDrawEvery = absl::Milliseconds(100);
constexpr double kMostSecondsLeft = 99 * 24 * 3600;  // whatever is longer is not told apart

// To the beginning of the line, which is then emptied.
constexpr char kWipe[] = "\r\x1b[K";

}  // namespace

std::string ProgressLine(uint64_t done, uint64_t total, absl::Duration elapsed) {
  // Nobody is paid by these: doubles will do.
  const double share =
      std::min(1.0, static_cast<double>(done) / static_cast<double>(std::max<uint64_t>(total, 1)));
  const auto filled = static_cast<size_t>(share * kBarColumns);
  std::string line = fmt::format("[{}{}] {:>3} %  {} of {}", std::string(filled, '#'),
                                 std::string(kBarColumns - filled, '-'),
                                 static_cast<int>(share * 100), BytesText(done), BytesText(total));
  const double seconds = absl::ToDoubleSeconds(elapsed);
  if (done == 0 || seconds <= 0) return line;
  const double rate = static_cast<double>(done) / seconds;
  const double left =
      std::min(kMostSecondsLeft, static_cast<double>(total - std::min(done, total)) / rate);
  return line + fmt::format("  {}/s  {} left", BytesText(static_cast<uint64_t>(rate)),
                            SpanText(absl::Ceil(absl::Seconds(left), absl::Seconds(1))));
}

void Progress::Update(uint64_t done, absl::Duration elapsed) {
  if (!shown_ || elapsed < next_draw_) return;
  terminal_ << kWipe << ProgressLine(done, total_, elapsed) << std::flush;
  drawn_ = true;
  next_draw_ = elapsed + kDrawEvery;
}

void Progress::Clear() {
  if (!drawn_) return;
  terminal_ << kWipe << std::flush;
  drawn_ = false;
}

}  // namespace hilt::cli
