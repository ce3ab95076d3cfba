#include "simulation.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/check.h"

namespace hilt::pipeline {

using domain::BlockRef;
using domain::Commitment;
using domain::Slot;

absl::Status SimulatedSink::Submit(domain::Step step, Done done) {
  HILT_CHECK(!pending_.has_value());  // one at a time
  if (dice_.Chance(faults_.refuses)) {
    ++refused;
    return absl::ResourceExhaustedError("the queue is full");
  }
  const bool fails = dice_.Chance(faults_.fails);
  const int rounds = dice_.Chance(faults_.slow) ? 1 + static_cast<int>(dice_.Below(10)) : 0;
  pending_ = {.step = std::move(step), .done = std::move(done), .rounds = rounds, .fails = fails};
  if (rounds == 0) Round();
  return absl::OkStatus();
}

void SimulatedSink::Round() {
  if (!pending_ || pending_->rounds-- > 0) return;
  Pending now = *std::move(pending_);
  pending_.reset();
  if (now.fails) {
    ++failed;
    now.done(absl::UnavailableError("the store is busy"));
    return;
  }
  durable.push_back(std::move(now.step));
  now.done(absl::OkStatus());
}

void SimulatedSink::Crash() {
  if (pending_ && !pending_->fails && dice_.Chance(500)) {
    durable.push_back(std::move(pending_->step));
  }
  pending_.reset();
}

void StepChecker::Check(const domain::Step& step) {
  ASSERT_TRUE(step.advance.has_value());
  const domain::SourceAdvance& advance = *step.advance;
  const auto cursor = DecodeBlockCursor(advance.cursor);
  ASSERT_TRUE(cursor.ok()) << cursor.status();
  EXPECT_EQ(cursor->frontier, advance.frontier);
  EXPECT_EQ(cursor->covered_from, advance.covered_from);
  if (last_) {
    EXPECT_EQ(advance.covered_from, last_->covered_from);
    EXPECT_GE(advance.frontier, last_->frontier);
  }
  CheckRetracted(step);
  CheckFinalized(step);
  for (const domain::Observation& seen : step.observations) {
    if (seen.commitment != Commitment::kConfirmed) continue;
    EXPECT_GT(seen.slot, advance.frontier);
    shown_.insert({.slot = seen.slot, .blockhash = *seen.blockhash});
    stands_.insert({.slot = seen.slot, .blockhash = *seen.blockhash});
  }
  CheckOneChain(step);
  const std::set<BlockRef> kept(cursor->shown.begin(), cursor->shown.end());
  EXPECT_EQ(kept, shown_) << "the cursor knows what was shown";
  last_ = advance;
}

void StepChecker::CheckRetracted(const domain::Step& step) {
  const std::set<BlockRef> taken_back(step.retracted.begin(), step.retracted.end());
  if (shown_.empty() && taken_back.empty()) return;
  const Slot first = std::min(shown_.empty() ? taken_back.begin()->slot : shown_.begin()->slot,
                              taken_back.empty() ? shown_.begin()->slot : taken_back.begin()->slot);
  std::set<BlockRef> final_chain;
  for (const SimulatedBlock* block : chain_.Finalized(first)) {
    final_chain.insert({.slot = block->header.slot, .blockhash = block->header.blockhash});
  }
  for (const BlockRef& block : taken_back) {
    ++retracted_;
    EXPECT_TRUE(shown_.contains(block)) << "never shown: " << block.slot.value();
    if (block.slot <= step.advance->frontier) {
      EXPECT_FALSE(final_chain.contains(block)) << "is final: " << block.slot.value();
    }
    stands_.erase(block);
  }
  for (auto it = shown_.begin(); it != shown_.end() && it->slot <= step.advance->frontier;) {
    EXPECT_TRUE(final_chain.contains(*it) || taken_back.contains(*it))
        << "not final and not taken back: " << it->slot.value();
    stands_.erase(*it);
    it = shown_.erase(it);
  }
}

// What stands up to a block that is shown is what this block descends from.
void StepChecker::CheckOneChain(const domain::Step& step) {
  if (step.observations.empty()) return;
  const domain::Observation& newest = step.observations.back();
  const SimulatedBlock* shown = chain_.Find(*newest.blockhash);
  if (newest.commitment != Commitment::kConfirmed || shown == nullptr) return;
  for (const BlockRef& block : stands_) {
    if (block.slot > newest.slot) break;
    const SimulatedBlock* ancestor = chain_.At(block.slot, *shown);
    EXPECT_TRUE(ancestor != nullptr && ancestor->header.blockhash == block.blockhash)
        << "stands beside another branch: " << block.slot.value();
  }
}

void StepChecker::CheckFinalized(const domain::Step& step) {
  const Slot first = last_ ? Slot(last_->frontier.value() + 1) : step.advance->covered_from;
  std::vector<std::pair<BlockRef, solana::Signature>> due;
  bool frontier_is_final = last_ && step.advance->frontier == last_->frontier;
  for (const SimulatedBlock* block : chain_.Finalized(first)) {
    if (block->header.slot > step.advance->frontier) break;
    frontier_is_final = block->header.slot == step.advance->frontier;
    EXPECT_EQ(step.advance->frontier_height, *block->header.height);
    EXPECT_LE(step.advance->frontier_time.value_or(absl::InfinitePast()), block->header.time);
    for (size_t i = 0; i < block->payments.size(); ++i) {
      const auto seen = test_support::ObservationOf(*block, i, Commitment::kFinalized);
      due.push_back({{.slot = seen.slot, .blockhash = *seen.blockhash}, seen.signature});
    }
  }
  EXPECT_TRUE(frontier_is_final) << step.advance->frontier.value();
  std::vector<std::pair<BlockRef, solana::Signature>> got;
  for (const domain::Observation& seen : step.observations) {
    if (seen.commitment != Commitment::kFinalized) continue;
    got.push_back({{.slot = seen.slot, .blockhash = *seen.blockhash}, seen.signature});
  }
  EXPECT_EQ(got, due) << "up to " << step.advance->frontier.value();
  delivered_ += got.size();
}

void StepChecker::CheckShown() {
  const SimulatedBlock& head = chain_.Head(Commitment::kConfirmed);
  for (const BlockRef& block : stands_) {
    const SimulatedBlock* there = chain_.At(block.slot, head);
    EXPECT_TRUE(there != nullptr && there->header.blockhash == block.blockhash)
        << "left and never taken back: " << block.slot.value();
  }
}

Simulation::Simulation(uint64_t seed, Options options)
    : dice(seed),
      chain(dice, options.chain),
      nodes(chain, dice, options.nodes),
      sink(dice, options.sink),
      checker(chain),
      options_(std::move(options)),
      crash_permille_(options_.crash_permille),
      log_({.writer = [](std::string_view) {}}) {
  for (uint64_t i = 0; i < options_.warm_up_slots; ++i) chain.Grow();
  now_ = *chain.Head(Commitment::kConfirmed).header.time;
  next_slot_ = now_;
  Begin();
}

void Simulation::Begin() {
  std::optional<std::string> cursor;
  if (!sink.durable.empty()) cursor = sink.durable.back().advance->cursor;
  auto made = Follower::Create(options_.follower, cursor, sink, log_);
  HILT_CHECK(made.ok());
  follower_ = *std::move(made);
}

void Simulation::Crash() {
  const FollowerStatus at_end = status();
  sums.rewinds += at_end.rewinds;
  sums.contradictions += at_end.contradictions;
  sums.begun_anew += at_end.begun_anew;
  sink.Crash();
  asked_.clear();
  Begin();
  ++restarts;
}

void Simulation::Heal() {
  nodes.Heal();
  sink.Heal();
  chain.StopForking();
  crash_permille_ = 0;
}

void Simulation::Round() {
  now_ += kRound;
  for (; next_slot_ <= now_; next_slot_ += absl::Milliseconds(400)) chain.Grow();
  sink.Round();
  while (auto work = follower_->TakeWork(now_)) {
    asked_.push_back({*std::move(work), now_ + kRound * static_cast<int64_t>(dice.Below(8))});
  }
  // In no order but that of chance.
  std::vector<Asked> due;
  for (size_t i = 0; i < asked_.size();) {
    if (asked_[i].due > now_) {
      ++i;
      continue;
    }
    due.push_back(std::move(asked_[i]));
    asked_[i] = std::move(asked_.back());
    asked_.pop_back();
  }
  for (const Asked& one : due) {
    follower_->Done(one.work, nodes.Read(one.work.question, one.work.last), now_);
  }
  for (; checked_ < sink.durable.size(); ++checked_) checker.Check(sink.durable[checked_]);
  if (checked_ > 0) nodes.AllowOtherChain();
}

void Simulation::Run(absl::Duration time) {
  for (const absl::Time end = now_ + time; now_ < end;) {
    Round();
    if (testing::Test::HasFatalFailure()) return;
    if (dice.Chance(crash_permille_)) Crash();
  }
}

}  // namespace hilt::pipeline
