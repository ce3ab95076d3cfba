#include "telemetry/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "base/check.h"
#include "base/mutex.h"
#include "hilt/version.h"

namespace hilt::telemetry {
namespace {

bool IsSnakeCase(std::string_view name) {
  return !name.empty() && name.front() >= 'a' && name.front() <= 'z' && name.back() != '_' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

bool EndsWithOneOf(std::string_view name, std::initializer_list<std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

std::map<std::string, std::string> Checked(const std::string& name, const Labels& labels) {
  HILT_CHECK(name.starts_with("hilt_") && IsSnakeCase(name));
  std::map<std::string, std::string> checked;
  for (const auto& [key, value] : labels) {
    HILT_CHECK(IsSnakeCase(key));
    HILT_CHECK(checked.emplace(key, value).second);
  }
  return checked;
}

}  // namespace

class Metrics::Impl {
 public:
  // prometheus-cpp lets two families of one name stand if their fixed labels differ, and throws
  // where one name is of two kinds; we use no fixed labels, and never two kinds.
  void CheckKind(const std::string& name, const std::string& kind_and_help) {
    const base::MutexLock lock(mutex_);
    HILT_CHECK(kinds_.emplace(name, kind_and_help).first->second == kind_and_help);
  }

  void OnScrape(std::function<void()> refresh) {
    const base::MutexLock lock(mutex_);
    refreshes_.push_back(std::move(refresh));
  }

  std::string Text() {
    {
      const base::MutexLock lock(mutex_);
      for (const auto& refresh : refreshes_) refresh();
    }
    return prometheus::TextSerializer().Serialize(registry_.Collect());
  }

  prometheus::Registry& registry() { return registry_; }

 private:
  prometheus::Registry registry_;
  base::Mutex mutex_;
  std::map<std::string, std::string> kinds_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::function<void()>> refreshes_ ABSL_GUARDED_BY(mutex_);
};

void Counter::Increment(uint64_t by) const { impl_->Increment(static_cast<double>(by)); }
uint64_t Counter::value() const { return static_cast<uint64_t>(impl_->Value()); }
void Gauge::Set(double value) const { impl_->Set(value); }
void Gauge::Add(double value) const { impl_->Increment(value); }
double Gauge::value() const { return impl_->Value(); }
void Histogram::Observe(double value) const { impl_->Observe(value); }

const std::vector<double>& LatencyBuckets() {
  static const std::vector<double> kBuckets = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                               0.01,   0.025,   0.05,   0.1,   0.25,   0.5,
                                               1.0,    2.5,     5.0,    10.0};
  return kBuckets;
}

const std::vector<double>& SizeBuckets() {
  static const std::vector<double> kBuckets = {256,   1024,   4096,    16384,
                                               65536, 262144, 1048576, 8388608};
  return kBuckets;
}

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {
  AddGauge("hilt_build_info", "Always 1; its labels say which build this is.",
           {{"version", std::string(base::Version())}, {"commit", std::string(base::Commit())}})
      .Set(1);
}
Metrics::~Metrics() = default;

Counter Metrics::AddCounter(const std::string& name, const std::string& help,
                            const Labels& labels) {
  HILT_CHECK(name.ends_with("_total"));
  const auto checked = Checked(name, labels);
  impl_->CheckKind(name, "counter: " + help);
  return Counter(
      prometheus::BuildCounter().Name(name).Help(help).Register(impl_->registry()).Add(checked));
}

Gauge Metrics::AddGauge(const std::string& name, const std::string& help, const Labels& labels) {
  HILT_CHECK(!name.ends_with("_total"));
  const auto checked = Checked(name, labels);
  impl_->CheckKind(name, "gauge: " + help);
  return Gauge(
      prometheus::BuildGauge().Name(name).Help(help).Register(impl_->registry()).Add(checked));
}

Histogram Metrics::AddHistogram(const std::string& name, const std::string& help,
                                const std::vector<double>& buckets, const Labels& labels) {
  HILT_CHECK(EndsWithOneOf(name, {"_seconds", "_bytes"}));
  HILT_CHECK(std::is_sorted(buckets.begin(), buckets.end()));
  const auto checked = Checked(name, labels);
  impl_->CheckKind(name, "histogram: " + help);
  return Histogram(prometheus::BuildHistogram()
                       .Name(name)
                       .Help(help)
                       .Register(impl_->registry())
                       .Add(checked, buckets));
}

void Metrics::OnScrape(std::function<void()> refresh) { impl_->OnScrape(std::move(refresh)); }

std::string Metrics::Text() const { return impl_->Text(); }

}  // namespace hilt::telemetry
