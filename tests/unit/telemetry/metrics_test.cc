#include "telemetry/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "hilt/version.h"

namespace hilt::telemetry {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Metrics, SaysWhichBuildItIs) {
  const std::string text = Metrics().Text();
  EXPECT_THAT(text, HasSubstr("hilt_build_info{"));
  EXPECT_THAT(text, HasSubstr("version=\"" + std::string(base::Version()) + "\""));
  EXPECT_THAT(text, HasSubstr("commit=\"" + std::string(base::Commit()) + "\""));
}

TEST(Metrics, RendersCountersGaugesAndHistograms) {
  Metrics metrics;
  metrics.AddCounter("hilt_things_total", "Things.", {{"kind", "a"}}).Increment(3);
  metrics.AddGauge("hilt_depth", "Depth.").Set(2.5);
  const Histogram waits = metrics.AddHistogram("hilt_wait_seconds", "Waits.", {0.1, 1.0});
  waits.Observe(0.1);  // bounds are inclusive
  waits.Observe(0.5);
  waits.Observe(7);
  const std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr("# HELP hilt_things_total Things.\n# TYPE hilt_things_total counter\n"
                              "hilt_things_total{kind=\"a\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE hilt_depth gauge\nhilt_depth 2.5\n"));
  EXPECT_THAT(text, HasSubstr("hilt_wait_seconds_count 3\n"));
  EXPECT_THAT(text, HasSubstr("hilt_wait_seconds_bucket{le=\"0.1\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("hilt_wait_seconds_bucket{le=\"1\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("hilt_wait_seconds_bucket{le=\"+Inf\"} 3\n"));
}

TEST(Metrics, GivesOneFigureForOneNameAndLabels) {
  Metrics metrics;
  const Counter first = metrics.AddCounter("hilt_things_total", "Things.", {{"kind", "a"}});
  const Counter same = metrics.AddCounter("hilt_things_total", "Things.", {{"kind", "a"}});
  const Counter other = metrics.AddCounter("hilt_things_total", "Things.", {{"kind", "b"}});
  first.Increment();
  same.Increment();
  EXPECT_EQ(first.value(), 2u);
  EXPECT_EQ(other.value(), 0u);
}

TEST(Metrics, RefreshesGaugesBeforeEachExposition) {
  Metrics metrics;
  const Gauge depth = metrics.AddGauge("hilt_depth", "Depth.");
  int scrapes = 0;
  metrics.OnScrape([&] { depth.Set(++scrapes); });
  EXPECT_THAT(metrics.Text(), HasSubstr("hilt_depth 1\n"));
  EXPECT_THAT(metrics.Text(), HasSubstr("hilt_depth 2\n"));
}

TEST(Metrics, CountsExactlyFromManyThreads) {
  constexpr size_t kEach = 5'000;
  Metrics metrics;
  const Counter counter = metrics.AddCounter("hilt_things_total", "Things.");
  const Gauge gauge = metrics.AddGauge("hilt_depth", "Depth.");
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (size_t i = 0; i < kEach; ++i) {
        counter.Increment();
        gauge.Add(i % 2 == 0 ? 1 : -1);
      }
    });
  }
  EXPECT_THAT(metrics.Text(), Not(HasSubstr("nan")));  // a scrape meanwhile does no harm
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(counter.value(), 4 * kEach);
  EXPECT_EQ(gauge.value(), 0);
}

TEST(MetricsDeathTest, RefusesNamesAgainstTheRules) {
  Metrics metrics;
  EXPECT_DEATH(metrics.AddCounter("hilt_things", "No unit."), "CHECK|_total");
  EXPECT_DEATH(metrics.AddCounter("things_total", "Not ours."), "hilt_");
  EXPECT_DEATH(metrics.AddGauge("hilt_Depth", "Upper case."), "hilt_");
  EXPECT_DEATH(metrics.AddHistogram("hilt_wait", "No unit.", {1.0}), "_seconds");
  metrics.AddGauge("hilt_depth", "Depth.");
  EXPECT_DEATH(metrics.AddGauge("hilt_depth", "Another help."), "kind_and_help");
}

}  // namespace
}  // namespace hilt::telemetry
