#include "telemetry/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <mutex>
#include <string>
#include <utility>

#include "telemetry/json_text.h"

namespace hilt::telemetry {
namespace {

// %v is the rest of the object, made below.
constexpr const char* kPattern = R"({"time":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l",%v})";

class CallbackSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit CallbackSink(std::function<void(std::string_view)> writer)
      : writer_(std::move(writer)) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    writer_(std::string_view(line.data(), line.size()));
  }
  void flush_() override {}

 private:
  const std::function<void(std::string_view)> writer_;
};

spdlog::level::level_enum ToSpdlog(Level level) {
  switch (level) {
    case Level::kDebug:
      return spdlog::level::debug;
    case Level::kInfo:
      return spdlog::level::info;
    case Level::kWarning:
      return spdlog::level::warn;
    case Level::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

void AppendText(std::string& out, std::string_view text) {
  AppendJsonString(out, text.substr(0, kMaxTextBytes));
}

struct AppendValue {
  std::string& out;

  void operator()(std::string_view value) const { AppendText(out, value); }
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(uint64_t value) const { out += std::to_string(value); }
  void operator()(int64_t value) const { out += std::to_string(value); }
};

}  // namespace

class Log::Impl {
 public:
  explicit Impl(LogOptions options) : logger_("hilt", MakeSink(options)) {
    logger_.set_level(spdlog::level::trace);  // Write has already filtered
    logger_.flush_on(spdlog::level::trace);
  }

  void Write(Level level, const std::string& rest) {
    logger_.log(ToSpdlog(level), spdlog::string_view_t(rest.data(), rest.size()));
  }

 private:
  static spdlog::sink_ptr MakeSink(LogOptions& options) {
    spdlog::sink_ptr sink;
    const bool to_stderr = !options.writer;
    if (to_stderr) {
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    } else {
      sink = std::make_shared<CallbackSink>(std::move(options.writer));
    }
    sink->set_formatter(std::make_unique<spdlog::pattern_formatter>(
        kPattern, spdlog::pattern_time_type::utc, to_stderr ? "\n" : ""));
    return sink;
  }

  spdlog::logger logger_;
};

Log::Log(LogOptions options)
    : level_(options.level), impl_(std::make_unique<Impl>(std::move(options))) {}
Log::~Log() = default;

void Log::Write(Level level, std::string_view message, Fields fields) {
  if (!enabled(level)) return;
  std::string rest = "\"message\":";
  AppendText(rest, message);
  for (const Field& field : fields) {
    rest.push_back(',');
    AppendText(rest, field.key_);
    rest.push_back(':');
    std::visit(AppendValue{rest}, field.value_);
  }
  impl_->Write(level, rest);
}

}  // namespace hilt::telemetry
