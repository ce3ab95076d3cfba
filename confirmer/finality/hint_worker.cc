#include "confirmer/finality/hint_worker.h"

#include <algorithm>
#include <memory>
#include <span>
#include <utility>

#include "base/check.h"
#include "base/status.h"
#include "confirmer/finality/triage.h"
#include "storage/ledger.h"

namespace hilt::finality {
namespace {

constexpr size_t kDueAtOnce = ChainQuery::kMaxSignatures;
// A node searches its history for one after the other.
constexpr size_t kLookedUpAtOnce = 32;
constexpr absl::Duration kFetchAtMost = absl::Seconds(20);
constexpr absl::Duration kPoll = absl::Milliseconds(200);
// A new hint is due from the time at which its batch began, which may be a little while ago; how
// long, nobody promises, so everything is read now and then.
constexpr absl::Duration kBatchAtMost = absl::Minutes(1);
constexpr absl::Duration kReadAllEvery = absl::Minutes(1);
// Past the height that was noted first there are kDeadAfterBlocks, of at least 200 ms each.
constexpr absl::Duration kDeadAtTheEarliest = absl::Seconds(60);
constexpr absl::Duration kNotTakenRest = absl::Seconds(5);
// To ask again costs no call where all endpoints rest.
constexpr absl::Duration kNobodyAskedRest = absl::Seconds(1);
// After this it may be that endpoints fail at statuses alone.
constexpr absl::Duration kSilentAtMost = absl::Minutes(1);

std::vector<solana::Signature> SignaturesOf(std::span<const storage::FetchHint> hints) {
  std::vector<solana::Signature> signatures;
  signatures.reserve(hints.size());
  for (const storage::FetchHint& hint : hints) signatures.push_back(hint.signature);
  return signatures;
}

}  // namespace

HintWorker::HintWorker(const storage::Store& store, settle::Writer& writer, ChainQuery& chain,
                       const base::Clock& clock)
    : store_(store), writer_(writer), chain_(chain), clock_(clock) {}

bool HintWorker::Step() {
  if (writer_.failed()) return false;  // what is learnt could not be kept
  if (const std::optional<storage::FetchHint> hint = PopWanted()) {
    Take(hint->signature, Fetch(*hint));
    return true;
  }
  const Hints batch = TakeDue();
  if (batch.empty()) return false;
  Sort(batch);
  return true;
}

std::optional<storage::FetchHint> HintWorker::PopWanted() {
  const base::MutexLock lock(mutex_);
  if (wanted_.empty() || stopped_) return std::nullopt;
  const storage::FetchHint hint = wanted_.front();
  wanted_.pop_front();
  return hint;
}

HintWorker::Hints HintWorker::TakeDue() {
  Hints batch = PopDue();
  if (!batch.empty()) return batch;
  ReadDue();
  return PopDue();
}

HintWorker::Hints HintWorker::PopDue() {
  const base::MutexLock lock(mutex_);
  Hints batch;
  while (!due_.empty() && !stopped_ && batch.size() < ChainQuery::kMaxSignatures) {
    const storage::FetchHint hint = due_.front();
    due_.pop_front();
    if (in_flight_.emplace(hint.signature, absl::InfiniteFuture()).second) batch.push_back(hint);
  }
  return batch;
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
    released_.clear();
    absl::erase_if(in_flight_, [&](const auto& entry) { return entry.second <= now; });
    if (now - read_all_at_ >= kReadAllEvery) nothing_before_ = absl::InfinitePast();
    from = nothing_before_;
    limit += in_flight_.size();  // they are due as well, until the writer has put them off
  }
  // Of one moment: the writer may take a hint away between its index entry and its row.
  const std::unique_ptr<const storage::Reader> snapshot = store_.Snapshot();
  const auto hints = storage::LedgerReader(*snapshot).HintsDue(now, limit, from);
  if (!hints.ok()) Tell(hints.status());
  const base::MutexLock lock(mutex_);
  reading_ = false;
  if (!hints.ok()) return;
  if (from == absl::InfinitePast()) read_all_at_ = now;
  nothing_before_ = std::min(hints->empty() ? now : hints->front().next_at, now - kBatchAtMost);
  for (const storage::FetchHint& hint : *hints) {
    const bool taken = in_flight_.contains(hint.signature) || released_.contains(hint.signature);
    if (!taken) due_.push_back(hint);
  }
}

