#pragma once

#include <condition_variable>
#include <map>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/mutex.h"

namespace hilt::api {

// A call that gRPC has given us and that has not ended.
class LiveCall {
 public:
  LiveCall() = default;
  virtual ~LiveCall() = default;
  LiveCall(const LiveCall&) = delete;
  LiveCall& operator=(const LiveCall&) = delete;

  // Ends the call with `status`, as soon as gRPC allows; nothing where it has ended. From any
  // thread, and never blocks.
  virtual void End(const absl::Status& status) = 0;
};

// Every call of the callback API, from its beginning to its OnDone: it owns them meanwhile, and can
// end them all. gRPC 1.51 never comes back from Server::Shutdown while a callback call is not
// finished, whatever the deadline, so somebody must know them.
//
// Thread-safe.
class LiveCalls {
 public:
  enum class Kind {
    kAnswersSoon,  // a command or a read: ended by its own answer
    kWaits,        // for something that may never happen: a stream, a confirmation
  };

  // Takes the call in. False: the server is stopping, and the caller ends the call.
  bool Enter(std::shared_ptr<LiveCall> call, Kind kind) ABSL_LOCKS_EXCLUDED(mutex_);
  // The call's OnDone. It may be destroyed by this.
  void Leave(const LiveCall* call) ABSL_LOCKS_EXCLUDED(mutex_);

  // Ends those that wait, at once; gives the others up to `grace` to be answered; then ends them.
  // The calls are still here until gRPC says that they are done.
  void Stop(absl::Duration grace) ABSL_LOCKS_EXCLUDED(mutex_);

  size_t size() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Entry {
    std::shared_ptr<LiveCall> call;
    Kind kind{};
  };

  void EndAll(bool waiting_only) ABSL_LOCKS_EXCLUDED(mutex_);

  mutable base::Mutex mutex_;
  std::condition_variable_any left_;
  std::map<const LiveCall*, Entry> calls_ ABSL_GUARDED_BY(mutex_);
  size_t answering_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace hilt::api
