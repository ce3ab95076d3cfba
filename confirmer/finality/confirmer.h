#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "confirmer/finality/chain_query.h"
#include "confirmer/finality/confirm.h"
#include "confirmer/settle/writer.h"
#include "storage/store.h"

namespace hilt::finality {

// ConfirmPayment at work: each call is a task that is looked at again and again, by fetching its
// transaction and having the writer judge it, until its outcome is final or its time is up.
//
//   while (confirmer.WaitForWork()) confirmer.Step();   // each of app's fetch threads
//
// Thread safety: everything from any thread.
class Confirmer final : public Confirmation {
 public:
  struct Limits {
    size_t tasks = 1024;          // in all
    size_t tasks_of_payment = 8;  // asking about one payment, or one signature
  };

  // `chain` may be nullptr: there is no endpoint. All others must outlive this.
  Confirmer(const storage::Store& store, settle::Writer& writer, ChainQuery* chain,
            const settle::EngineRules& rules, const base::Clock& clock, Limits limits);
  ~Confirmer() override;

  void Confirm(const ConfirmRequest& request, absl::Time until, Done done) override;

  // Looks at one task that is due; blocks while an endpoint answers. False: none was due.
  bool Step();
  // Blocks until a task is due (true), or after Stop (false).
  bool WaitForWork();
  // Every task ends with UNAVAILABLE shutting_down, those to come too.
  void Stop();

  size_t tasks() const;

 private:
  struct Task;
  using TaskPtr = std::shared_ptr<Task>;  // shared by the queue and the writer's command

  static bool Ends(const Task& task, ConfirmOutcome outcome);
  TaskPtr TakeDue();
  void Look(const TaskPtr& task);
  void Judge(const TaskPtr& task, std::optional<domain::Observation> observation);
  // The task goes on, or ends with this.
  void Conclude(const TaskPtr& task, absl::StatusOr<ConfirmAnswer> answer);
  // False: it is too late, the confirmer has stopped.
  bool WaitOn(const TaskPtr& task, absl::Time due);
  void End(const TaskPtr& task, absl::StatusOr<ConfirmAnswer> answer);

  const storage::Store& store_;
  settle::Writer& writer_;
  ChainQuery* const chain_;
  const settle::EngineRules& rules_;
  const base::Clock& clock_;
  const Limits limits_;

  mutable base::Mutex mutex_;
  std::condition_variable_any work_;
  std::multimap<absl::Time, TaskPtr> waiting_ ABSL_GUARDED_BY(mutex_);  // by when they are due
  std::map<std::string, size_t> tasks_by_subject_ ABSL_GUARDED_BY(mutex_);
  size_t tasks_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace hilt::finality
