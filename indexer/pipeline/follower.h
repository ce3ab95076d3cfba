#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "indexer/pipeline/asking.h"
#include "indexer/pipeline/block_cursor.h"
#include "indexer/pipeline/clock_skew.h"
#include "indexer/pipeline/confirmed_view.h"
#include "indexer/pipeline/delivery.h"
#include "indexer/pipeline/finalized_line.h"
#include "indexer/pipeline/sink.h"
#include "indexer/pipeline/start_finder.h"
#include "indexer/pipeline/wake.h"
#include "telemetry/log.h"

namespace hilt::pipeline {

// Where a follower begins that has no stored cursor. With one it goes on from there, always.
struct FollowerStart {
  // From the first block in or past this slot; none: from the tip, `behind` before it.
  std::optional<domain::Slot> slot;
  // By block time. A payment is covered from 60 s before its creation (SPEC 3), so that the ones
  // made while the engine starts are.
  absl::Duration behind = absl::Seconds(120);
  // Nor later than this, by block time: what is to be covered began then.
  absl::Time at_latest = absl::InfiniteFuture();
};

struct FollowerOptions {
  std::string source = "blocks";  // the name of the cursor
  FollowerStart start;
  std::optional<domain::Slot> last_slot;  // of a backfill; none: follow for ever
  bool confirmed = true;                  // show blocks at `confirmed` before they are final
  size_t window = 32;  // blocks ahead that are fetched, on each of the two; at least 2
  size_t fetches = 8;  // at once
  absl::Duration poll = absl::Milliseconds(400);  // for the heads
};

struct FollowerStatus {
  std::optional<domain::SourceAdvance> durable;  // by this process
  std::optional<domain::Slot> frontier;          // ahead of `durable` by the step under way
  std::optional<domain::Slot> finalized_head;    // as nodes tell
  std::optional<domain::Slot> confirmed_tip;
  std::optional<uint64_t> lag_slots;       // frontier behind finalized_head
  std::optional<absl::Duration> lag_time;  // the frontier's block time behind now
  std::optional<absl::Time> moved_at;      // when the frontier last did
  bool done = false;                       // last_slot is covered, durably
  std::string waits_for;                   // what and why; for people
  struct EndpointError {
    std::string endpoint;
    std::string message;
    absl::Time at;
  };
  std::vector<EndpointError> errors;  // the last of each endpoint
  uint64_t answers = 0;               // of any use
  uint64_t troubles[kTroubles] = {};  // by kind
  uint64_t contradictions = 0;        // answers that did not fit others
  uint64_t begun_anew = 0;            // times that nothing fitted for long
  uint64_t rewinds = 0;               // of the confirmed view
  uint64_t retracted = 0;             // blocks
  uint64_t finalized_blocks = 0;
};

// Follows the chain by its blocks and gives a Step for each: a chain source, complete at finalized.
//
//   auto follower = Follower::Create(options, stored_cursor, sink, log);
//   while (follower.WaitForWork(clock.Now())) {                // each of app's threads
//     while (const auto work = follower.TakeWork(clock.Now())) {
//       follower.Done(*work, reader.Read(work->question, work->last), clock.Now());
//     }
//   }
//
// A finalized block becomes one step: its observations at finalized, what it takes back, and the
// advance, so that the cursor is never ahead of its effects. A block at `confirmed` becomes one
// where it shows anything. A step is offered until it is durable, and the next one only then.
// What is final, and what proves it, is FinalizedLine's; what is shown before, ConfirmedView's.
// Where the chain cannot be proved to go on the frontier stands still, and status() says why.
//
// It never asks, waits or sleeps by itself. Thread-safe. The sink and the log are borrowed.
class Follower {
 public:
  // Nothing fitted for so long: what was fetched is dropped and asked again, of other endpoints
  // first. Twice as long each further time until a block fits.
  static constexpr absl::Duration kBeginsAnew = absl::Seconds(10);
  static constexpr absl::Duration kBeginsAnewAtMost = absl::Minutes(10);
  // Slots behind the finalized head from which blocks at `confirmed` are asked for too.
  static constexpr uint64_t kNearSlots = 64;
  // Slots behind the head up to which a block counts as the newest of the chain.
  static constexpr uint64_t kTipSlots = 8;
  // Of one endpoint and one reason a warning is logged no more often.
  static constexpr absl::Duration kWarnsEvery = absl::Minutes(1);
  // A block's time that is further ahead of our clock is not believed.
  static constexpr absl::Duration kAheadAtMost = absl::Seconds(30);

