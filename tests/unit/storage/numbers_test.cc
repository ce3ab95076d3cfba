#include "storage/numbers.h"

#include <array>
#include <string>

#include "gtest/gtest.h"

namespace hilt::storage {
namespace {

// The numbers of `all` in order, and that each leads back to its value and no other does.
template <class All>
std::string NumbersOf(const All& all) {
  using Enum = typename All::value_type;
  std::string numbers;
  for (const Enum value : all) {
    const int number = Number(value);
    EXPECT_EQ(FromNumber<Enum>(number), value) << number;
    numbers += std::to_string(number) + " ";
  }
  for (const int unknown : {-1, 0, 100, 255, 256, 257}) {
    EXPECT_FALSE(FromNumber<Enum>(unknown).has_value()) << unknown;
  }
  return numbers;
}

TEST(Numbers, OfEnumsNeverChange) {
  using domain::Cluster;
  using domain::Commitment;
  EXPECT_EQ(NumbersOf(std::array{Cluster::kMainnet, Cluster::kDevnet, Cluster::kLocalnet}),
            "1 2 3 ");
  EXPECT_EQ(
      NumbersOf(std::array{Commitment::kProcessed, Commitment::kConfirmed, Commitment::kFinalized}),
      "1 2 3 ");
  EXPECT_EQ(NumbersOf(std::array{domain::EvidenceGrade::kProvider, domain::EvidenceGrade::kChain}),
            "1 2 ");
  EXPECT_EQ(NumbersOf(std::array{domain::LegRole::kMerchant, domain::LegRole::kFee,
                                 domain::LegRole::kMerchantAndFee}),
            "1 2 3 ");
  EXPECT_EQ(NumbersOf(std::array{domain::FailureReason::kSessionExpired,
                                 domain::FailureReason::kCancelled}),
            "1 2 ");
  EXPECT_EQ(
      NumbersOf(std::array{domain::AttemptOutcome::kVerdict, domain::AttemptOutcome::kLeftChain,
                           domain::AttemptOutcome::kDeadBroadcast}),
      "1 2 3 ");
  EXPECT_EQ(
      NumbersOf(std::array{domain::PaymentStatus::kPendingSignature,
                           domain::PaymentStatus::kPendingConfirmation,
                           domain::PaymentStatus::kConfirmed, domain::PaymentStatus::kFailed}),
      "1 2 3 4 ");
  using domain::Verdict;
  EXPECT_EQ(
      NumbersOf(std::array{
          Verdict::kTransactionFailed, Verdict::kUnverifiable, Verdict::kNoMemo,
          Verdict::kAmbiguousMemo, Verdict::kWrongAsset, Verdict::kMerchantUnderpaid,
          Verdict::kFeeUnderpaid, Verdict::kNoncanonicalAccount, Verdict::kViewsDisagree,
          Verdict::kProgramSource, Verdict::kPayerMismatch, Verdict::kLate, Verdict::kSettled}),
      "1 2 3 4 5 6 7 8 9 10 11 12 13 ");
  using domain::DiscrepancyKind;
  EXPECT_EQ(
      NumbersOf(std::array{
          DiscrepancyKind::kAmbiguousMemo, DiscrepancyKind::kWrongAsset,
          DiscrepancyKind::kMerchantUnderpaid, DiscrepancyKind::kFeeUnderpaid,
          DiscrepancyKind::kNoncanonicalAccount, DiscrepancyKind::kViewsDisagree,
          DiscrepancyKind::kProgramSource, DiscrepancyKind::kPayerMismatch, DiscrepancyKind::kLate,
          DiscrepancyKind::kDuplicatePayment, DiscrepancyKind::kPaidAfterFailure,
          DiscrepancyKind::kReverted, DiscrepancyKind::kUnverifiable, DiscrepancyKind::kUnmatched,
          DiscrepancyKind::kUnattributedCredit, DiscrepancyKind::kEndpointDisagreement}),
      "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 ");
  using domain::EventType;
  EXPECT_EQ(NumbersOf(std::array{EventType::kPaymentCreated, EventType::kPaymentPending,
                                 EventType::kPaymentConfirmed, EventType::kPaymentFinalized,
                                 EventType::kPaymentAttemptFailed, EventType::kPaymentReverted,
                                 EventType::kPaymentReinstated, EventType::kPaymentFailed,
                                 EventType::kDiscrepancyOpened, EventType::kDiscrepancyResolved}),
            "1 2 3 4 5 6 7 8 9 10 ");
}

TEST(Numbers, AreThereForEveryValueOfTheDomain) {
  for (const auto value : domain::kAllVerdicts) {
    EXPECT_EQ(FromNumber<domain::Verdict>(Number(value)), value);
  }
  for (const auto value : domain::kAllDiscrepancyKinds) {
    EXPECT_EQ(FromNumber<domain::DiscrepancyKind>(Number(value)), value);
  }
  for (const auto value : domain::kAllEventTypes) {
    EXPECT_EQ(FromNumber<domain::EventType>(Number(value)), value);
  }
}

}  // namespace
}  // namespace hilt::storage
