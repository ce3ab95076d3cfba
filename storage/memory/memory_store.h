#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "base/mutex.h"
#include "storage/store.h"

namespace hilt::storage {

// The store as a std::map: what every other store must agree with. For tests and simulations;
// nothing survives the process. A snapshot copies everything.
class MemoryStore final : public Store {
 public:
  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override
      ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<std::vector<Entry>> Scan(const ScanRange& range) const override
      ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Commit(const Batch& batch) override ABSL_LOCKS_EXCLUDED(mutex_);
  std::unique_ptr<const Reader> Snapshot() const override ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  mutable base::Mutex mutex_;
  std::map<std::string, std::string, std::less<>> rows_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace hilt::storage
