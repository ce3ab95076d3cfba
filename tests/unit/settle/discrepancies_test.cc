#include "confirmer/settle/discrepancies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "confirmer/settle/requests.h"
#include "tests/support/test_engine.h"

namespace hilt::settle::testing {
namespace {

using namespace test_support;  // NOLINT(google-build-using-namespace): a test's own words
using domain::Discrepancy;
using domain::DiscrepancyKind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Discrepancy Matter(uint16_t signature, base::Int128 amount = 5) {
  Discrepancy matter;
  matter.kind = DiscrepancyKind::kMerchantUnderpaid;
  matter.payments = {IdOf(1)};
  matter.nonces = {NonceOf(1)};
  matter.signature = SignatureOf(signature);
  matter.seen = domain::Sighting{.slot = domain::Slot(signature),
                                 .block_time = std::nullopt,
                                 .commitment = domain::Commitment::kFinalized,
                                 .grade = domain::EvidenceGrade::kChain};
  matter.verdict = domain::Verdict::kMerchantUnderpaid;
  matter.credits = {{.wallet = Key("merchant 1"), .mint = Key("usdc mint"), .amount = amount}};
  return matter;
}

class DiscrepanciesTest : public ::testing::Test {
 protected:
  DiscrepanciesTest() {
    engine_.Create(Usdc(1));
    engine_.Create(Usdc(2));
  }

  void Open(const Discrepancy& matter) {
    const auto opened = engine_.Do<bool>([&](WriteContext& context) -> absl::StatusOr<bool> {
      const absl::Status status = OpenDiscrepancy(context, matter);
      if (!status.ok()) return status;
      return true;
    });
    ASSERT_TRUE(opened.ok()) << opened.status();
  }

  void Close(const std::string& id) {
    const auto closed = engine_.Do<bool>([&](WriteContext& context) -> absl::StatusOr<bool> {
      const absl::Status status = CloseDiscrepancy(context, id, "settled after all");
      if (!status.ok()) return status;
      return true;
    });
    ASSERT_TRUE(closed.ok()) << closed.status();
  }

  void ResolveAs(const std::string& actor, const std::string& id) {
    const auto resolved = engine_.Do<Discrepancy>([&](WriteContext& context) {
      return ResolveDiscrepancy(context,
                                {.discrepancy_id = id, .note = "seen", .actor = actor, .peer = ""});
    });
    ASSERT_TRUE(resolved.ok()) << resolved.status();
  }

  void FillUp() {
    for (uint16_t i = 1; i <= kDiscrepanciesOfAKind; ++i) Open(Matter(i));
  }

  Discrepancy Sum() const {
    return **engine_.reader().FindDiscrepancy(
        storage::DiscrepancySumId(IdOf(1), DiscrepancyKind::kMerchantUnderpaid));
  }

  TestEngine engine_;
};

TEST_F(DiscrepanciesTest, OneThatIsOpenStaysAsItIs) {
  Open(Matter(1));
  const auto rows = engine_.Rows();
  engine_.clock().Advance(absl::Seconds(1));
  Open(Matter(1, 7));
  EXPECT_EQ(engine_.Rows(), rows);
}

TEST_F(DiscrepanciesTest, OneThatTheEngineClosedOpensAgainAsItIsSeenNow) {
  Open(Matter(1));
  const absl::Time opened_at = engine_.clock().Now();
  const std::string id = engine_.Discrepancies()[0].id;
  engine_.clock().Advance(absl::Seconds(1));
  Close(id);
  EXPECT_THAT(engine_.Discrepancies(), IsEmpty());
  const size_t before = engine_.event_count();
  Discrepancy moved = Matter(1, 8);
  moved.seen->slot = domain::Slot(99);
  Open(moved);
  const auto open = engine_.Discrepancies();
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].id, id);
  EXPECT_EQ(open[0].opened_at, opened_at);
  EXPECT_EQ(open[0].updated_at, engine_.clock().Now());
  EXPECT_EQ(open[0].version, 3u);
  EXPECT_EQ(open[0].seen->slot, domain::Slot(99));
  EXPECT_EQ(open[0].credits[0].amount, 8);
  EXPECT_THAT(engine_.EventNames(before), ElementsAre("discrepancy.opened"));
}

TEST_F(DiscrepanciesTest, OneThatAnOperatorClosedStaysClosed) {
  Open(Matter(1));
  ResolveAs("ann", engine_.Discrepancies()[0].id);
  const auto rows = engine_.Rows();
  Open(Matter(1));
  EXPECT_EQ(engine_.Rows(), rows);
}

TEST_F(DiscrepanciesTest, ClosingWhatIsNotOpenChangesNothing) {
  Open(Matter(1));
  const std::string id = engine_.Discrepancies()[0].id;
  Close(id);
  const auto rows = engine_.Rows();
  Close(id);
  Close("not an id");
  EXPECT_EQ(engine_.Rows(), rows);
}

