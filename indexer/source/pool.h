#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "base/mutex.h"

namespace hilt::source {

// Things that are dear to make and serve one thread at a time. It holds as many as were ever in use
// at once, so in effect one for each thread. Thread-safe.
template <class T>
class Pool {
 public:
  // `make` is called from any thread, at times from several at once.
  explicit Pool(std::function<std::unique_ptr<T>()> make) : make_(std::move(make)) {}

  // One of them until this goes; the pool outlives it.
  class Lease {
   public:
    explicit Lease(Pool& pool) : pool_(pool), item_(pool.Take()) {}
    ~Lease() { pool_.Give(std::move(item_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    T& operator*() const { return *item_; }
    T* operator->() const { return item_.get(); }

   private:
    Pool& pool_;
    std::unique_ptr<T> item_;
  };

 private:
  std::unique_ptr<T> Take() ABSL_LOCKS_EXCLUDED(mutex_) {
    {
      const base::MutexLock lock(mutex_);
      if (!idle_.empty()) {
        std::unique_ptr<T> item = std::move(idle_.back());
        idle_.pop_back();
        return item;
      }
    }
    return make_();
  }

  void Give(std::unique_ptr<T> item) ABSL_LOCKS_EXCLUDED(mutex_) {
    const base::MutexLock lock(mutex_);
    idle_.push_back(std::move(item));
  }

  const std::function<std::unique_ptr<T>()> make_;
  base::Mutex mutex_;
  std::vector<std::unique_ptr<T>> idle_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace hilt::source
