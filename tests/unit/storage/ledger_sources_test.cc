#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/ledger.h"
#include "storage/memory/memory_store.h"
#include "tests/unit/storage/describe.h"
#include "tests/unit/storage/samples.h"

// What sources need to know.
namespace hilt::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class LedgerSources : public testing::Test {
 protected:
  void Watch(uint8_t account, absl::Time until) {
    ASSERT_TRUE(ledger_.PutWatch({Filled<solana::Pubkey>(account), until}).ok());
  }

  // The accounts' numbers, and where the page ended.
  std::vector<int> Active(absl::Time now, std::string* next = nullptr, size_t limit = 10) {
    const auto page = ledger_.ActiveWatches(now, next == nullptr ? "" : *next, limit);
    EXPECT_TRUE(page.ok()) << page.status();
    std::vector<int> accounts;
    for (const WatchRecord& watch : page->watches) accounts.push_back(watch.account.bytes[0]);
    if (next != nullptr) *next = page->next;
    return accounts;
  }

  void PutUnmatched(const domain::Nonce& nonce, uint8_t signature) {
    ASSERT_TRUE(ledger_.PutUnmatched(nonce, Sig(signature)).ok());
  }

  MemoryStore store_;
  Overlay overlay_{store_};
  Ledger ledger_{overlay_};
};

TEST_F(LedgerSources, AWatchKeepsItsLaterEnd) {
  Watch(1, At(20));
  Watch(1, At(10));
  EXPECT_EQ((*ledger_.FindWatch(Filled<solana::Pubkey>(1)))->until, At(20));
  Watch(1, At(30));
  const auto found = ledger_.FindWatch(Filled<solana::Pubkey>(1));
  EXPECT_EQ((*found)->until, At(30));
  EXPECT_EQ((*found)->account, Filled<solana::Pubkey>(1));
  EXPECT_THAT(Active(At(0)), ElementsAre(1));
  EXPECT_FALSE(ledger_.FindWatch(Filled<solana::Pubkey>(2))->has_value());
}

TEST_F(LedgerSources, AWatchIsWrittenOnlyWhereItEndsLater) {
  Watch(1, At(20));
  const size_t before = overlay_.Mark();
  Watch(1, At(20) + absl::Nanoseconds(999));
  EXPECT_EQ(overlay_.Mark(), before);
}

TEST_F(LedgerSources, WatchesAreActiveUntilTheirEndInclusive) {
  Watch(1, At(30));
  Watch(2, At(10));
  Watch(3, At(20));
  Watch(4, At(20));
  EXPECT_THAT(Active(absl::InfinitePast()), ElementsAre(2, 3, 4, 1));
  EXPECT_THAT(Active(At(20)), ElementsAre(3, 4, 1));
  EXPECT_THAT(Active(At(20) + absl::Nanoseconds(1)), ElementsAre(1));
  EXPECT_THAT(Active(At(31)), IsEmpty());
  EXPECT_THAT(Active(absl::InfiniteFuture()), IsEmpty());
}

TEST_F(LedgerSources, WatchesAreListedInPages) {
  for (uint8_t n = 1; n <= 5; ++n) Watch(n, At(n / 2));
  std::string next;
  EXPECT_THAT(Active(At(1), &next, 2), ElementsAre(2, 3));
  // One that moves on is found behind the page, and none is left out.
  Watch(3, At(9));
  EXPECT_THAT(Active(At(1), &next, 2), ElementsAre(4, 5));
  EXPECT_THAT(Active(At(1), &next, 2), ElementsAre(3));
  EXPECT_EQ(next, "");
}

