#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
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

  // Told, from any thread, of what should not happen: rows that cannot be read. Set before the
  // first step.
  void set_on_error(std::function<void(const absl::Status&)> on_error) {
    on_error_ = std::move(on_error);
  }

 private:
  std::optional<storage::FetchHint> TakeDue();
  std::optional<storage::FetchHint> PopDue();
  void ReadDue();
  Fetched Fetch(const storage::FetchHint& hint);
  void Release(const solana::Signature& signature, const absl::Status& taken);

  const storage::Store& store_;
  settle::Writer& writer_;
  ChainQuery& chain_;
  const base::Clock& clock_;
  std::function<void(const absl::Status&)> on_error_;

  base::Mutex mutex_;
  std::condition_variable_any work_;
  std::deque<storage::FetchHint> due_ ABSL_GUARDED_BY(mutex_);
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  // Below this nothing is due, but for what a scan of everything finds now and then.
  absl::Time nothing_before_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::Time read_all_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  // Being fetched or judged (for ever), or not taken by the writer and let alone until then.
  absl::flat_hash_map<solana::Signature, absl::Time> in_flight_ ABSL_GUARDED_BY(mutex_);
  bool notified_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace hilt::finality
