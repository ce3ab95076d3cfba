#include "confirmer/finality/expiry_worker.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "base/status.h"
#include "storage/ledger.h"

namespace hilt::finality {
namespace {

constexpr size_t kDueAtOnce = 4096;
constexpr size_t kQueuedAtMost = 1024;  // of the writer's 4,096
constexpr absl::Duration kFetchAtMost = absl::Seconds(10);
// One that waits for something is looked at again after this.
constexpr absl::Duration kLookAgain = absl::Minutes(1);
constexpr absl::Duration kPoll = absl::Seconds(1);

}  // namespace

ExpiryWorker::ExpiryWorker(const storage::Store& store, settle::Writer& writer, ChainQuery* chain,
                           const settle::EngineRules& rules, const base::Clock& clock)
    : store_(store), writer_(writer), chain_(chain), rules_(rules), clock_(clock) {}

absl::StatusOr<size_t> ExpiryWorker::Step() {
  const absl::Time now = clock_.Now();
  std::erase_if(put_off_, [&](const auto& entry) { return entry.second <= now; });
  std::vector<domain::SourceAdvance> advances;
  if (rules_.chain_source) {
    HILT_ASSIGN_OR_RETURN(advances, storage::LedgerReader(store_).Advances());
  }
  const size_t limit = kDueAtOnce + put_off_.size();
  HILT_ASSIGN_OR_RETURN(const std::vector<domain::PaymentId> due, Due(advances, limit));
  if (due.size() < limit) ForgetAllBut(due);
  size_t handed = 0;
  absl::Status unreadable;
  for (const domain::PaymentId& id : due) {
    if (put_off_.contains(id)) continue;
    // The queue is for those who wait, too.
    if (stopped() || writer_.queue_depth() >= kQueuedAtMost) break;
    put_off_[id] = now + kLookAgain;
    const absl::StatusOr<bool> taken = Look(id, advances);
    unreadable.Update(taken.status());  // one payment's rows do not hold up the others
    if (!taken.ok()) continue;
    if (!*taken) {
      put_off_.erase(id);
      break;
    }
    ++handed;
  }
  if (!unreadable.ok()) return unreadable;
  return handed;
}

// Those that may be over. With a chain source, those of which one has passed the end.
absl::StatusOr<std::vector<domain::PaymentId>> ExpiryWorker::Due(
    const std::vector<domain::SourceAdvance>& advances, size_t limit) const {
  absl::Time until = clock_.Now() - kWallClockGrace;
  if (rules_.chain_source) {
    until = absl::InfinitePast();
    for (const domain::SourceAdvance& advance : advances) {
      until = std::max(until, advance.frontier_time.value_or(until));
    }
  }
  return storage::LedgerReader(store_).PendingByExpiry(until - rules_.policy.grace, limit);
}

// One that is due stays so until it ends. `due`: all that are.
void ExpiryWorker::ForgetAllBut(const std::vector<domain::PaymentId>& due) {
  if (looked_at_since_.empty()) return;
  const std::set<domain::PaymentId> still(due.begin(), due.end());
  std::erase_if(looked_at_since_, [&](const auto& entry) { return !still.contains(entry.first); });
}

absl::StatusOr<bool> ExpiryWorker::Look(const domain::PaymentId& id,
                                        const std::vector<domain::SourceAdvance>& advances) {
  const storage::LedgerReader ledger(store_);
  HILT_ASSIGN_OR_RETURN(const std::optional<domain::Payment> payment, ledger.FindPayment(id));
  if (!payment || payment->state.terminal()) return true;
  std::function<absl::StatusOr<bool>(settle::WriteContext&)> apply;
  switch (EndingOf(rules_, advances, payment->terms, clock_.Now())) {
    case Ending::kNotYet:
      return true;
    case Ending::kChainTime:
      apply = [id, since = LookedAtSince(id)](settle::WriteContext& context) {
        return EndByChainTime(context, id, since);
      };
      break;
    case Ending::kWallClock: {
      HILT_ASSIGN_OR_RETURN(const std::vector<solana::Signature> signatures,
                            KnownSignatures(ledger, *payment));
      const absl::Time since = LookedAtSince(id);
      const LastCheck check = Check(signatures);
      if (stopped()) return false;  // what the stop cut off was not answered, and says nothing
      apply = [id, check, since](settle::WriteContext& context) {
        return EndByWallClock(context, id, check, since);
      };
    }
  }
  return writer_.Submit(settle::MakeCommand<bool>(std::move(apply), [](const auto&) {})).ok();
}

absl::Time ExpiryWorker::LookedAtSince(const domain::PaymentId& id) {
  return looked_at_since_.emplace(id, clock_.Now()).first->second;
}

LastCheck ExpiryWorker::Check(const std::vector<solana::Signature>& signatures) {
  LastCheck check;
  if (chain_ == nullptr) return check;
  check.asked = signatures;
  for (const solana::Signature& signature : signatures) {
    if (stopped()) break;
    auto transaction = chain_->FetchTransaction(signature, clock_.Now() + kFetchAtMost);
    if (!transaction.ok()) {
      check.unanswered.push_back(signature);
    } else if (*transaction) {
      check.seen.push_back(**std::move(transaction));
    }
  }
  return check;
}

bool ExpiryWorker::stopped() {
  const base::MutexLock lock(mutex_);
  return stopped_;
}

bool ExpiryWorker::WaitForWork() {
  mutex_.Lock();
  if (!stopped_) work_.wait_for(mutex_, absl::ToChronoMilliseconds(kPoll));
  const bool work = !stopped_;
  mutex_.Unlock();
  return work;
}

void ExpiryWorker::Stop() {
  {
    const base::MutexLock lock(mutex_);
    stopped_ = true;
  }
  work_.notify_all();
}

}  // namespace hilt::finality
