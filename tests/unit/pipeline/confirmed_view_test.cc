#include "indexer/pipeline/confirmed_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "blocks.h"

namespace hilt::pipeline {
namespace {

using domain::BlockRef;
using domain::Slot;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

// A view above slot 100, and what is after it: 101, 102, 104.
class ConfirmedViewTest : public testing::Test {
 protected:
  ConfirmedViewTest() {
    view.MoveFrontier(b100.slot, b100.blockhash);
    Give(Confirmed(Ask::kHead), Slots({104}));
  }

  bool Give(const Question& question, Answer answer) { return view.Take(question, answer); }
  void List(const std::vector<uint64_t>& slots) {
    const std::vector<Question> wants = view.Wants();
    ASSERT_FALSE(wants.empty());
    ASSERT_EQ(wants.back().ask, Ask::kSlots);
    Give(wants.back(), Slots(slots));
  }
  void Show(const BlockHeader& header) {
    Give(Confirmed(Ask::kBlock, header.slot.value()), Block(header));
  }
  // What is added next, after what has left.
  std::pair<std::vector<BlockRef>, uint64_t> Advance() {
    const auto change = view.Advance();
    if (!change) return {{}, 0};
    return {change->left, change->added->header.slot.value()};
  }
  void ShowAll() {
    List({101, 102, 104});
    for (const BlockHeader& header : {b101, b102, b104}) Show(header);
    while (view.Advance()) continue;
    ASSERT_EQ(view.tip(), Slot(104));
  }

  using Change = std::pair<std::vector<BlockRef>, uint64_t>;
  const Change kNothing = {{}, 0};

  const BlockHeader b100 = FirstBlock(100);
  const BlockHeader b101 = BlockAfter(b100, 101);
  const BlockHeader b102 = BlockAfter(b101, 102);
  const BlockHeader b104 = BlockAfter(b102, 104);
  // A fork from 101.
  const BlockHeader f102 = BlockAfter(b101, 102, 1);
  const BlockHeader f103 = BlockAfter(f102, 103, 1);
  const BlockHeader f105 = BlockAfter(f103, 105, 1);
  ConfirmedView view{{}};
};

TEST_F(ConfirmedViewTest, GrowsInOrderHoweverBlocksCome) {
  List({101, 102, 104});
  Show(b104);
  EXPECT_EQ(Advance(), kNothing);
  Show(b101);
  EXPECT_EQ(Advance(), Change({}, 101));
  EXPECT_EQ(Advance(), kNothing);
  Show(b102);
  EXPECT_EQ(Advance(), Change({}, 102));
  EXPECT_EQ(Advance(), Change({}, 104));
  EXPECT_EQ(Advance(), kNothing);
}

TEST_F(ConfirmedViewTest, RewindsToTheCommonAncestorOfANewerBlock) {
  ShowAll();
  Give(Confirmed(Ask::kHead), Slots({105}));
  List({105});
  Show(f105);
  EXPECT_EQ(Advance(), kNothing);
  EXPECT_THAT(view.Wants(), Contains(Confirmed(Ask::kBlock, 103)));
  Show(f103);
  EXPECT_EQ(Advance(), kNothing);
  EXPECT_THAT(view.Wants(), Contains(Confirmed(Ask::kBlock, 102)));
  Show(f102);
  EXPECT_EQ(Advance(), Change({RefOf(b102), RefOf(b104)}, 102));
  EXPECT_EQ(Advance(), Change({}, 103));
  EXPECT_EQ(Advance(), Change({}, 105));
  EXPECT_EQ(view.chain().at(Slot(102)).header.blockhash, f102.blockhash);
}

TEST_F(ConfirmedViewTest, LeavesNothingForABranchThatIsNotWhole) {
  ShowAll();
  Give(Confirmed(Ask::kHead), Slots({105}));
  List({105});
  Show(f105);
  Show(f103);
  EXPECT_EQ(Advance(), kNothing);
  Give(Confirmed(Ask::kBlock, 103), None(Trouble::kNotYet));
  EXPECT_EQ(Advance(), kNothing);
  EXPECT_EQ(view.tip(), Slot(104));
}

TEST_F(ConfirmedViewTest, TakesNoBlockThatBypassesTheFrontier) {
  List({101});
  Show(BlockAfter(FirstBlock(99), 101, 1));
  EXPECT_EQ(Advance(), kNothing);
  EXPECT_EQ(view.TakeContradictions().size(), 1u);
  Give(Confirmed(Ask::kSlots, 101, 104), Slots({101}));
  Show(BlockAfter(FirstBlock(100, 1), 101, 1));
  EXPECT_EQ(Advance(), kNothing);
  EXPECT_EQ(view.TakeContradictions().size(), 1u);
}

TEST_F(ConfirmedViewTest, GoesOnBehindTheFrontierThatItShowed) {
  ShowAll();
  EXPECT_THAT(view.MoveFrontier(b101.slot, b101.blockhash), IsEmpty());
  EXPECT_EQ(view.chain().begin()->first, Slot(102));
  EXPECT_THAT(view.MoveFrontier(b104.slot, b104.blockhash), IsEmpty());
  EXPECT_EQ(view.tip(), Slot(104));
  EXPECT_THAT(view.chain(), IsEmpty());
}

TEST_F(ConfirmedViewTest, LosesWhatHangsOnAnotherBlockThanTheFrontier) {
  ShowAll();
  EXPECT_THAT(view.MoveFrontier(b101.slot, b101.blockhash), IsEmpty());
  EXPECT_THAT(view.MoveFrontier(f102.slot, f102.blockhash), ElementsAre(RefOf(b102), RefOf(b104)));
  EXPECT_EQ(view.tip(), Slot(102));
  EXPECT_THAT(view.Wants(), Contains(Confirmed(Ask::kSlots, 103, 104)));
}

TEST_F(ConfirmedViewTest, WaitsForTheFrontierWhereItIsFull) {
  ConfirmedView small({.window = 2, .most_blocks = 2});
  small.MoveFrontier(b100.slot, b100.blockhash);
  Answer head = Slots({110});
  small.Take(Confirmed(Ask::kHead), head);
  Answer slots = Slots({101, 102});
  small.Take(Confirmed(Ask::kSlots, 101, 104), slots);
  EXPECT_THAT(small.Wants(), ElementsAre(Confirmed(Ask::kBlock, 101), Confirmed(Ask::kBlock, 102)));
  for (const BlockHeader& header : {b101, b102}) {
    Answer block = Block(header);
    small.Take(Confirmed(Ask::kBlock, header.slot.value()), block);
    EXPECT_TRUE(small.Advance().has_value());
  }
  EXPECT_THAT(small.Wants(), IsEmpty());
  small.MoveFrontier(b101.slot, b101.blockhash);
  EXPECT_THAT(small.Wants(), Not(IsEmpty()));
}

}  // namespace
}  // namespace hilt::pipeline
