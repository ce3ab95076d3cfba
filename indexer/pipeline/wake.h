#pragma once

#include <condition_variable>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "base/mutex.h"

namespace hilt::pipeline {

// Lets threads wait until there may be something to do. Thread-safe.
class Wake {
 public:
  void Notify() {
    {
      const base::MutexLock lock(mutex_);
      notified_ = true;
    }
    condition_.notify_all();  // there may be work for each
  }

  // Until Notify, or for `at_most`. False: after Stop.
  bool Wait(absl::Duration at_most) {
    const base::MutexLock lock(mutex_);
    if (!notified_ && !stopped_) condition_.wait_for(mutex_, absl::ToChronoNanoseconds(at_most));
    notified_ = false;
    return !stopped_;
  }

  void Stop() {
    {
      const base::MutexLock lock(mutex_);
      stopped_ = true;
    }
    condition_.notify_all();
  }

 private:
  base::Mutex mutex_;
  std::condition_variable_any condition_;
  bool notified_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace hilt::pipeline
