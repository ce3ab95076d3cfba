#include "indexer/pipeline/asking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "blocks.h"

namespace hilt::pipeline {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const absl::Time kNow = kTimeOfSlot0;

TEST(Asking, DistrustsForAWhileAndTheMostBlamedMost) {
  Asking asking;
  asking.Distrust("liar", kNow);
  asking.Distrust("neighbour", kNow);
  asking.Distrust("liar", kNow);
  EXPECT_THAT(asking.Distrusted(kNow), ElementsAre("neighbour", "liar"));
  EXPECT_THAT(asking.Distrusted(kNow + Asking::kDistrust), IsEmpty());
  // What is over is forgotten.
  const absl::Time later = kNow + Asking::kDistrust;
  asking.Distrust("liar", later);
  asking.Distrust("neighbour", later);
  asking.Distrust("neighbour", later);
  EXPECT_THAT(asking.Distrusted(later), ElementsAre("liar", "neighbour"));
}

TEST(Asking, AsksAgainAfterARestAndWhenTheClockIsSetBack) {
  Asking asking;
  const Question question = Finalized(Ask::kBlock, 7);
  asking.Began(question);
  EXPECT_FALSE(asking.MayAsk(question, kNow));
  asking.Ended(question, None(Trouble::kTransient), kNow);
  EXPECT_FALSE(asking.MayAsk(question, kNow));
  EXPECT_TRUE(asking.MayAsk(question, asking.NextTurn(kNow)));
  EXPECT_TRUE(asking.MayAsk(question, kNow - absl::Hours(1)));
  asking.Distrust("liar", kNow);
  EXPECT_THAT(asking.Distrusted(kNow - absl::Hours(1)), IsEmpty());
}

}  // namespace
}  // namespace hilt::pipeline
