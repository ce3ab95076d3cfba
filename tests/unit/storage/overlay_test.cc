#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/memory/memory_store.h"
#include "storage/store.h"
#include "tests/unit/storage/store_model.h"

namespace hilt::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class OverlayTest : public testing::Test {
 protected:
  OverlayTest() {
    Batch batch;
    for (const char* key : {"a", "b", "c", "d"}) batch.Put(key, std::string("base-") + key);
    EXPECT_TRUE(store_.Commit(batch).ok());
  }

  std::vector<std::string> Scan(const ScanRange& range) {
    std::vector<std::string> rows;
    const auto entries = overlay_.Scan(range);
    for (const Entry& entry : *entries) rows.push_back(entry.key + "=" + entry.value);
    return rows;
  }

  MemoryStore store_;
  Overlay overlay_{store_};
};

TEST_F(OverlayTest, ShowsTheBaseWhereNothingChanged) {
  EXPECT_EQ(*overlay_.Get("a"), "base-a");
  EXPECT_EQ(*overlay_.Get("z"), std::nullopt);
}

TEST_F(OverlayTest, ShowsWhatWasPutAndHidesWhatWasDeleted) {
  overlay_.Put("b", "new");
  overlay_.Put("bb", "");
  overlay_.Delete("c");
  EXPECT_EQ(*overlay_.Get("b"), "new");
  EXPECT_EQ(*overlay_.Get("bb"), "");
  EXPECT_EQ(*overlay_.Get("c"), std::nullopt);
  EXPECT_THAT(Scan({}), ElementsAre("a=base-a", "b=new", "bb=", "d=base-d"));
  EXPECT_THAT(Scan({.reverse = true}), ElementsAre("d=base-d", "bb=", "b=new", "a=base-a"));
}

TEST_F(OverlayTest, ChangesNothingInTheBase) {
  overlay_.Put("a", "new");
  overlay_.Delete("b");
  EXPECT_EQ(*store_.Get("a"), "base-a");
  EXPECT_EQ(*store_.Get("b"), "base-b");
}

TEST_F(OverlayTest, FillsTheLimitBehindDeletedRows) {
  overlay_.Delete("a");
  overlay_.Delete("b");
  EXPECT_THAT(Scan({.limit = 2}), ElementsAre("c=base-c", "d=base-d"));
  EXPECT_THAT(Scan({.limit = 1, .reverse = true}), ElementsAre("d=base-d"));
}

TEST_F(OverlayTest, KeepsToTheRangeAndTheLimit) {
  overlay_.Put("aa", "1");
  overlay_.Put("c", "2");
  EXPECT_THAT(Scan({.begin = "aa", .end = "c"}), ElementsAre("aa=1", "b=base-b"));
  EXPECT_THAT(Scan({.begin = "aa", .end = "d", .reverse = true}),
              ElementsAre("c=2", "b=base-b", "aa=1"));
  EXPECT_THAT(Scan({.limit = 2}), ElementsAre("a=base-a", "aa=1"));
  EXPECT_THAT(Scan({.limit = 0}), IsEmpty());
  EXPECT_THAT(Scan({.begin = "c", .end = "b"}), IsEmpty());
}

TEST_F(OverlayTest, LaterOperationsWin) {
  overlay_.Put("a", "1");
  overlay_.Delete("a");
  overlay_.Put("a", "2");
  EXPECT_EQ(*overlay_.Get("a"), "2");
  ASSERT_TRUE(store_.Commit(overlay_.batch()).ok());
  EXPECT_EQ(*store_.Get("a"), "2");
}

TEST_F(OverlayTest, RollsBackToAMark) {
  overlay_.Put("a", "kept");
  const size_t mark = overlay_.Mark();
  overlay_.Put("a", "lost");
  overlay_.Delete("a");
  overlay_.Put("e", "lost");
  overlay_.RollBackTo(mark);
  EXPECT_EQ(*overlay_.Get("a"), "kept");
  EXPECT_EQ(*overlay_.Get("e"), std::nullopt);
  EXPECT_EQ(overlay_.batch().operations().size(), 1u);
  overlay_.RollBackTo(0);
  EXPECT_EQ(*overlay_.Get("a"), "base-a");
  EXPECT_TRUE(overlay_.batch().empty());
}

TEST_F(OverlayTest, StopsTheProcessWhereTheMarkIsNotItsOwn) {
  EXPECT_DEATH(overlay_.RollBackTo(1), "check failed");
}

class BrokenReader final : public Reader {
 public:
  absl::StatusOr<std::optional<std::string>> Get(std::string_view) const override {
    return absl::UnavailableError("gone");
  }
  absl::StatusOr<std::vector<Entry>> Scan(const ScanRange&) const override {
    return absl::UnavailableError("gone");
  }
};

TEST(Overlay, PassesOnTheErrorsOfTheBase) {
  const BrokenReader broken;
  Overlay overlay(broken);
  overlay.Put("a", "1");
  EXPECT_EQ(*overlay.Get("a"), "1");
  EXPECT_TRUE(absl::IsUnavailable(overlay.Get("b").status()));
  EXPECT_TRUE(absl::IsUnavailable(overlay.Scan({}).status()));
}

TEST(MemoryStore, SnapshotsStayAsTheyAre) {
  MemoryStore store;
  Batch first;
  first.Put("a", "1");
  ASSERT_TRUE(store.Commit(first).ok());
  const auto snapshot = store.Snapshot();
  Batch second;
  second.Put("a", "2");
  second.Put("b", "2");
  ASSERT_TRUE(store.Commit(second).ok());
  EXPECT_EQ(*snapshot->Get("a"), "1");
  EXPECT_THAT(*snapshot->Scan({}), ElementsAre(Entry{"a", "1"}));
  EXPECT_EQ(*store.Get("a"), "2");
}

TEST(MemoryStore, ReadersSeeWholeBatchesWhileTheWriterGoesOn) {
  MemoryStore store;
  RunReadersBesideAWriter(store, 2000);
}

TEST(MemoryStoreModel, AgreesWithAPlainMap) {
  solana::SeededRandom random;
  SCOPED_TRACE(random.Label());
  MemoryStore store;
  RunStoreModel(random, 1000, {.store = [&store]() -> Store& { return store; }, .reopen = {}});
}

}  // namespace
}  // namespace hilt::storage
