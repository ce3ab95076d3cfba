#include "confirmer/finality/hint_worker.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <variant>

#include "storage/ledger.h"

namespace hilt::finality {
namespace {

constexpr size_t kDueAtOnce = 256;
constexpr absl::Duration kFetchAtMost = absl::Seconds(20);
constexpr absl::Duration kPoll = absl::Milliseconds(200);
// A new hint is due from the time at which its batch began, which may be a little while ago; how
// long, nobody promises, so everything is read now and then.
constexpr absl::Duration kBatchAtMost = absl::Minutes(1);
constexpr absl::Duration kReadAllEvery = absl::Minutes(1);
// Past the height that was noted first there are kDeadAfterBlocks, of at least 200 ms each.
constexpr absl::Duration kDeadAtTheEarliest = absl::Seconds(60);

}  // namespace

HintWorker::HintWorker(const storage::Store& store, settle::Writer& writer, ChainQuery& chain,
                       const base::Clock& clock)
    : store_(store), writer_(writer), chain_(chain), clock_(clock) {}

std::optional<storage::FetchHint> HintWorker::TakeDue() {
  std::optional<storage::FetchHint> hint = PopDue();
  if (hint) return hint;
  ReadDue();
  return PopDue();
}

std::optional<storage::FetchHint> HintWorker::PopDue() {
  const base::MutexLock lock(mutex_);
  while (!due_.empty()) {
    storage::FetchHint hint = due_.front();
    due_.pop_front();
    if (in_flight_.insert(hint.signature).second) return hint;
  }
  return std::nullopt;
}

// Without the lock, which the writer's thread takes as well: a scan may be slow.
void HintWorker::ReadDue() {
  const absl::Time now = clock_.Now();
  size_t limit = kDueAtOnce;
  absl::Time from;
  {
    const base::MutexLock lock(mutex_);
    if (reading_) return;
    reading_ = true;
    if (now - read_all_at_ >= kReadAllEvery) nothing_before_ = absl::InfinitePast();
    from = nothing_before_;
    limit += in_flight_.size();  // they are due as well, until the writer has put them off
  }
  // Of one moment: the writer may take a hint away between its index entry and its row.
  const std::unique_ptr<const storage::Reader> snapshot = store_.Snapshot();
  const auto hints = storage::LedgerReader(*snapshot).HintsDue(now, limit, from);
  const base::MutexLock lock(mutex_);
  reading_ = false;
  if (!hints.ok()) return;
  if (from == absl::InfinitePast()) read_all_at_ = now;
  nothing_before_ = std::min(hints->empty() ? now : hints->front().next_at, now - kBatchAtMost);
  for (const storage::FetchHint& hint : *hints) {
    if (!in_flight_.contains(hint.signature)) due_.push_back(hint);
  }
}

Fetched HintWorker::Fetch(const storage::FetchHint& hint) {
  const absl::Time now = clock_.Now();
  Fetched fetched{.transaction = chain_.FetchTransaction(hint.signature, now + kFetchAtMost)};
  if (!fetched.transaction.ok() || *fetched.transaction) return fetched;
  if (hint.first_height && now < hint.arrived_at + kDeadAtTheEarliest) return fetched;
  auto knowledge = chain_.AskKnowledge(hint.signature, now + kFetchAtMost);
  if (knowledge.ok()) fetched.knowledge = *knowledge;
  return fetched;
}

bool HintWorker::Step() {
  const std::optional<storage::FetchHint> hint = TakeDue();
  if (!hint) return false;
  const solana::Signature signature = hint->signature;
  const auto apply = [signature, fetched = Fetch(*hint)](
                         settle::WriteContext& context) -> absl::StatusOr<std::monostate> {
    const absl::Status taken = TakeFetched(context, signature, fetched);
    if (!taken.ok()) return taken;
    return std::monostate{};
  };
  const auto done = [this, signature](const absl::StatusOr<std::monostate>&) {
    Release(signature);
  };
  // Where the writer is too busy, the hint stays and is due again.
  if (!writer_.Submit(settle::MakeCommand<std::monostate>(apply, done)).ok()) Release(signature);
  return true;
}

void HintWorker::Release(const solana::Signature& signature) {
  const base::MutexLock lock(mutex_);
  in_flight_.erase(signature);
}

void HintWorker::Notify() {
  {
    const base::MutexLock lock(mutex_);
    notified_ = true;
  }
  work_.notify_one();
}

bool HintWorker::WaitForWork() {
  mutex_.Lock();
  if (due_.empty() && !notified_ && !stopped_)
    work_.wait_for(mutex_, absl::ToChronoMilliseconds(kPoll));
  notified_ = false;
  const bool work = !stopped_;
  mutex_.Unlock();
  return work;
}

void HintWorker::Stop() {
  {
    const base::MutexLock lock(mutex_);
    stopped_ = true;
  }
  work_.notify_all();
}

}  // namespace hilt::finality
