#include "indexer/pipeline/follower.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "blocks.h"

namespace hilt::pipeline {
namespace {

using domain::BlockRef;
using domain::Commitment;
using domain::Slot;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class KeepingSink final : public Sink {
 public:
  absl::Status Submit(domain::Step step, Done done) override {
    if (!refusal.ok()) return refusal;
    steps.push_back(std::move(step));
    done(absl::OkStatus());
    return absl::OkStatus();
  }
  absl::Status refusal;
  std::vector<domain::Step> steps;
};

// One honest node, whose chain a test writes, and a follower that is asked until it has no
// question.
class FollowerTest : public testing::Test {
 protected:
  FollowerTest() : log_({.writer = [](std::string_view) {}}) {}

  void Make(FollowerOptions options = {}, const std::optional<std::string>& cursor = std::nullopt) {
    follower = *Follower::Create(std::move(options), cursor, sink, log_);
  }
  // A block that holds as many payments, on the chain of this commitment and, finalized, of both.
  void Add(const BlockHeader& header, Commitment commitment, size_t payments = 1) {
    chains[Commitment::kConfirmed][header.slot] = {header, payments};
    if (commitment == Commitment::kFinalized) {
      chains[commitment][header.slot] = {header, payments};
    }
  }
  // 101 to 104 in a row, all final but the last two.
  void AddFour() {
    Add(b101, Commitment::kFinalized);
    Add(b102, Commitment::kFinalized);
    Add(b103, Commitment::kConfirmed);
    Add(b104, Commitment::kConfirmed);
  }
  // Then the confirmed chain leaves 103 and 104 for another 103, and 105.
  void Fork() {
    chains[Commitment::kConfirmed].erase(Slot(104));
    Add(f103, Commitment::kConfirmed);
    Add(f105, Commitment::kConfirmed);
  }
  // 105 to 108 after a block.
  void Follow(const BlockHeader& block, Commitment commitment) {
    BlockHeader last = block;
    for (uint64_t slot = 105; slot <= 108; ++slot) {
      last = BlockAfter(last, slot);
      Add(last, commitment, 0);
    }
  }

  Answer AnswerTo(const Question& question) {
    const auto& chain = chains[question.commitment];
    const auto found = chain.find(question.from);
    switch (question.ask) {
      case Ask::kHead:
        return Slots({chain.rbegin()->first.value()});
      case Ask::kNext: {
        const auto next = chain.lower_bound(question.from);
        return next == chain.end() ? Slots({}) : Slots({next->first.value()});
      }
      case Ask::kSlots: {
        Answer answer = Slots({});
        for (const auto& [slot, block] : chain) {
          if (slot >= question.from && slot <= question.to) answer.slots.push_back(slot);
        }
        return answer;
      }
      case Ask::kHeader:
      case Ask::kBlock:
        break;
    }
    if (found == chain.end()) return None(Trouble::kMaybeSkipped);
    Answer answer = Block(found->second.header);
    for (size_t i = 0; question.ask == Ask::kBlock && i < found->second.payments; ++i) {
      answer.observations.push_back(PaymentIn(answer.header.value(), question.commitment,
                                              static_cast<uint8_t>(question.from.value())));
    }
    return answer;
  }

  void Run(absl::Duration time = absl::Seconds(3)) {
    for (const absl::Time end = now + time; now < end; now += absl::Milliseconds(100)) {
      while (const auto work = follower->TakeWork(now)) {
        ++asked[work->question];
        follower->Done(*work, node ? node(*work) : AnswerTo(work->question), now);
      }
    }
  }

  std::optional<absl::Time> FrontierTimeWith(absl::Time time_of_105);

  // Each step as "frontier: what it gives, -what it takes back".
  std::vector<std::string> Steps() {
    std::vector<std::string> texts;
    for (const domain::Step& step : sink.steps) {
      std::string text = std::to_string(step.advance->frontier.value()) + ":";
      for (const BlockRef& block : step.retracted) {
        text += " -" + std::to_string(block.slot.value());
      }
      for (const domain::Observation& seen : step.observations) {
        text += " " + std::to_string(seen.slot.value());
        text += seen.commitment == Commitment::kFinalized ? "f" : "c";
      }
      texts.push_back(text);
    }
    return texts;
  }
  std::string LastCursor() { return sink.steps.back().advance->cursor; }

