#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "confirmer/settle/command.h"
#include "storage/store.h"

namespace hilt::settle {

// The one writer: everything that changes the store goes through it, in one order.
//
// Commands wait in a bounded queue. A step takes those that wait, applies them one after another to
// an overlay of the store, commits the overlay as one durable batch (group commit), and answers
// each. Nothing is told to anyone before it is durable.
//
//   while (writer.WaitForWork()) writer.Step();   // app's writer thread
//   writer.Step();                                // a simulation, on its own thread
//
// A command that is refused leaves no trace. Where the commit fails, every command of the batch is
// answered UNAVAILABLE store_unavailable, and so is everything after it: a store that failed once
// is not written again before it is opened anew.
//
// Thread safety: Submit, Stop and the figures from any thread; Step and WaitForWork from one thread
// at a time.
class Writer {
 public:
  struct Limits {
    size_t queue_commands = 4096;  // waiting; one more is refused
    size_t batch_commands = 256;   // applied in one commit
  };

  // All must outlive the writer.
  Writer(storage::Store& store, const EngineRules& rules, const base::Clock& clock, Limits limits);

  // RESOURCE_EXHAUSTED: the queue is full. UNAVAILABLE shutting_down: stopping. The command is gone
  // then, its Done not called.
  absl::Status Submit(std::unique_ptr<Command> command);

  // Applies, commits and answers what waits, up to one batch. The number of commands taken.
  size_t Step();

  // Blocks until commands wait (true) or the writer is stopped and none is left (false).
  bool WaitForWork();

  // Refuses what comes from now on; what waits is still taken by Step.
  void Stop();

  // Called after each commit that wrote anything, on the writer's thread, before the commands are
  // answered: a wake-up for readers of the log, with nothing in it. Set before the first step.
  void set_on_commit(std::function<void()> on_commit) { on_commit_ = std::move(on_commit); }

  // Told once, on the writer's thread, why a commit failed. Set before the first step.
  void set_on_failure(std::function<void(const absl::Status&)> on_failure) {
    on_failure_ = std::move(on_failure);
  }

  size_t queue_depth() const;
  // Commits failed: nothing is written any more.
  bool failed() const;

 private:
  std::vector<std::unique_ptr<Command>> Take();
  absl::Status Commit(const storage::Batch& batch);

  storage::Store& store_;
  const EngineRules& rules_;
  const base::Clock& clock_;
  const Limits limits_;
  std::function<void()> on_commit_;
  std::function<void(const absl::Status&)> on_failure_;

  mutable base::Mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<std::unique_ptr<Command>> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool failed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace hilt::settle
