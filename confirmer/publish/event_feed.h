#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "base/mutex.h"
#include "domain/event.h"
#include "domain/ids.h"
#include "storage/store.h"

namespace hilt::publish {

// Tells readers of the log that there is more to read. It carries no events: each reader reads the
// durable log from its own cursor, so a wake-up that is lost delays and never loses.
//
//   const uint64_t id = feed.Follow([this] { ReadOn(); });
//   ...
//   feed.Leave(id);
//
// Thread safety: Notify, Follow, Watch, Leave and Stop from any thread; WaitForWork and Step from
// one thread at a time. The functions are called on the thread of Step; they must not block, and
// must not call back into the feed.
class EventFeed {
 public:
  // `store` must outlive the feed.
  explicit EventFeed(const storage::Reader& store) : store_(store) {}

  // There may be new events. Called by the writer after each commit; cheap.
  void Notify();

  // Calls `on_more` after new events are durable.
  uint64_t Follow(std::function<void()> on_more);
  // Calls `on_change` after new events about this payment are durable.
  uint64_t Watch(const domain::PaymentId& payment, std::function<void()> on_change);
  // When it returns, the function of this id runs no more. Other ids do nothing.
  void Leave(uint64_t id);

  // Blocks until Notify was called since the last Step (true), or the feed is stopped (false).
  bool WaitForWork();
  // Reads what is new in the log and calls those whom it concerns. An error says that the log could
  // not be read; everybody is woken then, to find that out.
  absl::Status Step();
  // No more work: WaitForWork returns false from now on.
  void Stop();

 private:
  using Wake = std::function<void()>;
  struct Watcher {
    uint64_t id = 0;
    Wake wake;
  };

  void WakeFollowers();
  void WakeWatchers(const domain::PaymentId& payment);
  void WakeAllWatchers();

  const storage::Reader& store_;
  // Up to here readers were told. Of Step's thread alone.
  std::optional<domain::EventSeq> seen_;

  base::Mutex work_mutex_;
  std::condition_variable_any work_;
  bool notified_ ABSL_GUARDED_BY(work_mutex_) = false;
  bool stopped_ ABSL_GUARDED_BY(work_mutex_) = false;

  // Held while a reader is called, so that Leave can wait for it.
  base::Mutex readers_mutex_;
  uint64_t next_id_ ABSL_GUARDED_BY(readers_mutex_) = 1;
  std::map<uint64_t, Wake> followers_ ABSL_GUARDED_BY(readers_mutex_);
  std::multimap<domain::PaymentId, Watcher> watchers_ ABSL_GUARDED_BY(readers_mutex_);
};

}  // namespace hilt::publish