  struct ChainBlock {
    BlockHeader header;
    size_t payments;
  };
  const BlockHeader b101 = FirstBlock(101);
  const BlockHeader b102 = BlockAfter(b101, 102);
  const BlockHeader b103 = BlockAfter(b102, 103);
  const BlockHeader b104 = BlockAfter(b103, 104);
  const BlockHeader f103 = BlockAfter(b102, 103, 1);
  const BlockHeader f105 = BlockAfter(f103, 105, 1);

  const FollowerOptions from101 = {.start = {.slot = Slot(101)}};
  absl::Time now = kTimeOfSlot0 + absl::Seconds(200);
  KeepingSink sink;
  telemetry::Log log_;
  std::map<Commitment, std::map<Slot, ChainBlock>> chains;
  std::map<Question, int> asked;
  std::function<Answer(const Follower::Work&)> node;  // instead of the honest one
  std::unique_ptr<Follower> follower;
};

TEST_F(FollowerTest, ShowsABlockAtConfirmedAndAgainWhenItIsFinal) {
  AddFour();
  Make(from101);
  Run();
  EXPECT_THAT(Steps(),
              ElementsAre("101: 101f", "101: 102c", "101: 103c", "102: 102f", "102: 104c"));
  Follow(b104, Commitment::kFinalized);
  Add(b103, Commitment::kFinalized);
  Add(b104, Commitment::kFinalized);
  sink.steps.clear();
  asked.clear();
  Run();
  EXPECT_THAT(Steps(), testing::IsSupersetOf({"103: 103f", "104: 104f"}));
  EXPECT_EQ(asked[Finalized(Ask::kHeader, 103)], 1);
  EXPECT_EQ(asked[Finalized(Ask::kBlock, 103)], 0) << "its transactions are known";
}

TEST_F(FollowerTest, SaysHowFarItIsInEveryStep) {
  AddFour();
  Make(from101);
  Run();
  const domain::SourceAdvance& advance = *sink.steps.back().advance;
  EXPECT_EQ(advance.source, "blocks");
  EXPECT_EQ(advance.covered_from, Slot(101));
  EXPECT_EQ(advance.covered_from_time, b102.time) << "no block's time is believed alone";
  EXPECT_EQ(advance.frontier, Slot(102));
  EXPECT_EQ(advance.frontier_time, b101.time);
  EXPECT_EQ(advance.frontier_height, *b102.height);
  EXPECT_EQ(DecodeBlockCursor(advance.cursor)->shown,
            (std::vector<BlockRef>{RefOf(b103), RefOf(b104)}));
}

TEST_F(FollowerTest, TakesBackWhatAForkAtConfirmedLeft) {
  AddFour();
  Make(from101);
  Run();
  sink.steps.clear();
  Fork();
  Run();
  EXPECT_THAT(Steps(), ElementsAre("102: -103 -104 103c", "102: 105c"));
  EXPECT_THAT(sink.steps[0].retracted, ElementsAre(RefOf(b103), RefOf(b104)));
  EXPECT_EQ(sink.steps[0].observations[0].blockhash, f103.blockhash);
  EXPECT_EQ(follower->status(now).rewinds, 1u);
}

TEST_F(FollowerTest, NamesWhatIsNotFinalAgainWhenTheFrontierPasses) {
  AddFour();
  Make(from101);
  Run();
  Fork();
  Run();
  sink.steps.clear();
  Add(f103, Commitment::kFinalized);
  Add(f105, Commitment::kFinalized);
  Add(BlockAfter(f105, 106, 1), Commitment::kConfirmed, 0);
  Run();
  EXPECT_THAT(Steps(), ElementsAre("103: -103 103f", "105: -104 105f"));
  EXPECT_THAT(DecodeBlockCursor(LastCursor())->shown, IsEmpty());
}

TEST_F(FollowerTest, TakesBackWhatFinalizationPassedOver) {
  AddFour();
  Make(from101);
  Run();
  sink.steps.clear();
  chains[Commitment::kConfirmed].clear();
  BlockHeader last = f105;
  for (const BlockHeader& header : {b101, b102, f103, f105}) Add(header, Commitment::kFinalized);
  for (uint64_t slot = 106; slot < 110; ++slot) {
    last = BlockAfter(last, slot, 1);
    Add(last, Commitment::kFinalized, 0);
  }
  node = [this](const Follower::Work& work) {  // nothing new at confirmed meanwhile
    if (work.question.commitment == Commitment::kConfirmed) return None(Trouble::kTransient);
    return AnswerTo(work.question);
  };
  Run();
  EXPECT_THAT(Steps()[0], "103: -103 -104 103f");
  EXPECT_THAT(Steps()[1], "105: -104 105f");
}

TEST_F(FollowerTest, TakesBackAfterARestartWhatLeftMeanwhile) {
  AddFour();
  Make(from101);
  Run();
  const std::string cursor = LastCursor();
  sink.steps.clear();
  Fork();
  Make(from101, cursor);
  Run();
  EXPECT_THAT(Steps(), ElementsAre("102: -103 103c", "102: -104 105c"));
}

TEST_F(FollowerTest, GoesOnFromTheStoredCursorWhateverTheStartIs) {
  AddFour();
  Make(from101);
  Run();
  const std::string cursor = LastCursor();
  sink.steps.clear();
  Follow(b104, Commitment::kFinalized);
  Add(b103, Commitment::kFinalized);
  Add(b104, Commitment::kFinalized);
  Make({.start = {.slot = Slot(108)}}, cursor);
  Run();
  EXPECT_EQ(sink.steps.front().advance->frontier, Slot(103));
  EXPECT_EQ(sink.steps.front().advance->covered_from, Slot(101));
}

TEST_F(FollowerTest, RefusesACursorThatItCannotRead) {
  const auto made = Follower::Create({}, "slot 7", sink, log_);
  EXPECT_EQ(made.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(made.status().message()), HasSubstr("blocks: "));
}

TEST_F(FollowerTest, KeepsAStepThatTheSinkDoesNotTake) {
  AddFour();
  Make(from101);
  sink.refusal = absl::ResourceExhaustedError("the queue is full");
  Run();
  EXPECT_THAT(Steps(), IsEmpty());
  EXPECT_FALSE(follower->status(now).durable.has_value());
  EXPECT_THAT(follower->status(now).waits_for, HasSubstr("the store, which did not take a step"));
  sink.refusal = absl::OkStatus();
  Run();
  EXPECT_EQ(Steps().front(), "101: 101f");
  EXPECT_EQ(follower->status(now).durable->frontier, Slot(102));
}

TEST_F(FollowerTest, StandsStillAndSaysWhyWhereABlockCannotBeHad) {
  AddFour();
  Follow(b104, Commitment::kFinalized);
  Add(b103, Commitment::kFinalized);
  Add(b104, Commitment::kFinalized);
  FollowerOptions options = from101;
  options.confirmed = false;
  Make(options);
  node = [this](const Follower::Work& work) {
    if (work.question != Finalized(Ask::kBlock, 103)) return AnswerTo(work.question);
    Answer none;
    none.troubles = {{"main", Trouble::kCleanedUp, "main: rpc error -32001"},
                     {"spare", Trouble::kTransient, "spare: HTTP 503"}};
    return none;
  };
  Run(absl::Minutes(2));
  const FollowerStatus status = follower->status(now);
  EXPECT_EQ(status.frontier, Slot(101)) << "102 has nothing that vouches for it";
  EXPECT_EQ(status.finalized_head, Slot(108));
  EXPECT_EQ(status.lag_slots, 7u);
  EXPECT_EQ(status.lag_time, std::nullopt) << "no block's time is believed alone";
  EXPECT_EQ(status.waits_for,
            "the block of slot 103 at finalized: main: rpc error -32001; spare: HTTP 503");
  ASSERT_EQ(status.errors.size(), 2u);
  EXPECT_EQ(status.errors[0].message, "main: rpc error -32001");
  EXPECT_GT(status.begun_anew, 0u);
  EXPECT_GT(status.troubles[static_cast<size_t>(Trouble::kCleanedUp)], 0u);
  node = nullptr;
  Run(absl::Minutes(1));
  EXPECT_EQ(follower->status(now).frontier, Slot(107)) << "nothing vouches for the last";
}

// The last frontier_time of a chain of 101 to 110 whose 105 tells this time.
std::optional<absl::Time> FollowerTest::FrontierTimeWith(absl::Time time_of_105) {
  BlockHeader last = b104;
  AddFour();
  Add(b103, Commitment::kFinalized, 0);
  Add(b104, Commitment::kFinalized, 0);
  for (uint64_t slot = 105; slot <= 110; ++slot) {
    last = BlockAfter(last, slot);
    if (slot == 105) last.time = time_of_105;
    Add(last, Commitment::kFinalized, 0);
  }
  FollowerOptions options = from101;
  options.confirmed = false;
  Make(options);
  Run();
  EXPECT_EQ(sink.steps.back().advance->frontier, Slot(109));
  return sink.steps.back().advance->frontier_time;
}

TEST_F(FollowerTest, CoversNothingByTheWrongTimeOfOneBlock) {
  const absl::Time honest = *FirstBlock(108).time;
  for (const absl::Duration off : {absl::Hours(-5), absl::Seconds(-2), absl::ZeroDuration(),
                                   absl::Seconds(90), absl::Hours(10'000)}) {
    chains.clear();
    sink.steps.clear();
    EXPECT_EQ(FrontierTimeWith(*FirstBlock(105).time + off), honest) << off;
    for (const domain::Step& step : sink.steps) {
      EXPECT_LE(step.advance->frontier_time, FirstBlock(step.advance->frontier.value()).time)
          << off;
    }
  }
}

TEST_F(FollowerTest, BelievesNoTimeFarAheadOfTheClock) {
  now = *b101.time - absl::Minutes(10);
  EXPECT_EQ(FrontierTimeWith(*FirstBlock(105).time), std::nullopt);
}

TEST_F(FollowerTest, GoesOnWhenTheClockIsSetBack) {
  AddFour();
  Make(from101);
  Run();
  now -= absl::Hours(1);
  Follow(b104, Commitment::kFinalized);
  Add(b103, Commitment::kFinalized);
  Add(b104, Commitment::kFinalized);
  Run();
  EXPECT_EQ(follower->status(now).frontier, Slot(107));
}

TEST_F(FollowerTest, TellsOurClocksDistanceFromTheNewestBlock) {
  now = *b104.time + absl::Seconds(3);
  AddFour();
  Make(from101);
  EXPECT_EQ(follower->clock_skew(now), std::nullopt);
  Run(absl::Milliseconds(100));
  EXPECT_EQ(follower->clock_skew(now), absl::Seconds(3)) << "the smallest of all";
  Run(absl::Minutes(1));
  EXPECT_EQ(follower->clock_skew(now), std::nullopt) << "no block came since";
}

TEST_F(FollowerTest, TakesNoBlockFarBehindTheHeadForTheChainsTime) {
  AddFour();
  BlockHeader last = b104;
  for (uint64_t slot = 105; slot <= 140; ++slot) {
    last = BlockAfter(last, slot);
    Add(last, Commitment::kConfirmed, 0);
  }
  node = [this](const Follower::Work& work) {
    if (work.question.from > Slot(120)) return None(Trouble::kNotYet);
    return AnswerTo(work.question);
  };
  Make(from101);
  Run(absl::Seconds(5));
  EXPECT_EQ(follower->status(now).confirmed_tip, Slot(120));
  EXPECT_EQ(follower->clock_skew(now), std::nullopt);
}

TEST_F(FollowerTest, AsksOthersFirstAfterAnAnswerThatDidNotFit) {
  AddFour();
  Follow(b104, Commitment::kFinalized);
  Add(b103, Commitment::kFinalized);
  Add(b104, Commitment::kFinalized);
  Make(from101);
  std::vector<std::string> last;
  node = [&](const Follower::Work& work) {
    Answer given = AnswerTo(work.question);
    if (work.question == Finalized(Ask::kBlock, 103) && work.last.empty()) {
      given.endpoint = "liar";
      given.header->previous_blockhash.bytes[9] = 1;
    }
    if (!work.last.empty()) last = work.last;
    return given;
  };
  Run(absl::Seconds(10));
  EXPECT_EQ(follower->status(now).frontier, Slot(107)) << "nothing vouches for the last";
  EXPECT_THAT(last, testing::Contains("liar"));
  EXPECT_GT(follower->status(now).contradictions, 0u);
}

TEST_F(FollowerTest, BelievesNoSlotThatNoChainCanHave) {
  AddFour();
  Make(from101);
  node = [this](const Follower::Work& work) {
    if (!work.last.empty()) return AnswerTo(work.question);
    return Slots({UINT64_MAX}, "liar");
  };
  Run(absl::Seconds(10));
  EXPECT_EQ(follower->status(now).frontier, Slot(102));
  EXPECT_EQ(follower->status(now).finalized_head, Slot(102));
}

TEST_F(FollowerTest, BeginsBehindTheTipWhereItIsToldNoSlot) {
  now = kTimeOfSlot0 + absl::Seconds(1000);
  BlockHeader block = FirstBlock(1);
  for (uint64_t slot = 2; slot < 1000; ++slot) {
    Add(block, Commitment::kFinalized, 0);
    block = BlockAfter(block, slot);
  }
  Make();
  Run(absl::Seconds(1));
  ASSERT_FALSE(sink.steps.empty());
  const auto& last = *sink.steps.back().advance;
  EXPECT_LE(*last.covered_from_time + absl::Seconds(120),
            *chains[Commitment::kFinalized].rbegin()->second.header.time);
}

TEST_F(FollowerTest, BeginsByAnotherNodeWhereTheLedgerOfOneBeginsTooLate) {
  now = kTimeOfSlot0 + absl::Seconds(1000);
  BlockHeader block = FirstBlock(1);
  for (uint64_t slot = 2; slot < 1000; ++slot) {
    Add(block, Commitment::kFinalized, 0);
    block = BlockAfter(block, slot);
  }
  Make();
  node = [this](const Follower::Work& work) {
    Answer given = AnswerTo(work.question);
    if (!work.last.empty()) return given;  // the other one is asked first
    given.endpoint = "young";
    const bool begins_later = work.question.from < Slot(950);
    return begins_later && work.question.ask == Ask::kNext ? Slots({950}, "young") : given;
  };
  Run();
  ASSERT_FALSE(sink.steps.empty());
  EXPECT_LE(*sink.steps.back().advance->covered_from_time + absl::Seconds(120),
            *chains[Commitment::kFinalized].rbegin()->second.header.time);
}

TEST_F(FollowerTest, CoversARangeAndEndsThere) {
  AddFour();
  Follow(b104, Commitment::kFinalized);
  Add(b103, Commitment::kFinalized);
  Add(b104, Commitment::kFinalized);
  FollowerOptions range = from101;
  range.source = "backfill";
  range.last_slot = Slot(103);
  range.confirmed = false;
  Make(range);
  Run();
  EXPECT_THAT(Steps(), ElementsAre("101: 101f", "102: 102f", "103: 103f", "103:"));
  EXPECT_TRUE(follower->status(now).done);
  EXPECT_EQ(sink.steps.back().advance->source, "backfill");
  const std::string cursor = LastCursor();
  sink.steps.clear();
  asked.clear();
  Make(range, cursor);
  Run();
  EXPECT_TRUE(follower->status(now).done);
  EXPECT_THAT(asked, IsEmpty()) << "nothing is left to do";
}

}  // namespace
}  // namespace hilt::pipeline
