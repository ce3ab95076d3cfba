#include "api/live_calls.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "api/error.h"

namespace hilt::api {

bool LiveCalls::Enter(std::shared_ptr<LiveCall> call, Kind kind) {
  const base::MutexLock lock(mutex_);
  const LiveCall* key = call.get();
  calls_.emplace(key, Entry{std::move(call), kind});
  if (kind == Kind::kAnswersSoon) ++answering_;
  return !stopping_;
}

void LiveCalls::Leave(const LiveCall* call) {
  std::shared_ptr<LiveCall> last;  // destroyed after the lock is gone
  const base::MutexLock lock(mutex_);
  const auto entry = calls_.find(call);
  if (entry == calls_.end()) return;
  if (entry->second.kind == Kind::kAnswersSoon) --answering_;
  last = std::move(entry->second.call);
  calls_.erase(entry);
  left_.notify_all();
}

void LiveCalls::EndAll(bool waiting_only) {
  std::vector<std::shared_ptr<LiveCall>> ending;
  {
    const base::MutexLock lock(mutex_);
    for (const auto& [key, entry] : calls_) {
      if (!waiting_only || entry.kind == Kind::kWaits) ending.push_back(entry.call);
    }
  }
  for (const std::shared_ptr<LiveCall>& call : ending) call->End(ShuttingDown());
}

void LiveCalls::Stop(absl::Duration grace) {
  {
    const base::MutexLock lock(mutex_);
    stopping_ = true;
  }
  EndAll(/*waiting_only=*/true);
  {
    const base::MutexLock lock(mutex_);
    // Bounded, since the clock's sum must not overflow.
    left_.wait_for(mutex_, absl::ToChronoNanoseconds(std::min(grace, absl::Hours(1))),
                   [this]() ABSL_NO_THREAD_SAFETY_ANALYSIS { return answering_ == 0; });
  }
  EndAll(/*waiting_only=*/false);
}

size_t LiveCalls::size() const {
  const base::MutexLock lock(mutex_);
  return calls_.size();
}

}  // namespace hilt::api
