#include "confirmer/finality/confirmer.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/status.h"
#include "confirmer/settle/observe.h"
#include "confirmer/settle/record.h"
#include "confirmer/settle/refusal.h"

namespace hilt::finality {
namespace {

using settle::Refusal;

constexpr absl::Duration kFirstWait = absl::Milliseconds(300);
constexpr absl::Duration kLongestWait = absl::Seconds(2);
constexpr absl::Duration kFetchAtMost = absl::Seconds(10);
constexpr absl::Duration kFetchAtLeast = absl::Seconds(1);

absl::Status Stopping() {
  return Refusal(absl::StatusCode::kUnavailable, "shutting_down", "the engine is stopping");
}

std::string SubjectOf(const ConfirmRequest& request) {
  if (request.payment_id) return "payment " + domain::ToString(*request.payment_id);
  const auto& bytes = request.signature->bytes;
  return "signature " + std::string(bytes.begin(), bytes.end());
}

}  // namespace

struct Confirmer::Task {
  ConfirmRequest request;
  absl::Time until;
  Done done;
  std::string subject;
  absl::Duration wait = kFirstWait;
  bool looked = false;   // the chain was asked
  absl::Status fetched;  // why the last fetch gave nothing; OK: it gave an answer
};

// One bad transaction says nothing of those that may still come for the payment.
bool Confirmer::Ends(const Task& task, ConfirmOutcome outcome) {
  if (outcome == ConfirmOutcome::kRejected) return task.request.signature.has_value();
  return IsFinal(outcome);
}

Confirmer::Confirmer(const storage::Store& store, settle::Writer& writer, ChainQuery* chain,
                     const settle::EngineRules& rules, const base::Clock& clock, Limits limits)
    : store_(store),
      writer_(writer),
      chain_(chain),
      rules_(rules),
      clock_(clock),
      limits_(limits) {}

Confirmer::~Confirmer() = default;

void Confirmer::Confirm(const ConfirmRequest& request, absl::Time until, Done done) {
  auto task = std::make_shared<Task>();
  task->request = request;
  task->until = until;
  task->subject = SubjectOf(request);
  task->done = std::move(done);
  absl::Status refused;
  {
    const base::MutexLock lock(mutex_);
    size_t& of_subject = tasks_by_subject_[task->subject];
    if (stopped_) {
      refused = Stopping();
    } else if (tasks_ >= limits_.tasks || of_subject >= limits_.tasks_of_payment) {
      refused = Refusal(absl::StatusCode::kResourceExhausted, "too_many_confirms",
                        "too many ConfirmPayment calls wait");
    } else {
      ++of_subject;
      ++tasks_;
      waiting_.emplace(clock_.Now(), task);
    }
    if (of_subject == 0) tasks_by_subject_.erase(task->subject);
  }
  if (!refused.ok()) {
    task->done(std::move(refused));
  } else {
    work_.notify_one();
  }
}

Confirmer::TaskPtr Confirmer::TakeDue() {
  const base::MutexLock lock(mutex_);
  if (waiting_.empty() || waiting_.begin()->first > clock_.Now()) return nullptr;
  TaskPtr task = waiting_.begin()->second;
  waiting_.erase(waiting_.begin());
  return task;
}

bool Confirmer::WaitForWork() {
  mutex_.Lock();
  while (!stopped_) {
    const absl::Time now = clock_.Now();
    if (!waiting_.empty() && waiting_.begin()->first <= now) break;
    const absl::Duration wait = waiting_.empty() ? absl::Seconds(1) : waiting_.begin()->first - now;
    work_.wait_for(mutex_, absl::ToChronoMicroseconds(wait + absl::Microseconds(1)));
  }
  const bool work = !stopped_;
  mutex_.Unlock();
  return work;
}

bool Confirmer::Step() {
  const TaskPtr task = TakeDue();
  if (task == nullptr) return false;
  Look(task);
  return true;
}

void Confirmer::Look(const TaskPtr& task) {
  absl::StatusOr<ConfirmAnswer> known =
      JudgeOutcome(storage::LedgerReader(store_), rules_.policy, task->request, nullptr);
  const bool decided = known.ok() && known->outcome == ConfirmOutcome::kConfirmed;
  if (!known.ok() || decided) return End(task, std::move(known));
  if (chain_ == nullptr) {
    return End(task, Refusal(absl::StatusCode::kFailedPrecondition, "no_endpoint",
                             "no JSON-RPC endpoint is configured to fetch the transaction from"));
  }
  if (!known->signature) return Conclude(task, std::move(known));
  const absl::Time now = clock_.Now();
  // Late, for want of threads: what is known has to do, unless nothing was asked yet.
  if (task->looked && now > task->until + kFetchAtLeast) return Conclude(task, std::move(known));
  task->looked = true;
  const absl::Duration left =
      std::clamp(task->until - now, kFetchAtLeast, absl::Duration(kFetchAtMost));
  absl::StatusOr<std::optional<domain::Observation>> fetched =
      chain_->FetchTransaction(*known->signature, now + left);
  task->fetched = fetched.status();
  if (!fetched.ok() || !*fetched) return Conclude(task, std::move(known));
  Judge(task, std::move(*fetched));
}

void Confirmer::Judge(const TaskPtr& task, std::optional<domain::Observation> observation) {
  // In a struct of its own: a refusal to answer must not undo what was observed.
  struct Judged {
    absl::StatusOr<ConfirmAnswer> answer;
  };
  const auto apply = [task, observation = std::move(observation)](
                         settle::WriteContext& context) -> absl::StatusOr<Judged> {
    HILT_RETURN_IF_ERROR(settle::ObserveAndFollow(context, *observation));
    return Judged{JudgeOutcome(context.ledger, context.rules.policy, task->request, &*observation)};
  };
  const auto done = [this, task](absl::StatusOr<Judged> judged) {
    Conclude(task, judged.ok() ? std::move(judged->answer) : judged.status());
  };
  const absl::Status submitted = writer_.Submit(settle::MakeCommand<Judged>(apply, done));
  if (absl::IsResourceExhausted(submitted)) {
    End(task, Refusal(absl::StatusCode::kUnavailable, "overloaded",
                      "the engine has more work waiting than it takes on"));
  } else if (!submitted.ok()) {
    End(task, submitted);
  }
}

void Confirmer::Conclude(const TaskPtr& task, absl::StatusOr<ConfirmAnswer> answer) {
  const absl::Time now = clock_.Now();
  if (!answer.ok() || Ends(*task, answer->outcome)) return End(task, std::move(answer));
  if (now >= task->until) {
    if (answer->outcome == ConfirmOutcome::kNotSeen && !task->fetched.ok()) {
      answer = Refusal(absl::StatusCode::kUnavailable, "endpoint_unavailable",
                       "no endpoint answered: " + std::string(task->fetched.message()));
    }
    return End(task, std::move(answer));
  }
  if (!WaitOn(task, std::min(now + task->wait, task->until))) return End(task, Stopping());
  work_.notify_one();
}

bool Confirmer::WaitOn(const TaskPtr& task, absl::Time due) {
  const base::MutexLock lock(mutex_);
  if (stopped_) return false;
  task->wait = std::min(task->wait * 3 / 2, kLongestWait);
  waiting_.emplace(due, task);
  return true;
}

void Confirmer::End(const TaskPtr& task, absl::StatusOr<ConfirmAnswer> answer) {
  {
    const base::MutexLock lock(mutex_);
    const auto subject = tasks_by_subject_.find(task->subject);
    if (--subject->second == 0) tasks_by_subject_.erase(subject);
    --tasks_;
  }
  task->done(std::move(answer));
}

void Confirmer::Stop() {
  std::multimap<absl::Time, TaskPtr> left;
  {
    const base::MutexLock lock(mutex_);
    stopped_ = true;
    left.swap(waiting_);
  }
  work_.notify_all();
  for (const auto& [due, task] : left) End(task, Stopping());
}

size_t Confirmer::tasks() const {
  const base::MutexLock lock(mutex_);
  return tasks_;
}

}  // namespace hilt::finality