TEST_F(DiscrepanciesTest, PastSixtyFourOfAKindMoreAreAddedUpOnceATransaction) {
  FillUp();
  const size_t before = engine_.event_count();
  Open(Matter(65, 10));
  EXPECT_THAT(engine_.EventNames(before), ElementsAre("discrepancy.opened"));
  EXPECT_EQ(Sum().count, 1u);
  Open(Matter(66, 20));
  Open(Matter(66, 20));
  Open(Matter(65, 10));
  const Discrepancy sum = Sum();
  EXPECT_EQ(sum.count, 2u);
  EXPECT_EQ(sum.signature, SignatureOf(65));
  EXPECT_EQ(sum.last_signature, SignatureOf(66));
  EXPECT_EQ(sum.seen->slot, domain::Slot(66));
  ASSERT_EQ(sum.credits.size(), 1u);
  EXPECT_EQ(sum.credits[0].amount, 30);
  EXPECT_EQ(sum.version, 2u);
  EXPECT_THAT(sum.legs, IsEmpty());
  EXPECT_EQ(engine_.Discrepancies().size(), kDiscrepanciesOfAKind + 1);
  EXPECT_EQ(engine_.event_count(), before + 1);
}

TEST_F(DiscrepanciesTest, OfOtherKindsAndPaymentsThereIsRoomStill) {
  FillUp();
  Discrepancy other_kind = Matter(65);
  other_kind.kind = DiscrepancyKind::kLate;
  Open(other_kind);
  Discrepancy other_payment = Matter(65);
  other_payment.payments = {IdOf(2)};
  Open(other_payment);
  EXPECT_EQ(engine_.Discrepancies().size(), kDiscrepanciesOfAKind + 2);
  EXPECT_FALSE(
      engine_.reader()
          .FindDiscrepancy(storage::DiscrepancySumId(IdOf(1), DiscrepancyKind::kMerchantUnderpaid))
          ->has_value());
}

TEST_F(DiscrepanciesTest, OneOfTheFirstSixtyFourIsNotAddedUpWhenItComesAgain) {
  FillUp();
  const auto rows = engine_.Rows();
  Open(Matter(3));
  EXPECT_EQ(engine_.Rows(), rows);
}

TEST_F(DiscrepanciesTest, AClosedSumOpensAgainForWhatIsNew) {
  FillUp();
  Open(Matter(65));
  ResolveAs("ann", Sum().id);
  const auto rows = engine_.Rows();
  Open(Matter(65));
  EXPECT_EQ(engine_.Rows(), rows);
  const size_t before = engine_.event_count();
  Open(Matter(66));
  EXPECT_TRUE(Sum().open());
  EXPECT_EQ(Sum().count, 2u);
  EXPECT_THAT(engine_.EventNames(before), ElementsAre("discrepancy.opened"));
}

TEST_F(DiscrepanciesTest, ASumHoldsSixteenAssetsAndCountsTheRest) {
  FillUp();
  for (uint16_t i = 0; i < domain::kMaxCredits + 2; ++i) {
    Discrepancy matter = Matter(static_cast<uint16_t>(100 + i));
    matter.credits[0].mint = Key("mint " + std::to_string(i));
    Open(matter);
  }
  EXPECT_EQ(Sum().credits.size(), domain::kMaxCredits);
  EXPECT_EQ(Sum().other_assets, 2u);
}

TEST_F(DiscrepanciesTest, ASumNamesEveryPaymentThatIsInIt) {
  for (uint16_t i = 1; i <= kDiscrepanciesOfAKind + 1; ++i) {
    Discrepancy matter = Matter(i);
    matter.kind = DiscrepancyKind::kAmbiguousMemo;
    Open(matter);
  }
  Discrepancy both = Matter(100);
  both.kind = DiscrepancyKind::kAmbiguousMemo;
  both.payments = {IdOf(1), IdOf(2)};
  Open(both);
  const Discrepancy sum = **engine_.reader().FindDiscrepancy(
      storage::DiscrepancySumId(IdOf(1), DiscrepancyKind::kAmbiguousMemo));
  EXPECT_EQ(sum.count, 2u);
  EXPECT_THAT(sum.payments, ElementsAre(IdOf(1), IdOf(2)));
}

TEST_F(DiscrepanciesTest, WithoutAPaymentTheWatchAccountsAreCounted) {
  const auto stray = [](uint16_t signature, std::string_view account) {
    Discrepancy matter = Matter(signature);
    matter.kind = DiscrepancyKind::kUnmatched;
    matter.payments.clear();
    matter.watch_account = Key(account);
    return matter;
  };
  for (uint16_t i = 1; i <= kDiscrepanciesOfAKind + 2; ++i) Open(stray(i, "busy account"));
  Open(stray(200, "quiet account"));
  EXPECT_EQ(engine_.Discrepancies().size(), kDiscrepanciesOfAKind + 2);
  const Discrepancy sum = **engine_.reader().FindDiscrepancy(
      storage::DiscrepancySumId(Key("busy account"), DiscrepancyKind::kUnmatched));
  EXPECT_EQ(sum.count, 2u);
}

}  // namespace
}  // namespace hilt::settle::testing