TEST_F(LedgerSources, WatchesAreNotListedFromWhatNoPageGave) {
  EXPECT_TRUE(absl::IsInvalidArgument(ledger_.ActiveWatches(At(0), "", 0).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(ledger_.ActiveWatches(At(0), "", 1001).status()));
  // A position of another list.
  EXPECT_TRUE(
      absl::IsInvalidArgument(ledger_.ActiveWatches(At(0), std::string(48, '0'), 1).status()));
}

TEST_F(LedgerSources, UnmatchedTransactionsAreKeptFirstComeFirst) {
  PutUnmatched(NonceOf(1), 9);
  PutUnmatched(NonceOf(1), 3);
  PutUnmatched(NonceOf(1), 9);
  PutUnmatched(NonceOf(2), 5);
  EXPECT_THAT(*ledger_.Unmatched(NonceOf(1)), ElementsAre(Sig(9), Sig(3)));
  EXPECT_THAT(*ledger_.Unmatched(NonceOf(2)), ElementsAre(Sig(5)));
  EXPECT_THAT(*ledger_.Unmatched(NonceOf(3)), IsEmpty());
  ledger_.DeleteUnmatched(NonceOf(1));
  ledger_.DeleteUnmatched(NonceOf(3));
  EXPECT_THAT(*ledger_.Unmatched(NonceOf(1)), IsEmpty());
  EXPECT_THAT(*ledger_.Unmatched(NonceOf(2)), ElementsAre(Sig(5)));
}

TEST_F(LedgerSources, UnmatchedTransactionsOfANonceAreBounded) {
  for (uint8_t n = 1; n <= kMaxUnmatched + 1; ++n) PutUnmatched(NonceOf(1), n);
  const auto kept = ledger_.Unmatched(NonceOf(1));
  ASSERT_EQ(kept->size(), kMaxUnmatched);
  EXPECT_EQ(kept->front(), Sig(1));
  EXPECT_EQ(kept->back(), Sig(kMaxUnmatched));
}

TEST_F(LedgerSources, ACursorIsWhatItsSourceLastWrote) {
  const std::string bytes("\0\xff", 2);
  ASSERT_TRUE(ledger_.PutCursor("blocks", "1").ok());
  ASSERT_TRUE(ledger_.PutCursor("blocks", bytes).ok());
  ASSERT_TRUE(ledger_.PutCursor("blocks 2", "").ok());
  EXPECT_EQ(*ledger_.FindCursor("blocks"), bytes);
  EXPECT_EQ(*ledger_.FindCursor("blocks 2"), "");
  EXPECT_EQ(*ledger_.FindCursor("block"), std::nullopt);
}

TEST_F(LedgerSources, CursorsBelongToSourcesWithPrintableNames) {
  struct Case {
    std::string name;
    std::string source;
    bool good;
  };
  const std::vector<Case> cases = {
      {"one character", "a", true},
      {"64 characters", std::string(64, '~'), true},
      {"a space", "a b", true},
      {"none", "", false},
      {"65 characters", std::string(65, 'a'), false},
      {"a line feed", "a\n", false},
      {"a letter beyond ASCII", "\xc3\xa4", false},
      {"a delete", "\x7f", false},
  };
  for (const Case& c : cases) {
    const absl::Status put = ledger_.PutCursor(c.source, "x");
    EXPECT_EQ(put.ok(), c.good) << c.name << ": " << put;
    EXPECT_TRUE(c.good || absl::IsInvalidArgument(put)) << c.name << ": " << put;
    EXPECT_EQ(ledger_.FindCursor(c.source)->has_value(), c.good) << c.name;
  }
}

TEST_F(LedgerSources, AnAdvanceIsACursorWithWhatItCovers) {
  const domain::SourceAdvance advance = AdvanceOf(300, 301);
  ASSERT_TRUE(ledger_.PutAdvance(advance).ok());
  EXPECT_EQ(*ledger_.FindCursor("blocks"), "slot 7");
  EXPECT_EQ(Describe(**ledger_.FindAdvance("blocks")), Describe(advance));
  EXPECT_FALSE(ledger_.FindAdvance("block")->has_value());
  // One that covers nothing is a cursor alone.
  ASSERT_TRUE(ledger_.PutCursor("sweep", "1").ok());
  EXPECT_FALSE(ledger_.FindAdvance("sweep")->has_value());
  ASSERT_EQ(ledger_.Advances()->size(), 1u);
  EXPECT_EQ(Describe(ledger_.Advances()->front()), Describe(advance));
}

TEST_F(LedgerSources, WhatIsCoveredNeverGoesBack) {
  struct Case {
    std::string name;
    domain::SourceAdvance next;
    bool good;
  };
  const std::vector<Case> cases = {
      {"further", AdvanceOf(300, 311), true},
      {"the same again", AdvanceOf(300, 310), true},
      {"back", AdvanceOf(300, 309), false},
      {"begun anew, later", AdvanceOf(400, 400), true},
      {"begun anew, earlier", AdvanceOf(200, 250), true},
      {"to before its beginning", AdvanceOf(500, 499), false},
  };
  for (const Case& c : cases) {
    ASSERT_TRUE(ledger_.PutAdvance(AdvanceOf(1, 1)).ok());
    ASSERT_TRUE(ledger_.PutAdvance(AdvanceOf(300, 310)).ok());
    const absl::Status put = ledger_.PutAdvance(c.next);
    EXPECT_EQ(put.ok(), c.good) << c.name << ": " << put;
    EXPECT_TRUE(c.good || absl::IsInvalidArgument(put)) << c.name << ": " << put;
    const domain::SourceAdvance expected = c.good ? c.next : AdvanceOf(300, 310);
    EXPECT_EQ(Describe(**ledger_.FindAdvance("blocks")), Describe(expected)) << c.name;
  }
}

TEST_F(LedgerSources, CursorsAreBounded) {
  EXPECT_TRUE(ledger_.PutCursor("a", std::string(kMaxCursorBytes, 'x')).ok());
  EXPECT_TRUE(
      absl::IsInvalidArgument(ledger_.PutCursor("b", std::string(kMaxCursorBytes + 1, 'x'))));
}

}  // namespace
}  // namespace hilt::storage
