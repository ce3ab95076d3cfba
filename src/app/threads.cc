#include "app/threads.h"

#include <pthread.h>

#include <utility>

namespace hilt::app {

void Threads::Start(const char* name, std::function<void()> run) {
  threads_.emplace_back(std::move(run));
  pthread_setname_np(threads_.back().native_handle(), name);
}

void Threads::Join() {
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

WorkerPool::WorkerPool(size_t threads) {
  for (size_t i = 0; i < threads; ++i) threads_.Start("worker", [this] { Work(); });
}

WorkerPool::~WorkerPool() {
  {
    const base::MutexLock lock(mutex_);
    ending_ = true;
  }
  work_.notify_all();
  threads_.Join();
}

void WorkerPool::Run(std::function<void()> task) {
  {
    const base::MutexLock lock(mutex_);
    waiting_.push_back(std::move(task));
  }
  work_.notify_one();
}

void WorkerPool::Work() {
  while (true) {
    mutex_.Lock();
    while (waiting_.empty() && !ending_) work_.wait(mutex_);
    if (waiting_.empty()) {
      mutex_.Unlock();
      return;
    }
    const std::function<void()> task = std::move(waiting_.front());
    waiting_.pop_front();
    mutex_.Unlock();
    task();
  }
}

}  // namespace hilt::app
