#include "confirmer/verify/credits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/observation_builder.h"

namespace hilt::verify {
namespace {

using domain::Credit;
using test_support::Key;
using test_support::MakeTermsOrDie;
using test_support::ObservationBuilder;
using test_support::SolInput;
using test_support::UsdcInput;
using ::testing::IsEmpty;

const domain::Terms kUsdc = MakeTermsOrDie(UsdcInput());
const solana::Pubkey kMerchant = Key("merchant");
const solana::Pubkey kFeeWallet = Key("fee wallet");

Credits Read(const domain::Terms& terms, const domain::Observation& observation) {
  return ReadCredits(terms, observation);
}

void ExpectCredit(const Credit& credit, const solana::Pubkey& wallet,
                  const std::optional<solana::Pubkey>& mint, base::Int128 amount) {
  EXPECT_EQ(credit.wallet, wallet);
  EXPECT_EQ(credit.mint, mint);
  EXPECT_EQ(credit.amount, amount);
}

TEST(Credits, AreWhatEachLegsWalletReceivedInTheAsset) {
  const auto read = Read(kUsdc, ObservationBuilder(kUsdc).PayInFull().Build());
  ASSERT_EQ(read.credits.size(), 2u);
  ExpectCredit(read.credits[0], kMerchant, Key("usdc mint"), 9'900);
  ExpectCredit(read.credits[1], kFeeWallet, Key("usdc mint"), 100);
  EXPECT_EQ(read.other_assets, 0u);
}

TEST(Credits, CountEveryAccountOfTheWallet) {
  ObservationBuilder builder(kUsdc);
  builder.Pay(0, 10).Changes({.account = Key("another account"), .owner = kMerchant, .delta = 5});
  const auto read = Read(kUsdc, builder.Build());
  ASSERT_EQ(read.credits.size(), 1u);
  EXPECT_EQ(read.credits[0].amount, 15);
}

TEST(Credits, LeaveOutWhatWasLostOrPassedOn) {
  ObservationBuilder builder(kUsdc);
  builder.Pay(0, 10)
      .Changes({.account = Key("another account"), .owner = kMerchant, .delta = -10})
      .Lamports(kMerchant, -5);
  EXPECT_THAT(Read(kUsdc, builder.Build()).credits, IsEmpty());
}

TEST(Credits, StandInOrderOwnAssetThenSolThenOthersAsListed) {
  ObservationBuilder builder(kUsdc);
  builder.Changes({.account = Key("b"), .owner = kMerchant, .delta = 2, .mint = Key("mint b")})
      .Changes({.account = Key("a"), .owner = kMerchant, .delta = 1, .mint = Key("mint a")})
      .Changes({.account = Key("b2"), .owner = kMerchant, .delta = 3, .mint = Key("mint b")})
      .Lamports(kMerchant, 7)
      .Pay(0, 10)
      .Pay(1, 4);
  const auto read = Read(kUsdc, builder.Build());
  ASSERT_EQ(read.credits.size(), 5u);
  ExpectCredit(read.credits[0], kMerchant, Key("usdc mint"), 10);
  ExpectCredit(read.credits[1], kFeeWallet, Key("usdc mint"), 4);
  ExpectCredit(read.credits[2], kMerchant, std::nullopt, 7);
  ExpectCredit(read.credits[3], kMerchant, Key("mint b"), 5);
  ExpectCredit(read.credits[4], kMerchant, Key("mint a"), 1);
}

TEST(Credits, OfASolPaymentNameSolOnce) {
  const domain::Terms sol = MakeTermsOrDie(SolInput());
  const auto read = Read(sol, ObservationBuilder(sol).PayInFull().Build());
  ASSERT_EQ(read.credits.size(), 2u);
  ExpectCredit(read.credits[0], kMerchant, std::nullopt, 9'900);
  ExpectCredit(read.credits[1], kFeeWallet, std::nullopt, 100);
}

TEST(Credits, DoNotCountTheNetworkFeeAgainstAWalletThatPaidIt) {
  const domain::Terms sol = MakeTermsOrDie(SolInput());
  ObservationBuilder builder(sol);
  builder.Pay(0, 100);
  builder.raw().fee_payer = kMerchant;
  builder.Lamports(kMerchant, -base::Int128{test_support::kNetworkFee});
  const auto read = Read(sol, builder.Build());
  ASSERT_EQ(read.credits.size(), 1u);
  EXPECT_EQ(read.credits[0].amount, 100);
}

TEST(Credits, PastSixteenAreOnlyCounted) {
  ObservationBuilder builder(kUsdc);
  for (size_t i = 0; i < domain::kMaxCredits + 3; ++i) {
    const std::string n = std::to_string(i);
    builder.Changes(
        {.account = Key("account " + n), .owner = kMerchant, .delta = 1, .mint = Key("mint " + n)});
  }
  const auto read = Read(kUsdc, builder.Build());
  EXPECT_EQ(read.credits.size(), domain::kMaxCredits);
  EXPECT_EQ(read.other_assets, 3u);
}

TEST(Credits, OfATransactionThatFailedOrIsNotKnownThereAreNone) {
  for (const auto execution : {domain::Execution::kFailed, domain::Execution::kNotRecorded}) {
    ObservationBuilder builder(kUsdc);
    builder.PayInFull();
    builder.raw().execution = execution;
    EXPECT_THAT(Read(kUsdc, builder.Build()).credits, IsEmpty());
  }
}

TEST(Credits, OfOtherWalletsAreNotTold) {
  ObservationBuilder builder(kUsdc);
  builder.Changes({.account = Key("stranger's account"), .owner = Key("stranger"), .delta = 5});
  EXPECT_THAT(Read(kUsdc, builder.Build()).credits, IsEmpty());
}

}  // namespace
}  // namespace hilt::verify
