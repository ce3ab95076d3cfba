#include "indexer/pipeline/start_finder.h"

#include <gtest/gtest.h>

#include "blocks.h"

namespace hilt::pipeline {
namespace {

using domain::Slot;

// Blocks of one second each in every slot from `first` on.
void AnswerOne(StartFinder& finder, uint64_t head, uint64_t first = 1) {
  const auto want = finder.Want();
  if (!want) return;
  Answer answer = Slots({});
  switch (want->ask) {
    case Ask::kHead:
      answer.slots = {Slot(head)};
      break;
    case Ask::kNext:
      answer.slots = {std::max(want->from, Slot(first))};
      break;
    case Ask::kHeader:
      answer.header = FirstBlock(want->from.value());
      answer.header->height = want->from.value();
      break;
    case Ask::kSlots:
    case Ask::kBlock:
      ADD_FAILURE();
      return;
  }
  finder.Take(*want, answer);
}

std::optional<Slot> Find(StartFinder&& finder, uint64_t head, uint64_t first = 1) {
  for (int i = 0; i < 1000 && !finder.found(); ++i) AnswerOne(finder, head, first);
  return finder.found();
}

TEST(StartFinder, BeginsAtLeastAsFarBehindTheHeadAsItIsTold) {
  EXPECT_EQ(Find(StartFinder(absl::Seconds(120)), 100'000), Slot(100'000 - 512));
  EXPECT_EQ(Find(StartFinder(absl::Seconds(512)), 100'000), Slot(100'000 - 512));
  EXPECT_EQ(Find(StartFinder(absl::Seconds(513)), 100'000), Slot(100'000 - 1024));
  EXPECT_EQ(Find(StartFinder(absl::Seconds(5000)), 100'000), Slot(100'000 - 8192));
}

TEST(StartFinder, BeginsNoLaterThanItIsTold) {
  const absl::Time at_latest = *FirstBlock(99'000).time;
  EXPECT_EQ(Find(StartFinder(absl::Seconds(120), at_latest), 100'000), Slot(100'000 - 1024));
  EXPECT_EQ(Find(StartFinder(absl::Seconds(2000), at_latest), 100'000), Slot(100'000 - 2048));
}

TEST(StartFinder, BeginsWithTheOldestLedgerWhereNoneReachesBackToWhatItIsTold) {
  StartFinder finder(absl::Seconds(120), *FirstBlock(10).time);
  int ledgers = 0;
  while (!finder.found() && ledgers < 100) {
    const auto want = finder.Want();
    ledgers += want->ask == Ask::kHead;
    AnswerOne(finder, 100'000, 99'000);
  }
  EXPECT_EQ(finder.found(), Slot(99'000));
  EXPECT_TRUE(finder.begins_late());
  EXPECT_EQ(ledgers, 16) << "another node may have an older one";
}

TEST(StartFinder, BeginsAYoungChainAtItsFirstBlock) {
  EXPECT_EQ(Find(StartFinder(absl::Seconds(120)), 40), Slot(1));
}

TEST(StartFinder, NeverTakesTheBeginningOfANodesLedgerForFarEnough) {
  EXPECT_EQ(Find(StartFinder(absl::Seconds(120)), 100'000, 99'950), std::nullopt);
}

TEST(StartFinder, BeginsAnewWhereTheHeadIsNone) {
  StartFinder finder(absl::Seconds(120));
  Answer head = Slots({1'000'000});
  finder.Take(Finalized(Ask::kHead), head);
  EXPECT_EQ(finder.Want(), Finalized(Ask::kHeader, 1'000'000));
  finder.Take(Finalized(Ask::kHeader, 1'000'000), None(Trouble::kNotYet));
  EXPECT_EQ(finder.Want(), Finalized(Ask::kHead));
}

TEST(StartFinder, NeedsTheTimeOfTheHead) {
  StartFinder finder(absl::Seconds(120));
  Answer head = Slots({100'000});
  finder.Take(Finalized(Ask::kHead), head);
  BlockHeader timeless = FirstBlock(100'000);
  timeless.time.reset();
  EXPECT_FALSE(finder.Take(Finalized(Ask::kHeader, 100'000), Block(timeless)));
  EXPECT_EQ(finder.Want(), Finalized(Ask::kHead));
}

}  // namespace
}  // namespace hilt::pipeline