  // `cursor`: as stored; none: nothing is. DATA_LOSS: it is not a cursor of a block follower.
  static absl::StatusOr<std::unique_ptr<Follower>> Create(FollowerOptions options,
                                                          const std::optional<std::string>& cursor,
                                                          Sink& sink, telemetry::Log& log);

  struct Work {
    Question question;
    std::vector<std::string> last;  // see ChainReader::Read
  };
  // A question for the caller to put, if there is one now. Each is to be answered by Done.
  std::optional<Work> TakeWork(absl::Time now);
  void Done(const Work& work, Answer answer, absl::Time now);

  // When there may be work without anything having been answered; in the past: now.
  absl::Time NextTurn(absl::Time now) const;

  // Blocks until there may be work, by the machine's clock. False: after Stop.
  bool WaitForWork(absl::Time now);
  void Stop();

  FollowerStatus status(absl::Time now) const;

  // Our clock less the chain's, by blocks that came at the tip; see ClockSkew. Not known where
  // blocks at `confirmed` are not followed: how old the finalized tip may be is the cluster's
  // affair.
  std::optional<absl::Duration> clock_skew(absl::Time now) const;

 private:
  Follower(FollowerOptions options, std::optional<BlockCursor> cursor, Sink& sink,
           telemetry::Log& log);

  void Move(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void BeginAnewIfStuck(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::vector<Question> Wants(absl::Time now) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool Take(const Question& question, Answer& answer, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Note(const Answer& answer, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Judge(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Judge(const Contradiction& one, domain::Commitment commitment, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::optional<domain::Step> NextStep(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::optional<domain::Step> LastStep() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  domain::Step FinalizedStep(FinalizedLine::Next next, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::optional<domain::Step> ConfirmedStep(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // How far the range reaches in block time.
  void TakeTime(const BlockHeader& header, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Compares our clock with a block's that was added, if it is the newest of the chain.
  void NoteTime(const BlockHeader& added, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TakeBack(const std::vector<domain::BlockRef>& blocks, domain::Step& step)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::vector<domain::BlockRef> Strays(domain::Slot last) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  domain::SourceAdvance Advance() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool IsNear() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::string WaitsFor() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const FollowerOptions options_;
  telemetry::Log& log_;
  const std::shared_ptr<Wake> wakes_ = std::make_shared<Wake>();  // the sink's callbacks hold it
  Delivery delivery_;

  mutable base::Mutex mutex_;
  Asking asking_ ABSL_GUARDED_BY(mutex_);
  std::optional<StartFinder> finder_ ABSL_GUARDED_BY(mutex_);  // until it has found
  FinalizedLine line_ ABSL_GUARDED_BY(mutex_);
  ConfirmedView view_ ABSL_GUARDED_BY(mutex_);
  std::optional<BlockCursor> cursor_ ABSL_GUARDED_BY(mutex_);  // none before the first block
  std::set<domain::BlockRef> shown_ ABSL_GUARDED_BY(mutex_);   // above the frontier
  std::set<domain::BlockRef> stands_ ABSL_GUARDED_BY(mutex_);  // of them, what was not taken back
  bool past_end_ ABSL_GUARDED_BY(mutex_) = false;
  ClockSkew clock_skew_ ABSL_GUARDED_BY(mutex_);
  std::optional<absl::Time> last_time_ ABSL_GUARDED_BY(mutex_);  // that a finalized block told
  std::map<std::pair<std::string, std::string_view>, absl::Time> warned_at_
      ABSL_GUARDED_BY(mutex_);  // by endpoint and reason
  absl::Time polled_finalized_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::Time polled_confirmed_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::Time moved_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::Duration patience_ ABSL_GUARDED_BY(mutex_) = kBeginsAnew;
  std::set<std::string> listed_by_ ABSL_GUARDED_BY(mutex_);  // since the last block that fitted
  FollowerStatus counts_ ABSL_GUARDED_BY(mutex_);            // its errors and counts
};

}  // namespace hilt::pipeline
