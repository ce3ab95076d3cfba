#pragma once

#include <condition_variable>
#include <map>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "confirmer/finality/chain_query.h"
#include "confirmer/finality/expiry.h"
#include "confirmer/settle/writer.h"
#include "storage/store.h"

namespace hilt::finality {

// Ends the payments whose time is up: by the time of the chain where a chain source has covered
// theirs. Elsewhere by the wall clock: it asks the chain a last time about every signature that is
// known, then has the writer decide. Since when it looks at a payment is not stored: what is
// undecided has a day from the start of the process, at the least.
//
//   while (worker.WaitForWork()) worker.Step();   // app's expiry thread
//
// Thread safety: Stop from any thread; the rest from one thread at a time.
class ExpiryWorker {
 public:
  // `chain` may be nullptr: there is no endpoint to ask. All others must outlive the worker.
  ExpiryWorker(const storage::Store& store, settle::Writer& writer, ChainQuery* chain,
               const settle::EngineRules& rules, const base::Clock& clock);

  // Looks once at every payment that is due. The number of payments that it looked at.
  // An error says that the store, or a payment of it, cannot be read; the others were looked at.
  absl::StatusOr<size_t> Step();

  // Blocks for a second or so. False: after Stop.
  bool WaitForWork();
  void Stop();

 private:
  bool stopped();
  absl::StatusOr<std::vector<domain::PaymentId>> Due(
      const std::vector<domain::SourceAdvance>& advances, size_t limit) const;
  void ForgetAllBut(const std::vector<domain::PaymentId>& due);
  // False: the writer did not take it, or it was stopped.
  absl::StatusOr<bool> Look(const domain::PaymentId& id,
                            const std::vector<domain::SourceAdvance>& advances);
  // Of a payment whose time is up.
  absl::Time LookedAtSince(const domain::PaymentId& id);
  LastCheck Check(const std::vector<solana::Signature>& signatures);

  const storage::Store& store_;
  settle::Writer& writer_;
  ChainQuery* const chain_;
  const settle::EngineRules& rules_;
  const base::Clock& clock_;
  std::map<domain::PaymentId, absl::Time> put_off_;          // not to be looked at before
  std::map<domain::PaymentId, absl::Time> looked_at_since_;  // whose time is up

  base::Mutex mutex_;
  std::condition_variable_any work_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace hilt::finality
