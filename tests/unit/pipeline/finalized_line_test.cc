#include "indexer/pipeline/finalized_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "blocks.h"

namespace hilt::pipeline {
namespace {

using domain::Commitment;
using domain::Slot;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

// A line that stands at slot 100, and what is after it: 101, 103, 104.
class FinalizedLineTest : public testing::Test {
 protected:
  explicit FinalizedLineTest(FinalizedLine::Options options = {}) : line(options) {
    line.Resume({.slot = b100.slot, .blockhash = b100.blockhash, .height = *b100.height});
    Give(Finalized(Ask::kHead), Slots({110}));
  }

  bool Give(const Question& question, Answer answer) { return line.Take(question, answer); }
  void List(const std::vector<uint64_t>& slots, uint64_t to = 110) {
    const std::vector<Question> wants = line.Wants(kept);
    ASSERT_FALSE(wants.empty());
    ASSERT_EQ(wants.back().ask, Ask::kSlots);
    EXPECT_EQ(wants.back().to, Slot(to));
    Give(wants.back(), Slots(slots));
  }
  void Show(const BlockHeader& header, const std::string& endpoint = "a") {
    Give(Finalized(Ask::kBlock, header.slot.value()), Block(header, {}, endpoint));
  }
  std::optional<uint64_t> Advance() {
    const auto next = line.Advance(kept);
    if (!next) return std::nullopt;
    return next->header.slot.value();
  }
  std::vector<std::string> Contradictors() {
    std::vector<std::string> names;
    for (const Contradiction& one : line.TakeContradictions()) {
      names.push_back(one.endpoint + " " + std::to_string(one.slot.value()));
    }
    return names;
  }

