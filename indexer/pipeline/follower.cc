#include "indexer/pipeline/follower.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "absl/time/time.h"
#include "base/check.h"
#include "base/status.h"
#include "indexer/pipeline/rest.h"

namespace hilt::pipeline {
namespace {

using domain::Commitment;
using domain::Slot;

constexpr absl::Duration kLongestWait = absl::Milliseconds(500);

// No chain comes that far, and sums of slots and windows do not wrap below it.
constexpr Slot kBeyondAnySlot{uint64_t{1} << 62};

bool IsPossible(const Answer& answer) {
  return std::all_of(answer.slots.begin(), answer.slots.end(),
                     [](Slot slot) { return slot < kBeyondAnySlot; });
}

}  // namespace

absl::StatusOr<std::unique_ptr<Follower>> Follower::Create(FollowerOptions options,
                                                           const std::optional<std::string>& cursor,
                                                           Sink& sink, telemetry::Log& log) {
  HILT_CHECK(options.window >= 2);  // a block is vouched for by the next one
  std::optional<BlockCursor> stored;
  if (cursor) {
    const absl::StatusOr<BlockCursor> read = DecodeBlockCursor(*cursor);
    if (!read.ok()) return base::Annotate(read.status(), options.source);
    stored = *read;
  }
  return std::unique_ptr<Follower>(new Follower(std::move(options), std::move(stored), sink, log));
}

Follower::Follower(FollowerOptions options, std::optional<BlockCursor> cursor, Sink& sink,
                   telemetry::Log& log)
    : options_(std::move(options)),
      log_(log),
      delivery_(sink, [this_wakes = wakes_] { this_wakes->Notify(); }),
      line_({.window = options_.window, .last_slot = options_.last_slot}),
      view_({.window = options_.window, .most_blocks = kMaxShown}),
      cursor_(std::move(cursor)) {
  if (cursor_) {
    line_.Resume(
        {.slot = cursor_->frontier, .blockhash = cursor_->blockhash, .height = cursor_->height});
    view_.MoveFrontier(cursor_->frontier, cursor_->blockhash);
    shown_.insert(cursor_->shown.begin(), cursor_->shown.end());
    stands_ = shown_;
    past_end_ = options_.last_slot && cursor_->frontier >= *options_.last_slot;
  } else if (options_.start.slot) {
    line_.BeginAt(*options_.start.slot);
  } else {
    finder_.emplace(options_.start.behind, options_.start.at_latest);
  }
}

bool Follower::IsNear() const {
  const auto& frontier = line_.frontier();
  return options_.confirmed && frontier && line_.head() &&
         line_.head()->value() <= frontier->slot.value() + kNearSlots;
}

std::vector<Question> Follower::Wants(absl::Time now) const {
  if (past_end_) return {};
  std::vector<Question> wants;
  const bool may_poll = IsOver(polled_finalized_ + options_.poll, options_.poll, now);
  if (finder_) {
    const auto want = finder_->Want();
    if (want && (want->ask != Ask::kHead || may_poll)) wants.push_back(*want);
    return wants;
  }
  if (may_poll) wants.push_back(HeadAt(Commitment::kFinalized));
  const std::vector<Question> line = line_.Wants(view_.chain());
  wants.insert(wants.end(), line.begin(), line.end());
  if (!IsNear()) return wants;
  if (IsOver(polled_confirmed_ + options_.poll, options_.poll, now)) {
    wants.push_back(HeadAt(Commitment::kConfirmed));
  }
  const std::vector<Question> view = view_.Wants();
  wants.insert(wants.end(), view.begin(), view.end());
  return wants;
}

std::optional<Follower::Work> Follower::TakeWork(absl::Time now) {
  const base::MutexLock lock(mutex_);
  Move(now);
  if (asking_.under_way() >= options_.fetches) return std::nullopt;
  for (const Question& question : Wants(now)) {
    if (!asking_.MayAsk(question, now)) continue;
    asking_.Began(question);
    if (question.ask == Ask::kHead) {
      (question.commitment == Commitment::kFinalized ? polled_finalized_ : polled_confirmed_) = now;
    }
    return Work{.question = question, .last = asking_.Distrusted(now)};
  }
  return std::nullopt;
}

bool Follower::Take(const Question& question, Answer& answer, absl::Time now) {
  if (!IsPossible(answer)) {
    asking_.Distrust(answer.endpoint, now);
    return false;
  }
  if (finder_) {
    const bool useful = finder_->Take(question, answer);
    // Its ledger may begin too late, where that of another reaches back far enough.
    if (!useful && answer.ok()) asking_.Distrust(answer.endpoint, now);
    if (const auto found = finder_->found()) {
      if (finder_->begins_late()) {
        log_.Warning("no node's ledger reaches back to where the chain was to be followed from",
                     {{"begins_at", found->value()}});
      }
      line_.BeginAt(*found);
      finder_.reset();
    }
    return useful;
  }
  if (question.commitment == Commitment::kConfirmed) return view_.Take(question, answer);
  const bool is_list = question.ask != Ask::kHeader && question.ask != Ask::kBlock;
  if (is_list && answer.ok()) listed_by_.insert(answer.endpoint);
  return line_.Take(question, answer);
}

void Follower::Done(const Work& work, Answer answer, absl::Time now) {
  {
    const base::MutexLock lock(mutex_);
    asking_.Ended(work.question, answer, now);
    Note(answer, now);
    const bool useful = Take(work.question, answer, now);
    if (useful) ++counts_.answers;
    if (!useful && answer.ok()) {
      asking_.Useless(work.question, answer.endpoint + ": what it answered did not fit", now);
    }
    Judge(now);
    Move(now);
  }
  wakes_->Notify();
}

void Follower::Note(const Answer& answer, absl::Time now) {
  for (const EndpointTrouble& one : answer.troubles) {
    ++counts_.troubles[static_cast<size_t>(one.trouble)];
    auto& errors = counts_.errors;
    const auto found = std::find_if(errors.begin(), errors.end(), [&](const auto& error) {
      return error.endpoint == one.endpoint;
    });
    FollowerStatus::EndpointError& error = found == errors.end() ? errors.emplace_back() : *found;
    error = {.endpoint = one.endpoint, .message = one.message, .at = now};
  }
}

void Follower::Judge(absl::Time now) {
  for (const Contradiction& one : line_.TakeContradictions()) {
    Judge(one, Commitment::kFinalized, now);
  }
  for (const Contradiction& one : view_.TakeContradictions()) {
    Judge(one, Commitment::kConfirmed, now);
  }
}

void Follower::Judge(const Contradiction& one, Commitment commitment, absl::Time now) {
  ++counts_.contradictions;
  asking_.Distrust(one.endpoint, now);
  for (const Ask ask : {Ask::kHeader, Ask::kBlock}) {
    asking_.Useless({.ask = ask, .commitment = commitment, .from = one.slot, .to = Slot(0)},
                    fmt::format("{} {}", one.endpoint, one.what), now);
  }
  absl::Time& warned_at = warned_at_[{one.endpoint, one.what}];
  if (!IsOver(warned_at + kWarnsEvery, kWarnsEvery, now)) return;
  warned_at = now;
  log_.Warning("a node's answer is not believed", {{"endpoint", one.endpoint},
                                                   {"commitment", Name(commitment)},
                                                   {"slot", one.slot.value()},
                                                   {"what", one.what}});
}

void Follower::Move(absl::Time now) {
  delivery_.Offer(now);
  while (delivery_.idle()) {
    std::optional<domain::Step> step = NextStep(now);
    if (!step) break;
    delivery_.Put(*std::move(step));
    delivery_.Offer(now);
  }
  Judge(now);
  BeginAnewIfStuck(now);
}

void Follower::BeginAnewIfStuck(absl::Time now) {
  const auto& frontier = line_.frontier();
  const bool may_wait = finder_ || past_end_ || !delivery_.idle() ||
                        (frontier && line_.head() && *line_.head() <= frontier->slot);
  if (may_wait || moved_at_ == absl::InfinitePast()) {
    moved_at_ = now;
    return;
  }
  if (!IsOver(moved_at_ + patience_, patience_, now)) return;
  for (const std::string& endpoint : listed_by_) asking_.Distrust(endpoint, now);
  listed_by_.clear();
  line_.StartOver();
  asking_.ForgetRests();
  ++counts_.begun_anew;
  moved_at_ = now;
  patience_ = std::min(2 * patience_, kBeginsAnewAtMost);
  log_.Warning("the chain cannot be proved to go on: everything is asked anew",
               {{"frontier", frontier ? frontier->slot.value() : 0}});
}

absl::Time Follower::NextTurn(absl::Time now) const {
  const base::MutexLock lock(mutex_);
  absl::Time next = std::min(asking_.NextTurn(now), delivery_.NextTurn());
  if (!past_end_) next = std::min(next, polled_finalized_ + options_.poll);
  if (IsNear()) next = std::min(next, polled_confirmed_ + options_.poll);
  return next;
}

bool Follower::WaitForWork(absl::Time now) {
  const absl::Duration wait = std::clamp(NextTurn(now) - now, absl::Milliseconds(1), kLongestWait);
  return wakes_->Wait(wait);
}

void Follower::Stop() { wakes_->Stop(); }

}  // namespace hilt::pipeline