// Statuses say which of them are worth a fetch. Whatever is not known, a fetch finds out.
void HintWorker::Sort(const Hints& batch) {
  const absl::Time now = clock_.Now();
  const auto statuses = chain_.AskStatuses(SignaturesOf(batch), now + kFetchAtMost);
  NoteStatuses(statuses.status(), now);
  if (!statuses.ok()) return DoWithout(statuses.status(), batch, IsSilent(now) ? 1 : 0);
  HILT_CHECK(statuses->size() == batch.size());
  const std::unique_ptr<const storage::Reader> snapshot = store_.Snapshot();
  const storage::LedgerReader ledger(*snapshot);
  Hints wanted, unseen, waiting;
  for (size_t i = 0; i < batch.size(); ++i) {
    const absl::StatusOr<Triage> triage = TriageOf(ledger, batch[i], (*statuses)[i], now);
    if (!triage.ok()) Tell(triage.status());
    switch (triage.value_or(Triage::kFetch)) {
      case Triage::kFetch:
        wanted.push_back(batch[i]);
        break;
      case Triage::kLookUp:
        unseen.push_back(batch[i]);
        break;
      case Triage::kWait:
        waiting.push_back(batch[i]);
        break;
    }
  }
  Want(wanted);
  PutOffAll(waiting);
  for (std::span<const storage::FetchHint> left = unseen; !left.empty();) {
    const size_t count = std::min(left.size(), kLookedUpAtOnce);
    const absl::Status told = LookUp(left.first(count));
    // Statuses were told just now: it may be that this question is too much for them.
    if (!told.ok()) return DoWithout(told, left, 1);
    left = left.subspan(count);
  }
}

// One that is known has landed long ago. One that may be dead is fetched before it is believed: it
// is then asked for at every endpoint.
absl::Status HintWorker::LookUp(std::span<const storage::FetchHint> hints) {
  const auto known = chain_.AskKnowledge(SignaturesOf(hints), clock_.Now() + kFetchAtMost);
  if (!known.ok()) return known.status();
  HILT_CHECK(known->size() == hints.size());
  Hints wanted;
  for (size_t i = 0; i < hints.size(); ++i) {
    const ChainQuery::Knowledge& knowledge = (*known)[i];
    if (knowledge.known || MayBeDead(hints[i], knowledge)) {
      wanted.push_back(hints[i]);
    } else {
      Take(hints[i].signature, {.transaction = std::nullopt, .knowledge = knowledge});
    }
  }
  Want(wanted);
  return absl::OkStatus();
}

void HintWorker::NoteStatuses(const absl::Status& answered, absl::Time now) {
  bool news = false;
  {
    const base::MutexLock lock(mutex_);
    if (absl::IsUnavailable(answered)) {
      if (!silent_since_) silent_since_ = now;
      return;
    }
    silent_since_.reset();
    news = statuses_told_ && !answered.ok() && !stopped_;
    statuses_told_ = answered.ok();
  }
  if (news && on_no_statuses_) on_no_statuses_(answered);
}

bool HintWorker::IsSilent(absl::Time now) {
  const base::MutexLock lock(mutex_);
  return silent_since_ && now - *silent_since_ >= kSilentAtMost;
}

// What endpoints do not tell is found out by fetches. Where none can be asked, those would be more
// calls for want of one, and count as looks that there were not: `at_least` so many are fetched, so
// that what fails at this question alone goes on.
void HintWorker::DoWithout(const absl::Status& told, std::span<const storage::FetchHint> hints,
                           size_t at_least) {
  const size_t fetched =
      absl::IsUnavailable(told) ? std::min(at_least, hints.size()) : hints.size();
  Want(hints.first(fetched));
  LetAlone(hints.subspan(fetched));
}

// They stay due in the store.
void HintWorker::LetAlone(std::span<const storage::FetchHint> hints) {
  const absl::Time until = clock_.Now() + kNobodyAskedRest;
  const base::MutexLock lock(mutex_);
  for (const storage::FetchHint& hint : hints) in_flight_[hint.signature] = until;
}

