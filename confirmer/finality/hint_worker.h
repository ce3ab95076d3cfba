#pragma once

#include <condition_variable>
#include <deque>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "confirmer/finality/chain_query.h"
#include "confirmer/finality/hints.h"
#include "confirmer/settle/writer.h"
#include "storage/store.h"

namespace hilt::finality {

// Works off the durable fetch hints: fetches each signature that is due and hands what it got to
// the writer. A crash at any point leaves the hint, so that it is fetched again.
//
//   while (worker.WaitForWork()) worker.Step();   // each of app's fetch threads
//
// Thread safety: everything from any thread.
class HintWorker {
 public:
  // All must outlive the worker.
  HintWorker(const storage::Store& store, settle::Writer& writer, ChainQuery& chain,
             const base::Clock& clock);

  // Fetches one signature that is due; blocks while an endpoint answers. False: none was due, or
  // the store cannot be read.
  bool Step();

  // There may be a new hint.
  void Notify();
  // Blocks until Notify, or a short while, for hints become due by themselves. False: after Stop.
  bool WaitForWork();
  void Stop();

 private:
  std::optional<storage::FetchHint> TakeDue();
  std::optional<storage::FetchHint> PopDue();
  void ReadDue();
  Fetched Fetch(const storage::FetchHint& hint);
  void Release(const solana::Signature& signature);

  const storage::Store& store_;
  settle::Writer& writer_;
  ChainQuery& chain_;
  const base::Clock& clock_;

  base::Mutex mutex_;
  std::condition_variable_any work_;
  std::deque<storage::FetchHint> due_ ABSL_GUARDED_BY(mutex_);
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  // Below this nothing is due, but for what a scan of everything finds now and then.
  absl::Time nothing_before_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::Time read_all_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  // Being fetched, or being judged by the writer.
  absl::flat_hash_set<solana::Signature> in_flight_ ABSL_GUARDED_BY(mutex_);
  bool notified_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace hilt::finality