  const BlockHeader b100 = FirstBlock(100);
  const BlockHeader b101 = BlockAfter(b100, 101);
  const BlockHeader b103 = BlockAfter(b101, 103);
  const BlockHeader b104 = BlockAfter(b103, 104);
  FinalizedLine line;
  FinalizedLine::Kept kept;
};

TEST_F(FinalizedLineTest, TakesBlocksInOrderHoweverTheyCome) {
  List({101, 103, 104});
  Show(b104);
  EXPECT_EQ(Advance(), std::nullopt);
  Show(b103);
  EXPECT_EQ(Advance(), std::nullopt);
  Show(b101);
  EXPECT_EQ(Advance(), 101u);
  EXPECT_EQ(Advance(), 103u);
  EXPECT_EQ(Advance(), std::nullopt) << "104 is the last that is known: nothing vouches for it";
  EXPECT_EQ(line.frontier()->slot, Slot(103));
  EXPECT_THAT(Contradictors(), IsEmpty());
}

TEST_F(FinalizedLineTest, FindsTheBlockThatAListLeftOut) {
  List({101, 104});
  Show(b101);
  Show(b104);
  EXPECT_EQ(Advance(), std::nullopt);
  EXPECT_THAT(line.Wants(kept), Contains(Finalized(Ask::kBlock, 103)));
  Show(b103);
  EXPECT_EQ(Advance(), 101u);
  EXPECT_EQ(Advance(), 103u);
}

TEST_F(FinalizedLineTest, NoErrorMakesASlotEmpty) {
  for (const Trouble trouble : {Trouble::kNotYet, Trouble::kMaybeSkipped, Trouble::kTransient,
                                Trouble::kCleanedUp, Trouble::kRefused}) {
    FinalizedLineTest::line.StartOver();
    Give(Finalized(Ask::kHead), Slots({110}));
    List({101, 103, 104});
    for (int i = 0; i < 5; ++i) Give(Finalized(Ask::kBlock, 101), None(trouble));
    Show(b103);
    Show(b104);
    EXPECT_EQ(Advance(), std::nullopt) << Name(trouble);
    EXPECT_EQ(line.frontier()->slot, Slot(100)) << Name(trouble);
    EXPECT_THAT(line.Wants(kept), Contains(Finalized(Ask::kBlock, 101))) << Name(trouble);
  }
}

TEST_F(FinalizedLineTest, PassesOverAListedSlotOnlyOnceItWasAskedForAndALinkSaysSo) {
  List({101, 102, 103, 104});
  Show(b101);
  Show(b103);
  Show(b104);
  EXPECT_EQ(Advance(), 101u);
  EXPECT_EQ(Advance(), std::nullopt) << "102 is listed and nobody was asked";
  Give(Finalized(Ask::kBlock, 102), None(Trouble::kTransient));
  EXPECT_EQ(Advance(), std::nullopt) << "nobody answered";
  Give(Finalized(Ask::kBlock, 102), None(Trouble::kMaybeSkipped));
  EXPECT_EQ(Advance(), 103u);
}

TEST_F(FinalizedLineTest, StandsBeforeABlockThatDoesNotDescendFromIt) {
  struct Case {
    std::string name;
    BlockHeader header;
  };
  std::vector<Case> cases;
  const auto with = [&](const std::string& name, const auto& change) {
    cases.push_back({name, b101});
    change(cases.back().header);
  };
  with("another parent", [](BlockHeader& h) { h.previous_blockhash.bytes[9] = 1; });
  with("an older parent", [](BlockHeader& h) { h.parent_slot = Slot(99); });
  with("a height left out", [](BlockHeader& h) { h.height = *h.height + 1; });
  for (const Case& c : cases) {
    line.StartOver();
    Give(Finalized(Ask::kHead), Slots({110}));
    List({101, 103});
    Show(c.header, "liar");
    Show(BlockAfter(c.header, 103));
    EXPECT_EQ(Advance(), std::nullopt) << c.name;
    EXPECT_EQ(line.frontier()->slot, Slot(100)) << c.name;
    EXPECT_THAT(Contradictors(), ElementsAre("liar 101")) << c.name;
    EXPECT_THAT(line.Wants(kept), Contains(Finalized(Ask::kBlock, 101))) << c.name;
  }
}

TEST_F(FinalizedLineTest, BelievesNoBlockhashThatTheNextBlockDoesNotName) {
  List({101, 103});
  BlockHeader other = b101;
  other.blockhash.bytes[9] = 1;
  Show(other, "liar");
  EXPECT_EQ(Advance(), std::nullopt);
  Show(b103);
  EXPECT_EQ(Advance(), std::nullopt);
  EXPECT_THAT(Contradictors(), ElementsAre("a 103", "liar 101"));
  Show(b101);
  Show(b103);
  EXPECT_EQ(Advance(), 101u);
}

// The link alone would pass over 101; the height of the block after it does not fit.
TEST_F(FinalizedLineTest, BelievesNoLinkThatSkipsABlock) {
  List({103, 104});
  BlockHeader skips = b103;
  skips.parent_slot = b100.slot;
  skips.previous_blockhash = b100.blockhash;
  skips.height = b101.height;
  Show(skips, "liar");
  Show(b104);
  EXPECT_EQ(Advance(), std::nullopt);
  EXPECT_THAT(Contradictors(), ElementsAre("a 104", "liar 103"));
  EXPECT_EQ(line.frontier()->slot, Slot(100));
}

TEST_F(FinalizedLineTest, FindsOutABlockThatWasInvented) {
  List({101, 102, 103, 104});
  Show(b101);
  const BlockHeader invented = BlockAfter(b101, 102, 9);
  Show(invented, "liar");
  Show(b103);
  EXPECT_EQ(Advance(), 101u) << "either of them vouches for it";
  EXPECT_EQ(Advance(), std::nullopt);
  EXPECT_THAT(Contradictors(), ElementsAre("a 103", "liar 102"));
}

TEST_F(FinalizedLineTest, AsksOnlyForTheHeaderOfABlockThatWasSeenWhole) {
  kept[b101.slot] = {b101, {PaymentIn(b101, Commitment::kConfirmed)}};
  kept[b103.slot] = {b103, {}};
  List({101, 103});
  EXPECT_THAT(line.Wants(kept), Contains(Finalized(Ask::kHeader, 101)));
  EXPECT_THAT(line.Wants(kept), Not(Contains(Finalized(Ask::kBlock, 101))));
  Give(Finalized(Ask::kHeader, 101), Block(b101));
  const auto next = line.Advance(kept);
  ASSERT_TRUE(next.has_value()) << "what was shown behind it at confirmed vouches for it";
  ASSERT_EQ(next->observations.size(), 1u);
  EXPECT_EQ(next->observations[0].commitment, Commitment::kFinalized);
  EXPECT_EQ(next->observations[0].blockhash, b101.blockhash);
}

TEST_F(FinalizedLineTest, BelievesNoBlockhashThatOneNodeShowsTwice) {
  BlockHeader other = b101;
  other.blockhash.bytes[9] = 1;
  kept[other.slot] = {other, {}};
  List({101, 103});
  Give(Finalized(Ask::kHeader, 101), Block(other, {}, "liar"));
  EXPECT_EQ(Advance(), std::nullopt);
  kept.clear();
  Show(b101);
  Show(b103);
  EXPECT_EQ(Advance(), 101u);
  EXPECT_EQ(line.frontier()->blockhash, b101.blockhash);
}

TEST_F(FinalizedLineTest, AsksForTheWholeBlockWhereItIsNotTheOneThatWasShown) {
  const BlockHeader other = BlockAfter(b100, 101, 7);
  kept[other.slot] = {other, {PaymentIn(other, Commitment::kConfirmed, 9)}};
  List({101, 103});
  Give(Finalized(Ask::kHeader, 101), Block(b101));
  Show(b103);
  EXPECT_EQ(Advance(), std::nullopt);
  EXPECT_THAT(line.Wants(kept), Contains(Finalized(Ask::kBlock, 101)));
  Give(Finalized(Ask::kBlock, 101), Block(b101, {PaymentIn(b101, Commitment::kFinalized, 1)}));
  const auto next = line.Advance(kept);
  ASSERT_TRUE(next.has_value());
  ASSERT_EQ(next->observations.size(), 1u);
  EXPECT_EQ(next->observations[0].blockhash, b101.blockhash);
}

TEST_F(FinalizedLineTest, AsksForTheWholeBlockWhereSomethingWasNotRecorded) {
  domain::Observation incomplete = PaymentIn(b101, Commitment::kConfirmed);
  incomplete.version = domain::MessageVersion::kLegacy;
  incomplete.inner_instructions_recorded = false;
  kept[b101.slot] = {b101, {incomplete}};
  List({101});
  Give(Finalized(Ask::kHeader, 101), Block(b101));
  EXPECT_EQ(Advance(), std::nullopt);
  EXPECT_THAT(line.Wants(kept), Contains(Finalized(Ask::kBlock, 101)));
}

TEST_F(FinalizedLineTest, DoesNotPassABlockThatMayHideAMemo) {
  domain::Observation incomplete = PaymentIn(b101, Commitment::kFinalized);
  incomplete.version = domain::MessageVersion::kLegacy;
  incomplete.inner_instructions_recorded = false;
  List({101, 103});
  Show(b103);
  EXPECT_FALSE(Give(Finalized(Ask::kBlock, 101), Block(b101, {incomplete}, "forgetful")));
  EXPECT_THAT(Contradictors(), ElementsAre("forgetful 101"));
  EXPECT_EQ(Advance(), std::nullopt);

  incomplete.execution = domain::Execution::kFailed;
  EXPECT_TRUE(Give(Finalized(Ask::kBlock, 101), Block(b101, {incomplete})))
      << "a failed transaction records no calls anywhere";
  EXPECT_EQ(Advance(), 101u);
}

TEST_F(FinalizedLineTest, IsNotStoppedByATransactionOfANewVersion) {
  domain::Observation unknown = PaymentIn(b101, Commitment::kFinalized);
  unknown.version = domain::MessageVersion::kUnknown;
  unknown.execution = domain::Execution::kNotRecorded;
  unknown.inner_instructions_recorded = false;
  List({101, 103});
  Show(b103);
  EXPECT_TRUE(Give(Finalized(Ask::kBlock, 101), Block(b101, {unknown})));
  EXPECT_EQ(Advance(), 101u);
}

TEST_F(FinalizedLineTest, TakesAnEmptyListUpToTheHeadForANodeThatIsBehind) {
  const std::vector<Question> wants = line.Wants(kept);
  ASSERT_THAT(wants, ElementsAre(Finalized(Ask::kSlots, 101, 110)));
  EXPECT_FALSE(Give(wants[0], Slots({})));
  EXPECT_EQ(line.Wants(kept), wants);
}

TEST_F(FinalizedLineTest, RefusesSlotsThatWereNotAskedFor) {
  EXPECT_FALSE(Give(Finalized(Ask::kSlots, 101, 110), Slots({111}, "liar")));
  EXPECT_THAT(Contradictors(), ElementsAre("liar 101"));
}

TEST_F(FinalizedLineTest, AsksForNoMoreThanItsWindow) {
  FinalizedLine narrow({.window = 4});
  narrow.Resume({.slot = b100.slot, .blockhash = b100.blockhash, .height = *b100.height});
  Answer head = Slots({1000});
  narrow.Take(Finalized(Ask::kHead), head);
  EXPECT_THAT(narrow.Wants(kept), ElementsAre(Finalized(Ask::kSlots, 101, 108)));
  Answer slots = Slots({101, 102, 103, 104, 105, 106});
  narrow.Take(Finalized(Ask::kSlots, 101, 108), slots);
  EXPECT_EQ(narrow.Wants(kept).size(), 4u);
}

TEST(FinalizedLineStart, BeginsWithTheFirstBlockInOrPastTheSlot) {
  FinalizedLine line({});
  line.BeginAt(Slot(102));
  EXPECT_THAT(line.Wants({}), ElementsAre(Finalized(Ask::kNext, 102)));
  const BlockHeader b101 = FirstBlock(101);
  const BlockHeader b103 = BlockAfter(b101, 103);
  const BlockHeader b104 = BlockAfter(b103, 104);
  const BlockHeader b105 = BlockAfter(b104, 105);
  Answer next = Slots({104});  // 103 is left out
  line.Take(Finalized(Ask::kNext, 102), next);
  for (const BlockHeader& header : {b104, b105}) {
    Answer block = Block(header);
    line.Take(Finalized(Ask::kBlock, header.slot.value()), block);
  }
  EXPECT_FALSE(line.Advance({}).has_value()) << "104 has a parent that is not before 102";
  Answer block = Block(b103);
  line.Take(Finalized(Ask::kBlock, 103), block);
  EXPECT_EQ(line.Advance({})->header.slot, Slot(103));
}

TEST(FinalizedLineRange, EndsWhenALinkPassesOverItsEnd) {
  FinalizedLine line({.last_slot = Slot(103)});
  const BlockHeader b100 = FirstBlock(100);
  line.Resume({.slot = b100.slot, .blockhash = b100.blockhash, .height = *b100.height});
  const BlockHeader b101 = BlockAfter(b100, 101);
  const BlockHeader b105 = BlockAfter(b101, 105);
  const auto take = [&](const Question& question, Answer answer) { line.Take(question, answer); };
  take(Finalized(Ask::kHead), Slots({200}));
  EXPECT_THAT(line.Wants({}), ElementsAre(Finalized(Ask::kSlots, 101, 103)));
  take(Finalized(Ask::kSlots, 101, 103), Slots({101}));
  take(Finalized(Ask::kBlock, 101), Block(b101));
  EXPECT_FALSE(line.Advance({}).has_value());
  take(Finalized(Ask::kSlots, 102, 103), Slots({}));
  EXPECT_THAT(line.Wants({}), ElementsAre(Finalized(Ask::kNext, 104)));
  take(Finalized(Ask::kNext, 104), Slots({105}));
  EXPECT_THAT(line.Wants({}), ElementsAre(Finalized(Ask::kHeader, 105)));
  take(Finalized(Ask::kHeader, 105), Block(b105));
  auto next = line.Advance({});
  ASSERT_TRUE(next.has_value());
  EXPECT_EQ(next->header.slot, Slot(101));
  EXPECT_FALSE(next->past_end);
  next = line.Advance({});
  ASSERT_TRUE(next.has_value());
  EXPECT_TRUE(next->past_end);
}

}  // namespace
}  // namespace hilt::pipeline
