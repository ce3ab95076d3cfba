#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "confirmer/finality/chain_query.h"
#include "confirmer/finality/hints.h"
#include "confirmer/settle/writer.h"
#include "storage/store.h"

namespace hilt::finality {

// Works off the durable fetch hints. Those that are due are taken in batches, and nodes' status
// caches asked about all of a batch at once; what may have something new to judge is fetched then,
// one by one, and handed to the writer; from two endpoints, where a payment needs that they agree.
// Where endpoints do not tell statuses, each is fetched; where none can be asked, all are let alone
// for a moment. A crash at any point leaves the hint, so that it is looked at again.
//
//   while (worker.WaitForWork()) worker.Step();   // each of app's fetch threads
//
// Thread safety: everything from any thread.
class HintWorker {
 public:
  // All must outlive the worker.
  HintWorker(const storage::Store& store, settle::Writer& writer, ChainQuery& chain,
             const base::Clock& clock);

  // Fetches one signature, or asks about a batch of those that are due; blocks while an endpoint
  // answers. False: none was due, the store cannot be read, or a commit has failed.
  bool Step();

  // There may be a new hint.
  void Notify();
  // Blocks until Notify, or a short while, for hints become due by themselves, and always once a
  // commit has failed. False: after Stop.
  bool WaitForWork();
  void Stop();

  // Told, from any thread, of what should not happen: rows that cannot be read. Set before the
  // first step.
  void set_on_error(std::function<void(const absl::Status&)> on_error) {
    on_error_ = std::move(on_error);
  }

  // Told, from any thread, that endpoints which can be asked tell no statuses; once, until they do
  // again. Set before the first step.
  void set_on_no_statuses(std::function<void(const absl::Status&)> on_no_statuses) {
    on_no_statuses_ = std::move(on_no_statuses);
  }

  // Told, from the writer's thread, once a discrepancy endpoint_disagreement was opened. Set before
  // the first step.
  using OnDisagreement = std::function<void(const solana::Signature&, const std::string& what)>;
  void set_on_disagreement(OnDisagreement on_disagreement) {
    on_disagreement_ = std::move(on_disagreement);
  }

 private:
  using Hints = std::vector<storage::FetchHint>;

  std::optional<storage::FetchHint> PopWanted();
  // At most ChainQuery::kMaxSignatures that are due; reads more of them where none is left.
  Hints TakeDue();
  Hints PopDue();
  void ReadDue();

  void Sort(const Hints& batch);
  // Not OK: nobody told, and nothing was done.
  absl::Status LookUp(std::span<const storage::FetchHint> hints);
  void NoteStatuses(const absl::Status& answered, absl::Time now);
  // Nobody could be asked about statuses for long.
  bool IsSilent(absl::Time now);
  void DoWithout(const absl::Status& told, std::span<const storage::FetchHint> hints,
                 size_t at_least);
  void Want(std::span<const storage::FetchHint> hints);
  void LetAlone(std::span<const storage::FetchHint> hints);
  void PutOffAll(std::span<const storage::FetchHint> hints);

  Fetched Fetch(const storage::FetchHint& hint);
  void AskTwo(const domain::Observation& seen, absl::Time deadline, Fetched& fetched);
  void Take(const solana::Signature& signature, const Fetched& fetched);
  // Has the writer take what was learnt of these signatures, and lets them go.
  void Submit(const std::vector<solana::Signature>& signatures,
              const std::function<absl::StatusOr<Taken>(settle::WriteContext&)>& take);
  void Release(const std::vector<solana::Signature>& signatures, const absl::Status& taken);
  void Tell(const absl::Status& error);

  const storage::Store& store_;
  settle::Writer& writer_;
  ChainQuery& chain_;
  const base::Clock& clock_;
  std::function<void(const absl::Status&)> on_error_;
  std::function<void(const absl::Status&)> on_no_statuses_;
  OnDisagreement on_disagreement_;

  base::Mutex mutex_;
  std::condition_variable_any work_;
  std::deque<storage::FetchHint> due_ ABSL_GUARDED_BY(mutex_);  // nobody was asked about them yet
  std::deque<storage::FetchHint> wanted_ ABSL_GUARDED_BY(mutex_);  // to be fetched, in flight
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  // Below this nothing is due, but for what a scan of everything finds now and then.
  absl::Time nothing_before_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::Time read_all_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  // Being looked at, fetched or judged (for ever), or let alone until then: not taken by the
  // writer, or nobody could be asked.
  absl::flat_hash_map<solana::Signature, absl::Time> in_flight_ ABSL_GUARDED_BY(mutex_);
  // Let go since the read that is under way began: it may still give what they were before.
  absl::flat_hash_set<solana::Signature> released_ ABSL_GUARDED_BY(mutex_);
  bool statuses_told_ ABSL_GUARDED_BY(mutex_) = true;  // or nobody could be asked yet
  // Since when nobody could be asked about statuses.
  std::optional<absl::Time> silent_since_ ABSL_GUARDED_BY(mutex_);
  bool notified_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace hilt::finality
