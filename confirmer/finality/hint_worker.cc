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
constexpr absl::Duration kNotTakenRest = absl::Seconds(5);

}  // namespace

HintWorker::HintWorker(const storage::Store& store, settle::Writer& writer, ChainQuery& chain,
                       const base::Clock& clock)
    : store_(store), writer_(writer), chain_(chain), clock_(clock) {}

std::optional<storage::FetchHint> HintWorker::TakeDue() {
  if (writer_.failed()) return std::nullopt;  // what is fetched could not be kept
  std::optional<storage::FetchHint> hint = PopDue();
  if (hint) return hint;
  ReadDue();
  return PopDue();
}

std::optional<storage::FetchHint> HintWorker::PopDue() {
  const base::MutexLock lock(mutex_);
  while (!due_.empty() && !stopped_) {
    storage::FetchHint hint = due_.front();
    due_.pop_front();
    if (in_flight_.emplace(hint.signature, absl::InfiniteFuture()).second) return hint;
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
    if (reading_ || stopped_) return;
    reading_ = true;
    absl::erase_if(in_flight_, [&](const auto& entry) { return entry.second <= now; });
    if (now - read_all_at_ >= kReadAllEvery) nothing_before_ = absl::InfinitePast();
    from = nothing_before_;
    limit += in_flight_.size();  // they are due as well, until the writer has put them off
  }
  // Of one moment: the writer may take a hint away between its index entry and its row.
  const std::unique_ptr<const storage::Reader> snapshot = store_.Snapshot();
  const auto hints = storage::LedgerReader(*snapshot).HintsDue(now, limit, from);
  if (!hints.ok() && on_error_) on_error_(hints.status());
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
  const auto done = [this, signature](const absl::StatusOr<std::monostate>& taken) {
    Release(signature, taken.status());
  };
  const absl::Status submitted = writer_.Submit(settle::MakeCommand<std::monostate>(apply, done));
  if (!submitted.ok()) Release(signature, submitted);
  return true;
}

// What the writer did not take stays due in the store, and is let alone for a while.
void HintWorker::Release(const solana::Signature& signature, const absl::Status& taken) {
  const bool passes = absl::IsUnavailable(taken) || absl::IsResourceExhausted(taken);
  if (!taken.ok() && !passes && on_error_) on_error_(taken);
  const base::MutexLock lock(mutex_);
  if (taken.ok()) {
    in_flight_.erase(signature);
  } else {
    in_flight_[signature] = clock_.Now() + kNotTakenRest;
  }
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
