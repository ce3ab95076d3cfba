#pragma once

#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "base/mutex.h"

namespace hilt::api {

// How many streams one client may have open. Thread-safe.
class StreamLimit {
 public:
  explicit StreamLimit(size_t per_client) : per_client_(per_client) {}

  // RESOURCE_EXHAUSTED too_many_streams: nothing was taken. OK: to be given back.
  absl::Status Take(const std::string& client) ABSL_LOCKS_EXCLUDED(mutex_);
  void GiveBack(const std::string& client) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  const size_t per_client_;
  base::Mutex mutex_;
  std::map<std::string, size_t> open_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace hilt::api
