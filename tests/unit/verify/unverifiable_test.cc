#include <functional>
#include <vector>

#include "confirmer/verify/verifier.h"
#include "gtest/gtest.h"
#include "tests/support/observation_builder.h"

namespace hilt::verify {
namespace {

using domain::EvidenceGrade;
using domain::Execution;
using domain::MessageVersion;
using domain::Observation;
using domain::Verdict;
using test_support::ObservationBuilder;

struct Gap {
  Unverifiable reason;
  std::function<void(Observation&)> open;
};

// In the order in which the reasons apply.
std::vector<Gap> Gaps() {
  return {
      {Unverifiable::kMetaNotRecorded,
       [](Observation& seen) { seen.execution = Execution::kNotRecorded; }},
      {Unverifiable::kStatusContradictory,
       [](Observation& seen) { seen.execution = Execution::kContradictory; }},
      {Unverifiable::kVersionUnknown,
       [](Observation& seen) { seen.version = MessageVersion::kUnknown; }},
      {Unverifiable::kBlockTimeMissing, [](Observation& seen) { seen.block_time.reset(); }},
      {Unverifiable::kInnerInstructionsNotRecorded,
       [](Observation& seen) { seen.inner_instructions_recorded = false; }},
      {Unverifiable::kInstructionNotUnderstood,
       [](Observation& seen) { seen.instructions_understood = false; }},
      {Unverifiable::kLamportsNotRecorded,
       [](Observation& seen) { seen.lamports_recorded = false; }},
      {Unverifiable::kTokenBalancesNotRecorded,
       [](Observation& seen) { seen.token_balances_recorded = false; }},
  };
}

class UnverifiableTest : public testing::TestWithParam<bool> {
 protected:
  const domain::Terms terms_ = test_support::MakeTermsOrDie(GetParam() ? test_support::SolInput()
                                                                       : test_support::UsdcInput());
};

TEST_P(UnverifiableTest, WhatIsNotRecordedIsNeverJudged) {
  for (const Gap& gap : Gaps()) {
    ObservationBuilder seen(terms_);
    seen.PayInFull();
    gap.open(seen.raw());
    const Verification result = Verify(terms_, Policy(), seen.Build());
    EXPECT_EQ(result.verdict, Verdict::kUnverifiable) << Name(gap.reason);
    EXPECT_EQ(result.unverifiable, gap.reason) << Name(gap.reason);
    EXPECT_EQ(result.overpaid, 0);
  }
}

TEST_P(UnverifiableTest, OfTwoGapsTheFirstIsTheReason) {
  const std::vector<Gap> gaps = Gaps();
  // The first two are values of one field, so a pair of them cannot be.
  for (size_t first = 1; first < gaps.size(); ++first) {
    for (size_t second = first + 1; second < gaps.size(); ++second) {
      ObservationBuilder seen(terms_);
      seen.PayInFull();
      gaps[second].open(seen.raw());
      gaps[first].open(seen.raw());
      EXPECT_EQ(Verify(terms_, Policy(), seen.Build()).unverifiable, gaps[first].reason);
    }
  }
}

TEST_P(UnverifiableTest, FiguresAreGivenAsFarAsRecorded) {
  ObservationBuilder seen(terms_);
  seen.PayInFull();
  seen.raw().block_time.reset();
  const Verification result = Verify(terms_, Policy(), seen.Build());
  ASSERT_EQ(result.legs.size(), 2u);
  EXPECT_TRUE(result.legs[0].paid());
  EXPECT_TRUE(result.legs[1].paid());
  EXPECT_EQ(result.payer.observed, test_support::kBuyer);
  EXPECT_EQ(result.nonces, std::vector{terms_.nonce});
  EXPECT_TRUE(result.leg_wallet_credited);
}

INSTANTIATE_TEST_SUITE_P(Assets, UnverifiableTest, testing::Bool(),
                         [](const testing::TestParamInfo<bool>& asset) {
                           return asset.param ? "Sol" : "Usdc";
                         });

TEST(Unverifiable, EveryKnownVersionIsJudgedAndAnUnstatedOneOnlyFromAProvider) {
  struct Case {
    MessageVersion version;
    EvidenceGrade grade;
    Verdict expected;
  };
  const std::vector<Case> cases = {
      {MessageVersion::kLegacy, EvidenceGrade::kChain, Verdict::kSettled},
      {MessageVersion::kV0, EvidenceGrade::kChain, Verdict::kSettled},
      {MessageVersion::kV1, EvidenceGrade::kChain, Verdict::kSettled},
      {MessageVersion::kUnknown, EvidenceGrade::kChain, Verdict::kUnverifiable},
      {MessageVersion::kUnknown, EvidenceGrade::kProvider, Verdict::kUnverifiable},
      {MessageVersion::kNotStated, EvidenceGrade::kProvider, Verdict::kSettled},
      {MessageVersion::kNotStated, EvidenceGrade::kChain, Verdict::kUnverifiable},
  };
  const domain::Terms terms = test_support::MakeTermsOrDie(test_support::UsdcInput());
  for (const Case& c : cases) {
    ObservationBuilder seen(terms);
    seen.PayInFull();
    seen.raw().version = c.version;
    seen.raw().grade = c.grade;
    EXPECT_EQ(Verify(terms, Policy(), seen.Build()).verdict, c.expected)
        << static_cast<int>(c.version) << " " << Name(c.grade);
  }
}

// Where lamports were not recorded, adding the fee back to nothing would show the fee payer a
// credit that never was.
TEST(Unverifiable, TheFeeIsNotAddedToLamportsThatWereNotRecorded) {
  const domain::Terms terms = test_support::MakeTermsOrDie(test_support::SolInput());
  ObservationBuilder seen(terms);
  seen.Memo(terms.nonce);
  seen.raw().fee_payer = terms.merchant_wallet;
  seen.raw().lamport_changes.clear();
  seen.raw().lamports_recorded = false;
  const Verification result = Verify(terms, Policy(), seen.Build());
  EXPECT_EQ(result.legs[0].owner_net, 0);
  EXPECT_FALSE(result.leg_wallet_credited);
}

TEST(Unverifiable, NothingCountsAsReachingAWalletWhereTheOutcomeIsNotRecorded) {
  const domain::Terms terms = test_support::MakeTermsOrDie(test_support::UsdcInput());
  for (const Execution execution : {Execution::kNotRecorded, Execution::kFailed}) {
    ObservationBuilder seen(terms);
    seen.PayInFull();
    for (domain::OrderedTransfer& ordered : seen.raw().transfers) {
      ordered.transfer.authority = test_support::Key("delegate");
    }
    seen.raw().execution = execution;
    const Verification result = Verify(terms, Policy(), seen.Build());
    EXPECT_FALSE(result.leg_wallet_credited);
    EXPECT_EQ(result.legs[0].transfers, 0);
    EXPECT_EQ(result.payer.authority, std::nullopt);
  }
}

TEST(Unverifiable, EachReasonHasItsOwnName) {
  EXPECT_EQ(Name(Unverifiable::kMetaNotRecorded), "meta_not_recorded");
  EXPECT_EQ(Name(Unverifiable::kStatusContradictory), "status_contradictory");
  EXPECT_EQ(Name(Unverifiable::kVersionUnknown), "version_unknown");
  EXPECT_EQ(Name(Unverifiable::kBlockTimeMissing), "block_time_missing");
  EXPECT_EQ(Name(Unverifiable::kInnerInstructionsNotRecorded), "inner_instructions_not_recorded");
  EXPECT_EQ(Name(Unverifiable::kInstructionNotUnderstood), "instruction_not_understood");
  EXPECT_EQ(Name(Unverifiable::kLamportsNotRecorded), "lamports_not_recorded");
  EXPECT_EQ(Name(Unverifiable::kTokenBalancesNotRecorded), "token_balances_not_recorded");
  EXPECT_EQ(Name(Unverifiable::kPayerNotShown), "payer_not_shown");
}

TEST(UnverifiableDeathTest, AValueOutsideItsEnumIsOurBug) {
  EXPECT_DEATH(Name(static_cast<Unverifiable>(99)), "outside its enum");
  const domain::Terms terms = test_support::MakeTermsOrDie(test_support::UsdcInput());
  ObservationBuilder seen(terms);
  seen.raw().version = static_cast<MessageVersion>(99);
  EXPECT_DEATH(Verify(terms, Policy(), seen.Build()), "outside its enum");
}

}  // namespace
}  // namespace hilt::verify
