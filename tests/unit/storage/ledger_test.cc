#include "storage/ledger.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/memory/memory_store.h"
#include "tests/unit/storage/describe.h"
#include "tests/unit/storage/samples.h"

// The event log, discrepancies, and outstanding work.
namespace hilt::storage {
namespace {

using domain::DiscrepancyKind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class LedgerTest : public testing::Test {
 protected:
  void Commit() {
    ASSERT_TRUE(store_.Commit(overlay_->batch()).ok());
    Start();
  }
  void Start() {
    ledger_.reset();
    overlay_.emplace(store_);
    ledger_.emplace(*overlay_);
  }

  void SetUp() override { Start(); }

  domain::EventSeq Append() {
    domain::Event event = FullEvent();
    event.seq = domain::EventSeq(999);  // not read
    const auto appended = ledger_->AppendEvent(event);
    EXPECT_TRUE(appended.ok()) << appended.status();
    return appended->seq;
  }

  void Put(const domain::Discrepancy& discrepancy) {
    const absl::Status status = ledger_->PutDiscrepancy(discrepancy);
    ASSERT_TRUE(status.ok()) << status;
  }

  std::vector<std::string> List(const DiscrepancyQuery& query) {
    const auto page = ledger_->ListDiscrepancies(query);
    EXPECT_TRUE(page.ok()) << page.status();
    std::vector<std::string> ids;
    for (const auto& discrepancy : page->discrepancies) ids.push_back(discrepancy.id.substr(0, 2));
    return ids;
  }

  MemoryStore store_;
  std::optional<Overlay> overlay_;
  std::optional<Ledger> ledger_;
};

TEST_F(LedgerTest, EventsAreNumberedFromOneWithoutGapsOverBatches) {
  EXPECT_EQ(ledger_->LastEvent()->value(), 0u);
  EXPECT_EQ(Append().value(), 1u);
  EXPECT_EQ(Append().value(), 2u);
  Commit();
  EXPECT_EQ(Append().value(), 3u);
  EXPECT_EQ(ledger_->LastEvent()->value(), 3u);
}

TEST_F(LedgerTest, NumbersOfEventsThatWereRolledBackAreUsedAgain) {
  Append();
  const size_t mark = overlay_->Mark();
  Append();
  overlay_->RollBackTo(mark);
  EXPECT_EQ(Append().value(), 2u);
}

TEST_F(LedgerTest, EventsAreReadFromACursor) {
  for (int i = 0; i < 5; ++i) Append();
  const auto seqs = [this](uint64_t after, size_t limit) {
    std::vector<uint64_t> numbers;
    const auto events = ledger_->ReadEvents(domain::EventSeq(after), limit);
    for (const auto& event : *events) {
      numbers.push_back(event.seq.value());
    }
    return numbers;
  };
  EXPECT_THAT(seqs(0, 3), ElementsAre(1, 2, 3));
  EXPECT_THAT(seqs(3, 10), ElementsAre(4, 5));
  EXPECT_THAT(seqs(5, 10), IsEmpty());
  EXPECT_THAT(seqs(~uint64_t{0}, 10), IsEmpty());
}

TEST_F(LedgerTest, AnEventHoldsItsSubjectAsItWasThen) {
  domain::Event event;
  event.type = domain::EventType::kPaymentCreated;
  event.at = At(1);
  event.payment = NewPayment();
  ASSERT_TRUE(ledger_->AppendEvent(event).ok());
  const auto events = ledger_->ReadEvents(domain::EventSeq(0), 1);
  ASSERT_EQ(events->size(), 1u);
  event.seq = domain::EventSeq(1);
  EXPECT_EQ(Describe(events->front()), Describe(event));
}

TEST_F(LedgerTest, AMissingEventIsNotPassedOver) {
  for (int i = 0; i < 3; ++i) Append();
  overlay_->Delete(std::string("E\0\0\0\0\0\0\0\2", 9));
  const auto events = ledger_->ReadEvents(domain::EventSeq(0), 10);
  EXPECT_TRUE(absl::IsDataLoss(events.status())) << events.status();
  EXPECT_THAT(std::string(events.status().message()), HasSubstr("event 2 is missing"));
}

TEST_F(LedgerTest, AnEventWithoutItsSubjectIsRefused) {
  domain::Event event;
  event.type = domain::EventType::kPaymentCreated;
  EXPECT_TRUE(absl::IsInvalidArgument(ledger_->AppendEvent(event).status()));
  EXPECT_EQ(ledger_->LastEvent()->value(), 0u);
}

TEST_F(LedgerTest, DiscrepanciesAreFoundById) {
  Put(FullDiscrepancy());
  EXPECT_EQ(Describe(**ledger_->FindDiscrepancy(UuidText(0x21))), Describe(FullDiscrepancy()));
  EXPECT_EQ(*ledger_->FindDiscrepancy(UuidText(0x22)), std::nullopt);
  EXPECT_EQ(*ledger_->FindDiscrepancy("no uuid"), std::nullopt);
}

TEST_F(LedgerTest, DiscrepanciesAreListedOldestFirstByState) {
  Put(NewDiscrepancy({.number = 1, .opened_at = At(30)}));
  Put(NewDiscrepancy({.number = 2, .opened_at = At(10)}));
  Put(NewDiscrepancy({.number = 3, .opened_at = At(20), .resolved = true}));
  Put(NewDiscrepancy({.number = 4, .opened_at = At(20)}));
  EXPECT_THAT(List({}), ElementsAre("02", "04", "01"));
  EXPECT_THAT(List({.state = DiscrepancyStateFilter::kResolved}), ElementsAre("03"));
  EXPECT_THAT(List({.state = DiscrepancyStateFilter::kAll}), ElementsAre("02", "03", "04", "01"));
}

TEST_F(LedgerTest, DiscrepanciesAreListedByTheTimeOfOpening) {
  for (uint8_t n = 1; n <= 5; ++n) Put(NewDiscrepancy({.number = n, .opened_at = At(n)}));
  const absl::Duration nano = absl::Nanoseconds(1);
  struct Case {
    std::string name;
    std::optional<absl::Time> from;
    std::optional<absl::Time> before;
    std::vector<std::string> listed;
  };
  const std::vector<Case> cases = {
      {"from is inclusive", At(4), {}, {"04", "05"}},
      {"before is exclusive", {}, At(3), {"01", "02"}},
      {"both", At(2), At(4), {"02", "03"}},
      {"a little later than one", At(4) + nano, {}, {"05"}},
      {"up to a little later than one", {}, At(2) + nano, {"01", "02"}},
      {"nothing between", At(3), At(3), {}},
      {"upside down", At(4), At(2), {}},
      {"all", absl::InfinitePast(), absl::InfiniteFuture(), {"01", "02", "03", "04", "05"}},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(List({.opened_from = c.from, .opened_before = c.before}), c.listed) << c.name;
  }
}

TEST_F(LedgerTest, AResolvedDiscrepancyLeavesTheQueueAndStays) {
  Put(NewDiscrepancy({.number = 1, .payments = {Id(7)}}));
  Put(NewDiscrepancy({.number = 1, .payments = {Id(7)}, .resolved = true}));
  EXPECT_THAT(List({}), IsEmpty());
  EXPECT_THAT(List({.scope = Id(7)}), IsEmpty());
  EXPECT_THAT(List({.scope = Id(7), .state = DiscrepancyStateFilter::kResolved}),
              ElementsAre("01"));
  EXPECT_THAT(List({.scope = Id(7), .state = DiscrepancyStateFilter::kAll}), ElementsAre("01"));
}

TEST_F(LedgerTest, DiscrepanciesAreListedByPaymentAccountAndKind) {
  const auto account = Filled<solana::Pubkey>(0x55);
  Put(NewDiscrepancy({.number = 1, .kind = DiscrepancyKind::kLate, .payments = {Id(7)}}));
  Put(NewDiscrepancy(
      {.number = 2, .kind = DiscrepancyKind::kAmbiguousMemo, .payments = {Id(7), Id(8)}}));
  Put(NewDiscrepancy({.number = 3, .kind = DiscrepancyKind::kUnmatched, .watch_account = account}));
  // A payment that is named stands before the account.
  Put(NewDiscrepancy({.number = 4,
                      .kind = DiscrepancyKind::kLate,
                      .payments = {Id(8)},
                      .watch_account = account}));
  EXPECT_THAT(List({}), ElementsAre("01", "02", "03", "04"));
  EXPECT_THAT(List({.scope = Id(7)}), ElementsAre("01", "02"));
  EXPECT_THAT(List({.scope = Id(8)}), ElementsAre("02", "04"));
  EXPECT_THAT(List({.scope = account}), ElementsAre("03"));
  EXPECT_THAT(List({.kinds = {DiscrepancyKind::kLate}}), ElementsAre("01", "04"));
  EXPECT_THAT(List({.kinds = {DiscrepancyKind::kUnmatched, DiscrepancyKind::kLate}}),
              ElementsAre("01", "03", "04"));
  EXPECT_THAT(List({.kinds = {DiscrepancyKind::kLate, DiscrepancyKind::kLate}}),
              ElementsAre("01", "04"));
  EXPECT_THAT(List({.scope = Id(8), .kinds = {DiscrepancyKind::kLate}}), ElementsAre("04"));
}

TEST_F(LedgerTest, DiscrepanciesAreListedInPages) {
  for (uint8_t n = 1; n <= 5; ++n) {
    Put(NewDiscrepancy({.number = n, .opened_at = At(n / 2), .resolved = n % 2 == 0}));
  }
  DiscrepancyQuery query{.state = DiscrepancyStateFilter::kAll, .limit = 2};
  std::vector<std::string> ids;
  do {
    const auto page = ledger_->ListDiscrepancies(query);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& discrepancy : page->discrepancies) ids.push_back(discrepancy.id.substr(0, 2));
    query.after = page->next;
  } while (!query.after.empty() && ids.size() < 20);
  EXPECT_THAT(ids, ElementsAre("01", "02", "03", "04", "05"));
}

TEST_F(LedgerTest, DiscrepanciesAreCountedByKindResolvedOnesToo) {
  const auto account = Filled<solana::Pubkey>(0x55);
  Put(NewDiscrepancy({.number = 1, .payments = {Id(7)}}));
  Put(NewDiscrepancy({.number = 2, .payments = {Id(7)}}));
  Put(NewDiscrepancy({.number = 2, .payments = {Id(7)}, .resolved = true}));
  Put(NewDiscrepancy({.number = 3, .kind = DiscrepancyKind::kLate, .payments = {Id(7), Id(7)}}));
  Put(NewDiscrepancy({.number = 4, .kind = DiscrepancyKind::kUnmatched, .watch_account = account}));
  EXPECT_EQ(*ledger_->CountDiscrepancies(Id(7), DiscrepancyKind::kDuplicatePayment), 2u);
  EXPECT_EQ(*ledger_->CountDiscrepancies(Id(7), DiscrepancyKind::kLate), 1u);
  EXPECT_EQ(*ledger_->CountDiscrepancies(Id(7), DiscrepancyKind::kReverted), 0u);
  EXPECT_EQ(*ledger_->CountDiscrepancies(account, DiscrepancyKind::kUnmatched), 1u);
}

TEST_F(LedgerTest, ACountFollowsADiscrepancyThatChangesItsPayments) {
  Put(NewDiscrepancy({.number = 1, .payments = {Id(7)}}));
  Put(NewDiscrepancy({.number = 1, .payments = {Id(8)}}));
  EXPECT_EQ(*ledger_->CountDiscrepancies(Id(7), DiscrepancyKind::kDuplicatePayment), 0u);
  EXPECT_EQ(*ledger_->CountDiscrepancies(Id(8), DiscrepancyKind::kDuplicatePayment), 1u);
  EXPECT_THAT(List({.scope = Id(7)}), IsEmpty());
}

TEST_F(LedgerTest, TheLastDiscrepancyOfAKindIsTheOneOpenedLast) {
  const auto last = [this] {
    const auto found = ledger_->LastDiscrepancy(Id(7), DiscrepancyKind::kLate);
    EXPECT_TRUE(found.ok()) << found.status();
    return *found ? (*found)->id.substr(0, 2) : "none";
  };
  EXPECT_EQ(last(), "none");
  const auto put = [this](uint8_t n, DiscrepancyKind kind, int64_t at, bool resolved) {
    Put(NewDiscrepancy({n, kind, {Id(7)}, {}, At(at), resolved}));
  };
  put(1, DiscrepancyKind::kLate, 20, true);
  put(2, DiscrepancyKind::kLate, 10, false);
  put(3, DiscrepancyKind::kReverted, 30, false);
  EXPECT_EQ(last(), "01");
}

TEST_F(LedgerTest, DuplicatesAreTheOpenOnesInOrderOfTheChain) {
  const auto put = [this](uint8_t n, uint64_t slot, std::optional<uint32_t> index, bool resolved) {
    domain::Discrepancy discrepancy = NewDiscrepancy(
        {.number = n, .payments = {Id(7)}, .opened_at = At(100 - n), .resolved = resolved});
    discrepancy.candidate = CandidateOf(Sig(n));
    discrepancy.candidate->key.slot = domain::Slot(slot);
    discrepancy.candidate->index = index;
    Put(discrepancy);
  };
  put(1, 20, 3, false);
  put(2, 20, 1, false);
  put(3, 10, {}, false);
  put(4, 5, 0, true);
  put(5, 20, {}, false);
  std::vector<int> order;
  const auto duplicates = ledger_->Duplicates(Id(7));
  for (const auto& candidate : *duplicates) {
    order.push_back(candidate.key.signature.bytes[0]);
  }
  EXPECT_THAT(order, ElementsAre(3, 2, 1, 5));
}

TEST_F(LedgerTest, WhatWasAddedUpIsKnown) {
  ASSERT_TRUE(ledger_->PutSummed(UuidText(1)).ok());
  EXPECT_EQ(*ledger_->IsSummed(UuidText(1)), true);
  EXPECT_EQ(*ledger_->IsSummed(UuidText(2)), false);
  EXPECT_TRUE(absl::IsInvalidArgument(ledger_->PutSummed("1")));
  EXPECT_TRUE(absl::IsInvalidArgument(ledger_->IsSummed("1").status()));
}

TEST_F(LedgerTest, HintsAreDueInOrderOfTheirTime) {
  ASSERT_TRUE(ledger_->PutHint({Sig(1), At(0), 0, At(30)}).ok());
  ASSERT_TRUE(ledger_->PutHint({Sig(2), At(0), 0, At(10)}).ok());
  ASSERT_TRUE(ledger_->PutHint({Sig(3), At(0), 0, At(20)}).ok());
  const auto due = [this](absl::Time until, size_t limit) {
    std::vector<int> order;
    const auto hints = ledger_->HintsDue(until, limit);
    for (const FetchHint& hint : *hints) {
      order.push_back(hint.signature.bytes[0]);
    }
    return order;
  };
  EXPECT_THAT(due(At(20), 10), ElementsAre(2, 3));
  EXPECT_THAT(due(At(40), 2), ElementsAre(2, 3));
  EXPECT_EQ(ledger_->HintsDue(At(40), 10, At(20))->size(), 2u);
  EXPECT_EQ(ledger_->HintsDue(At(40), 10, At(20) + absl::Nanoseconds(1))->size(), 1u);

  // Tried again later: due later, and once.
  ASSERT_TRUE(ledger_->PutHint({Sig(2), At(0), 1, At(50)}).ok());
  EXPECT_THAT(due(At(100), 10), ElementsAre(3, 1, 2));
  EXPECT_EQ((*ledger_->FindHint(Sig(2)))->attempts, 1u);
  EXPECT_EQ((*ledger_->FindHint(Sig(2)))->signature, Sig(2));

  ASSERT_TRUE(ledger_->DeleteHint(Sig(3)).ok());
  ASSERT_TRUE(ledger_->DeleteHint(Sig(3)).ok());
  EXPECT_THAT(due(At(100), 10), ElementsAre(1, 2));
  EXPECT_EQ(ledger_->FindHint(Sig(3))->has_value(), false);
}

TEST_F(LedgerTest, UnverifiablesBelongToTheirPayment) {
  ledger_->PutUnverifiable({Id(1), Sig(1), "no_meta", At(1)});
  ledger_->PutUnverifiable({Id(1), Sig(2), "no_block_time", At(2)});
  ledger_->PutUnverifiable({Id(2), Sig(1), "no_meta", At(3)});
  const auto found = ledger_->Unverifiables(Id(1));
  ASSERT_EQ(found->size(), 2u);
  EXPECT_EQ(Describe((*found)[1]),
            Describe(UnverifiableRecord{Id(1), Sig(2), "no_block_time", At(2)}));
  ledger_->DeleteUnverifiable(Id(1), Sig(1));
  EXPECT_EQ(ledger_->Unverifiables(Id(1))->size(), 1u);
  EXPECT_EQ(ledger_->Unverifiables(Id(2))->size(), 1u);
}

TEST_F(LedgerTest, UnverifiablesAreAllReadHoweverMany) {
  for (int n = 0; n < 250; ++n) {
    solana::Signature signature = Sig(1);
    signature.bytes[63] = static_cast<uint8_t>(n);
    ledger_->PutUnverifiable({Id(1), signature, "no_meta", At(n)});
  }
  EXPECT_EQ(ledger_->Unverifiables(Id(1))->size(), 250u);
}

TEST_F(LedgerTest, BadElementsAreARingOfTheLast) {
  const uint64_t added = kBadElementsKept + 3;
  for (uint64_t n = 1; n <= added; ++n) {
    ASSERT_TRUE(ledger_->AddBadElement({0, At(1), "not an object", std::to_string(n)}).ok());
  }
  const auto kept = ledger_->BadElements(10'000);
  ASSERT_EQ(kept->size(), kBadElementsKept);
  EXPECT_EQ(kept->front().number, added);
  EXPECT_EQ(kept->front().bytes, std::to_string(added));
  EXPECT_EQ(kept->back().number, 4u);
  EXPECT_EQ(ledger_->BadElements(2)->size(), 2u);
}

TEST_F(LedgerTest, BadElementsAreCutToTheirFirstBytes) {
  ASSERT_TRUE(
      ledger_->AddBadElement({0, At(1), "long", std::string(kBadElementBytes + 1, 'x')}).ok());
  EXPECT_EQ(ledger_->BadElements(1)->front().bytes.size(), kBadElementBytes);
}

}  // namespace
}  // namespace hilt::storage
