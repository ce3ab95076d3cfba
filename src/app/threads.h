#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "base/mutex.h"

// The engine's threads. Nothing outside app starts any (gRPC and RocksDB have their own).
namespace hilt::app {

// Threads that run until their function returns. Not thread-safe.
class Threads {
 public:
  ~Threads() { Join(); }

  // `name`: as tools show it, at most 15 characters.
  void Start(const char* name, std::function<void()> run);
  void Join();

 private:
  std::vector<std::thread> threads_;
};

// A few threads for what blocks and is asked for now and then. Thread-safe.
class WorkerPool {
 public:
  explicit WorkerPool(size_t threads);
  ~WorkerPool();  // runs what waits, then ends

  void Run(std::function<void()> task);

 private:
  void Work();

  base::Mutex mutex_;
  std::condition_variable_any work_;
  std::deque<std::function<void()>> waiting_ ABSL_GUARDED_BY(mutex_);
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  Threads threads_;
};

}  // namespace hilt::app
