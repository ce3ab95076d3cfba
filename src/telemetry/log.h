#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string_view>
#include <variant>

#include "telemetry/secret.h"

// Structured log: one JSON object a line, for machines first.
//
//   log.Warning("webhook body refused", {{"reason", "not an array"}, {"body_bytes", body.size()}});
//   {"time":"2026-11-20T13:00:00.000000Z","level":"warning","message":"webhook body refused",
//    "reason":"not an array","body_bytes":17}
//
// The message is a constant that can be searched for; what varies is in the fields. Neither may
// hold bytes from outside or a secret: errors of the decoders are safe by contract, and a Secret
// given as a value is written ***. Values past kMaxTextBytes are cut.
//
// Thread-safe. A line is written whole, at once and in the caller's thread.
namespace hilt::telemetry {

enum class Level { kDebug, kInfo, kWarning, kError };

inline constexpr size_t kMaxTextBytes = 2048;

// One field of a line. Holds views: lives no longer than the call that it is written in. Keys are
// snake_case constants, with the unit at the end ("wait_ms"); time, level and message are taken.
class Field {
 public:
  Field(std::string_view key, std::string_view value) : key_(key), value_(value) {}
  Field(std::string_view key, const char* value) : Field(key, std::string_view(value)) {}
  Field(std::string_view key, const Secret&) : Field(key, kRedacted) {}
  Field(std::string_view key, std::same_as<bool> auto value) : key_(key), value_(value) {}
  Field(std::string_view key,
        std::unsigned_integral auto value) requires(!std::same_as<decltype(value), bool>)
      : key_(key), value_(uint64_t{value}) {}
  Field(std::string_view key, std::signed_integral auto value)
      : key_(key), value_(int64_t{value}) {}

 private:
  friend class Log;
  std::string_view key_;
  std::variant<std::string_view, bool, uint64_t, int64_t> value_;
};

struct LogOptions {
  Level level = Level::kInfo;  // less than this is not written
  // Gets each line without its end, one at a time. Empty: lines go to stderr.
  std::function<void(std::string_view line)> writer;
};

class Log {
 public:
  using Fields = std::initializer_list<Field>;

  explicit Log(LogOptions options = {});
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  bool enabled(Level level) const { return level >= level_; }
  void Write(Level level, std::string_view message, Fields fields = {});

  void Debug(std::string_view message, Fields fields = {}) {
    Write(Level::kDebug, message, fields);
  }
  void Info(std::string_view message, Fields fields = {}) { Write(Level::kInfo, message, fields); }
  void Warning(std::string_view message, Fields fields = {}) {
    Write(Level::kWarning, message, fields);
  }
  void Error(std::string_view message, Fields fields = {}) {
    Write(Level::kError, message, fields);
  }

 private:
  class Impl;
  const Level level_;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace hilt::telemetry
