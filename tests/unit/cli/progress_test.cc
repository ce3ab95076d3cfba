#include "cli/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace hilt::cli {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

constexpr uint64_t kMiB = uint64_t{1} << 20;

TEST(ProgressLine, ShowsShareRateAndTimeLeft) {
  EXPECT_EQ(ProgressLine(0, 100 * kMiB, absl::ZeroDuration()),
            "[--------------------]   0 %  0 B of 100.0 MiB");
  EXPECT_EQ(ProgressLine(25 * kMiB, 100 * kMiB, absl::Seconds(5)),
            "[#####---------------]  25 %  25.0 MiB of 100.0 MiB  5.0 MiB/s  15 s left");
  EXPECT_EQ(ProgressLine(100 * kMiB, 100 * kMiB, absl::Seconds(20)),
            "[####################] 100 %  100.0 MiB of 100.0 MiB  5.0 MiB/s  0 s left");
}

TEST(ProgressLine, NeverPassesTheEnd) {
  // A file that grew while it was read.
  EXPECT_EQ(ProgressLine(3 * kMiB, 2 * kMiB, absl::Seconds(1)),
            "[####################] 100 %  3.0 MiB of 2.0 MiB  3.0 MiB/s  0 s left");
}

TEST(ProgressLine, FitsOnALineWhateverTheFigures) {
  EXPECT_LE(ProgressLine(UINT64_MAX / 2, UINT64_MAX, absl::Hours(100'000)).size(), 79u);
  EXPECT_LE(ProgressLine(1023 * kMiB, 1024 * kMiB, absl::Nanoseconds(1)).size(), 79u);
  EXPECT_LE(ProgressLine(1, UINT64_MAX, absl::Hours(1)).size(), 79u);
}

TEST(Progress, DrawsAtMostTenTimesASecondAndWipesItsLine) {
  std::ostringstream terminal;
  {
    Progress progress(terminal, true, 10);
    for (int i = 0; i < 10; ++i) progress.Update(1, absl::Milliseconds(i));
    EXPECT_EQ(terminal.str(), "\r\x1b[K" + ProgressLine(1, 10, absl::ZeroDuration()));
    progress.Update(2, absl::Milliseconds(100));
    EXPECT_THAT(terminal.str(), HasSubstr(ProgressLine(2, 10, absl::Milliseconds(100))));
  }
  EXPECT_THAT(terminal.str(), EndsWith("\r\x1b[K"));
}

TEST(Progress, WritesNothingWhereItIsNotShown) {
  std::ostringstream stream;
  {
    Progress hidden(stream, false, 10);
    hidden.Update(1, absl::Seconds(1));
    Progress unknown(stream, true, 0);
    unknown.Update(1, absl::Seconds(1));
    unknown.Clear();
  }
  EXPECT_EQ(stream.str(), "");
}

}  // namespace
}  // namespace hilt::cli
