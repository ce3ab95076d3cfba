#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "base/mutex.h"
#include "http/message.h"

namespace hilt::http {

// Which request of which connection of a loop.
struct RequestId {
  uint64_t connection = 0;
  uint64_t request = 0;
};

struct Answer {
  RequestId id;
  Response response;
};

// Carries answers from any thread to a loop. Answers that come together wake it once: a group
// commit answers its requests in one burst. Thread-safe. It outlives the loop as long as a
// Responder holds it; after Close nothing reaches the loop.
class Mailbox {
 public:
  // `wake` makes the loop call Take soon; it is called under the mailbox's lock.
  explicit Mailbox(std::function<void()> wake) : wake_(std::move(wake)) {}

  // False: closed.
  bool Post(Answer answer) ABSL_LOCKS_EXCLUDED(mutex_) {
    const base::MutexLock lock(mutex_);
    if (closed_) return false;
    answers_.push_back(std::move(answer));
    if (answers_.size() == 1) wake_();
    return true;
  }

  // Exchanges what has come for `taken`, which is empty: two vectors go to and fro.
  void Take(std::vector<Answer>& taken) ABSL_LOCKS_EXCLUDED(mutex_) {
    const base::MutexLock lock(mutex_);
    answers_.swap(taken);
  }

  void Close() ABSL_LOCKS_EXCLUDED(mutex_) {
    const base::MutexLock lock(mutex_);
    closed_ = true;
    answers_.clear();
  }

 private:
  base::Mutex mutex_;
  const std::function<void()> wake_;
  std::vector<Answer> answers_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace hilt::http
