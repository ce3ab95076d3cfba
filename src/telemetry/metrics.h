#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

// Figures about the running process, in Prometheus' text format.
//
//   Counter accepted = metrics.AddCounter("hilt_webhook_requests_total",
//                                         "Webhook deliveries, by outcome.",
//                                         {{"outcome", "accepted"}});
//   accepted.Increment();
//
// Names are hilt_ and snake_case with the unit at the end: counters _total, histograms _seconds or
// _bytes. Labels have few values, known beforehand; never one from outside. The same name has the
// same kind and help everywhere, the same name and labels are the same figure. All of this is
// checked when a figure is added, which is done once, at start: a wrong name is a bug of ours.
//
// Thread-safe. Handles are small, may be copied, and live no longer than their Metrics.
namespace hilt::telemetry {

using Labels = std::vector<std::pair<std::string, std::string>>;

class Counter {
 public:
  void Increment(uint64_t by = 1) const;
  uint64_t value() const;  // exact below 2^53

 private:
  friend class Metrics;
  explicit Counter(prometheus::Counter& impl) : impl_(&impl) {}
  prometheus::Counter* impl_;
};

class Gauge {
 public:
  void Set(double value) const;
  void Add(double value) const;
  double value() const;

 private:
  friend class Metrics;
  explicit Gauge(prometheus::Gauge& impl) : impl_(&impl) {}
  prometheus::Gauge* impl_;
};

class Histogram {
 public:
  void Observe(double value) const;

 private:
  friend class Metrics;
  explicit Histogram(prometheus::Histogram& impl) : impl_(&impl) {}
  prometheus::Histogram* impl_;
};

// Upper bounds of the buckets, inclusive, ascending.
const std::vector<double>& LatencyBuckets();  // seconds, 0.1 ms to 10 s
const std::vector<double>& SizeBuckets();     // bytes, 256 B to 8 MiB

class Metrics {
 public:
  Metrics();  // with hilt_build_info{version,commit} = 1
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  Counter AddCounter(const std::string& name, const std::string& help, const Labels& labels = {});
  Gauge AddGauge(const std::string& name, const std::string& help, const Labels& labels = {});
  Histogram AddHistogram(const std::string& name, const std::string& help,
                         const std::vector<double>& buckets, const Labels& labels = {});

  // `refresh` runs before each exposition, to set gauges that are cheaper to read than to keep. It
  // must not call back into Text or OnScrape.
  void OnScrape(std::function<void()> refresh);

  // Text exposition format 0.0.4, for /metrics.
  std::string Text() const;

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

inline constexpr std::string_view kMetricsContentType = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace hilt::telemetry