void HintWorker::Want(std::span<const storage::FetchHint> hints) {
  if (hints.empty()) return;
  {
    const base::MutexLock lock(mutex_);
    wanted_.insert(wanted_.end(), hints.begin(), hints.end());
  }
  work_.notify_all();
}

void HintWorker::PutOffAll(std::span<const storage::FetchHint> hints) {
  if (hints.empty()) return;
  const std::vector<solana::Signature> signatures = SignaturesOf(hints);
  Submit(signatures, [signatures](settle::WriteContext& context) -> absl::StatusOr<Taken> {
    for (const solana::Signature& signature : signatures) {
      HILT_RETURN_IF_ERROR(PutOff(context, signature));
    }
    return Taken{};
  });
}

Fetched HintWorker::Fetch(const storage::FetchHint& hint) {
  const absl::Time now = clock_.Now();
  Fetched fetched{.transaction = chain_.FetchTransaction(hint.signature, now + kFetchAtMost)};
  if (!fetched.transaction.ok()) return fetched;
  if (const std::optional<domain::Observation>& seen = *fetched.transaction) {
    AskTwo(*seen, now + kFetchAtMost, fetched);
    return fetched;
  }
  if (hint.first_height && now < hint.arrived_at + kDeadAtTheEarliest) return fetched;
  const auto knowledge = chain_.AskKnowledge({&hint.signature, 1}, now + kFetchAtMost);
  if (knowledge.ok()) fetched.knowledge = knowledge->front();
  return fetched;
}

// Two endpoints, where a payment needs that they agree. Without them it is one endpoint's word.
void HintWorker::AskTwo(const domain::Observation& seen, absl::Time deadline, Fetched& fetched) {
  const std::unique_ptr<const storage::Reader> snapshot = store_.Snapshot();
  const auto wants = settle::WantsAgreement(storage::LedgerReader(*snapshot), seen);
  if (!wants.ok()) Tell(wants.status());
  if (!wants.value_or(false)) return;
  auto two = chain_.FetchFromTwo(seen.signature, seen.commitment, deadline);
  if (two.ok()) fetched.two = *std::move(two);
}

void HintWorker::Take(const solana::Signature& signature, const Fetched& fetched) {
  Submit({signature}, [signature, fetched](settle::WriteContext& context) {
    return TakeFetched(context, signature, fetched);
  });
}

void HintWorker::Submit(const std::vector<solana::Signature>& signatures,
                        const std::function<absl::StatusOr<Taken>(settle::WriteContext&)>& take) {
  const auto done = [this, signatures](const absl::StatusOr<Taken>& taken) {
    Release(signatures, taken.status());
    if (!taken.ok() || !taken->disagreement || !on_disagreement_) return;
    on_disagreement_(signatures.front(), *taken->disagreement);
  };
  const absl::Status submitted = writer_.Submit(settle::MakeCommand<Taken>(take, done));
  if (!submitted.ok()) Release(signatures, submitted);
}

// What the writer did not take stays due in the store, and is let alone for a while.
void HintWorker::Release(const std::vector<solana::Signature>& signatures,
                         const absl::Status& taken) {
  const bool passes = absl::IsUnavailable(taken) || absl::IsResourceExhausted(taken);
  if (!taken.ok() && !passes) Tell(taken);
  const absl::Time rests_until = clock_.Now() + kNotTakenRest;
  const base::MutexLock lock(mutex_);
  for (const solana::Signature& signature : signatures) {
    if (taken.ok()) {
      in_flight_.erase(signature);
      if (reading_) released_.insert(signature);
    } else {
      in_flight_[signature] = rests_until;
    }
  }
}

void HintWorker::Tell(const absl::Status& error) {
  if (on_error_) on_error_(error);
}

void HintWorker::Notify() {
  {
    const base::MutexLock lock(mutex_);
    notified_ = true;
  }
  work_.notify_one();
}

bool HintWorker::WaitForWork() {
  const bool failed = writer_.failed();  // then there is nothing to do for good
  mutex_.Lock();
  const bool idle = due_.empty() && wanted_.empty() && !notified_;
  if ((idle || failed) && !stopped_) {
    work_.wait_for(mutex_, absl::ToChronoMilliseconds(kPoll));
  }
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
