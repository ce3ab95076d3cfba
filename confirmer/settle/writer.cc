#include "confirmer/settle/writer.h"

#include <algorithm>
#include <utility>

#include "confirmer/settle/refusal.h"

namespace hilt::settle {

Writer::Writer(storage::Store& store, const EngineRules& rules, const base::Clock& clock,
               Limits limits)
    : store_(store), rules_(rules), clock_(clock), limits_(limits) {}

absl::Status Writer::Submit(std::unique_ptr<Command> command) {
  {
    const base::MutexLock lock(mutex_);
    if (stopping_) {
      return Refusal(absl::StatusCode::kUnavailable, "shutting_down", "the engine is stopping");
    }
    if (waiting_.size() >= limits_.queue_commands) {
      return absl::ResourceExhaustedError("the writer's queue is full");
    }
    waiting_.push_back(std::move(command));
  }
  wake_.notify_one();
  return absl::OkStatus();
}

std::vector<std::unique_ptr<Command>> Writer::Take() {
  const base::MutexLock lock(mutex_);
  const size_t count = std::min(waiting_.size(), limits_.batch_commands);
  std::vector<std::unique_ptr<Command>> taken;
  taken.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    taken.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return taken;
}

absl::Status Writer::Commit(const storage::Batch& batch) {
  // What writes nothing may still rest on what the failed batch wrote, and nobody knows whether
  // that is durable.
  if (!failed()) {
    if (batch.empty()) return absl::OkStatus();
    absl::Status committed = store_.Commit(batch);
    if (committed.ok()) return committed;
    {
      const base::MutexLock lock(mutex_);
      failed_ = true;
    }
    if (on_failure_) on_failure_(committed);
  }
  return Refusal(absl::StatusCode::kUnavailable, "store_unavailable",
                 "the store cannot be written");
}

size_t Writer::Step() {
  const std::vector<std::unique_ptr<Command>> commands = Take();
  if (commands.empty()) return 0;
  storage::Overlay overlay(store_);
  storage::Ledger ledger(overlay);
  WriteContext context{.ledger = ledger, .now = clock_.Now(), .rules = rules_};
  std::vector<absl::Status> outcomes;
  outcomes.reserve(commands.size());
  for (const std::unique_ptr<Command>& command : commands) {
    const size_t mark = overlay.Mark();
    outcomes.push_back(command->Apply(context));
    if (!outcomes.back().ok()) overlay.RollBackTo(mark);
  }
  const absl::Status committed = Commit(overlay.batch());
  if (committed.ok() && !overlay.batch().empty() && on_commit_) on_commit_();
  for (size_t i = 0; i < commands.size(); ++i) {
    commands[i]->Done(committed.ok() ? outcomes[i] : committed);
  }
  return commands.size();
}

bool Writer::WaitForWork() {
  mutex_.Lock();
  while (waiting_.empty() && !stopping_) wake_.wait(mutex_);
  const bool work = !waiting_.empty();
  mutex_.Unlock();
  return work;
}

void Writer::Stop() {
  {
    const base::MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
}

size_t Writer::queue_depth() const {
  const base::MutexLock lock(mutex_);
  return waiting_.size();
}

bool Writer::failed() const {
  const base::MutexLock lock(mutex_);
  return failed_;
}

}  // namespace hilt::settle
