#include "gtest/gtest.h"
#include "storage/ledger.h"
#include "storage/memory/memory_store.h"
#include "tests/unit/storage/samples.h"

namespace hilt::storage {
namespace {

class TotalsTest : public testing::Test {
 protected:
  Totals Read() {
    const auto totals = ledger_.ReadTotals();
    EXPECT_TRUE(totals.ok()) << totals.status();
    return *totals;
  }

  MemoryStore store_;
  Overlay overlay_{store_};
  Ledger ledger_{overlay_};
};

TEST_F(TotalsTest, OfAnEmptyStoreAreNone) { EXPECT_EQ(Read(), Totals()); }

TEST_F(TotalsTest, CountAPaymentOnceAndAsPendingUntilItIsOver) {
  domain::Payment payment = FullPayment();
  payment.state = {};
  payment.state.version = 1;
  ASSERT_TRUE(ledger_.PutPayment(payment).ok());
  EXPECT_EQ(Read(),
            (Totals{.payments = 1, .pending_payments = 1, .hints = 0, .open_discrepancies = {}}));
  ASSERT_TRUE(ledger_.PutPayment(payment).ok());
  EXPECT_EQ(Read().payments, 1u);
  payment.state.failure_reason = domain::FailureReason::kCancelled;
  ASSERT_TRUE(ledger_.PutPayment(payment).ok());
  EXPECT_EQ(Read().payments, 1u);
  EXPECT_EQ(Read().pending_payments, 0u);
}

TEST_F(TotalsTest, CountAHintUntilItIsDeleted) {
  const FetchHint hint{.signature = Filled<solana::Signature>(5),
                       .arrived_at = absl::FromUnixSeconds(1),
                       .next_at = absl::FromUnixSeconds(1)};
  ASSERT_TRUE(ledger_.PutHint(hint).ok());
  ASSERT_TRUE(ledger_.PutHint(hint).ok());
  EXPECT_EQ(Read().hints, 1u);
  ASSERT_TRUE(ledger_.DeleteHint(hint.signature).ok());
  ASSERT_TRUE(ledger_.DeleteHint(hint.signature).ok());
  EXPECT_EQ(Read().hints, 0u);
}

TEST_F(TotalsTest, CountADiscrepancyByItsKindWhileItIsOpen) {
  domain::Discrepancy discrepancy = FullDiscrepancy();
  discrepancy.resolution.reset();
  ASSERT_TRUE(ledger_.PutDiscrepancy(discrepancy).ok());
  EXPECT_EQ(Read().open_discrepancies.at(discrepancy.kind), 1u);
  discrepancy.resolution = domain::Resolution{.note = "refunded", .actor = "ann"};
  ASSERT_TRUE(ledger_.PutDiscrepancy(discrepancy).ok());
  EXPECT_TRUE(Read().open_discrepancies.empty());
}

}  // namespace
}  // namespace hilt::storage
