#include "confirmer/publish/event_feed.h"

#include <utility>

#include "base/status.h"
#include "storage/ledger.h"

namespace hilt::publish {
namespace {

constexpr size_t kEventsAtOnce = 256;

}  // namespace

void EventFeed::Notify() {
  {
    const base::MutexLock lock(work_mutex_);
    notified_ = true;
  }
  work_.notify_one();
}

void EventFeed::Stop() {
  {
    const base::MutexLock lock(work_mutex_);
    stopped_ = true;
  }
  work_.notify_all();
}

bool EventFeed::WaitForWork() {
  work_mutex_.Lock();
  while (!notified_ && !stopped_) work_.wait(work_mutex_);
  const bool work = !stopped_;
  notified_ = false;
  work_mutex_.Unlock();
  return work;
}

uint64_t EventFeed::Follow(std::function<void()> on_more) {
  const base::MutexLock lock(readers_mutex_);
  followers_.emplace(next_id_, std::move(on_more));
  return next_id_++;
}

uint64_t EventFeed::Watch(const domain::PaymentId& payment, std::function<void()> on_change) {
  const base::MutexLock lock(readers_mutex_);
  watchers_.emplace(payment, Watcher{next_id_, std::move(on_change)});
  return next_id_++;
}

void EventFeed::Leave(uint64_t id) {
  const base::MutexLock lock(readers_mutex_);
  if (followers_.erase(id) > 0) return;
  for (auto watcher = watchers_.begin(); watcher != watchers_.end(); ++watcher) {
    if (watcher->second.id != id) continue;
    watchers_.erase(watcher);
    return;
  }
}

void EventFeed::WakeFollowers() {
  const base::MutexLock lock(readers_mutex_);
  for (const auto& [id, wake] : followers_) wake();
}

void EventFeed::WakeWatchers(const domain::PaymentId& payment) {
  const base::MutexLock lock(readers_mutex_);
  const auto [begin, end] = watchers_.equal_range(payment);
  for (auto watcher = begin; watcher != end; ++watcher) watcher->second.wake();
}

void EventFeed::WakeAllWatchers() {
  const base::MutexLock lock(readers_mutex_);
  for (const auto& [payment, watcher] : watchers_) watcher.wake();
}

absl::Status EventFeed::Step() {
  const storage::LedgerReader ledger(store_);
  WakeFollowers();
  if (!seen_) {
    // What came before the feed concerns no watcher's future; what came since its start might.
    const absl::StatusOr<domain::EventSeq> last = ledger.LastEvent();
    WakeAllWatchers();
    if (last.ok()) seen_ = *last;
    return last.status();
  }
  for (size_t read = kEventsAtOnce; read == kEventsAtOnce;) {
    absl::StatusOr<std::vector<domain::Event>> events = ledger.ReadEvents(*seen_, kEventsAtOnce);
    if (!events.ok()) {
      WakeAllWatchers();
      return events.status();
    }
    for (const domain::Event& event : *events) {
      if (event.payment) WakeWatchers(event.payment->terms.payment_id);
      seen_ = event.seq;
    }
    read = events->size();
  }
  return absl::OkStatus();
}

}  // namespace hilt::publish
