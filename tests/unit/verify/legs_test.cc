#include <limits>
#include <vector>

#include "confirmer/verify/verifier.h"
#include "gtest/gtest.h"
#include "tests/support/observation_builder.h"

namespace hilt::verify {
namespace {

using base::Int128;
using domain::Terms;
using domain::Verdict;
using solana::TransferKind;
using test_support::kBuyerTokens;
using test_support::Key;
using test_support::MakeTermsOrDie;
using test_support::ObservationBuilder;
using test_support::SolInput;
using test_support::UsdcInput;

LegResult MerchantLeg(const Terms& terms, const ObservationBuilder& seen) {
  return Verify(terms, Policy(), seen.Build()).legs.at(0);
}

TEST(Legs, StandInTheOrderOfTheTermsWithWhatWasDue) {
  const Terms terms = MakeTermsOrDie(UsdcInput());
  const Verification result = Verify(terms, Policy(), ObservationBuilder(terms).Build());
  ASSERT_EQ(result.legs.size(), 2u);
  EXPECT_EQ(result.legs[0].leg.wallet, terms.merchant_wallet);
  EXPECT_EQ(result.legs[0].leg.due.value(), 9'900u);
  EXPECT_EQ(result.legs[1].leg.wallet, terms.fee_wallet);
  EXPECT_EQ(result.legs[1].leg.due.value(), 100u);
}

TEST(Legs, APaymentWithoutFeeHasOneLeg) {
  domain::TermsInput input = UsdcInput();
  input.fee = domain::TokenAmount(0);
  input.fee_wallet.reset();
  input.amount = domain::TokenAmount(1);
  const Terms terms = MakeTermsOrDie(input);
  ObservationBuilder seen(terms);
  seen.PayInFull();
  const Verification result = Verify(terms, Policy(), seen.Build());
  EXPECT_EQ(result.verdict, Verdict::kSettled);
  EXPECT_EQ(result.legs.size(), 1u);
}

// ---- due exactly, and one unit less, view by view

struct Views {
  uint64_t transfers;
  uint64_t account;
  uint64_t owner;
  Verdict expected;
};

TEST(Legs, ArePaidWhenAllThreeViewsReachWhatIsDue) {
  const std::vector<Views> cases = {
      {9'900, 9'900, 9'900, Verdict::kSettled},
      {9'901, 9'901, 9'901, Verdict::kSettled},
      {9'899, 9'900, 9'900, Verdict::kViewsDisagree},
      {9'900, 9'899, 9'900, Verdict::kNoncanonicalAccount},
      {9'899, 9'899, 9'900, Verdict::kNoncanonicalAccount},
      {9'900, 9'900, 9'899, Verdict::kMerchantUnderpaid},
      {9'900, 9'899, 9'899, Verdict::kMerchantUnderpaid},
      {9'899, 9'899, 9'899, Verdict::kMerchantUnderpaid},
  };
  const Terms terms = MakeTermsOrDie(UsdcInput());
  const domain::Leg& merchant = terms.legs[0];
  for (const Views& c : cases) {
    ObservationBuilder seen(terms);
    seen.Memo(terms.nonce).Pay(1, 100);
    seen.Orders({.source = kBuyerTokens, .destination = merchant.account, .amount = c.transfers});
    seen.Changes({merchant.account, merchant.wallet, c.account});
    seen.Changes({Key("second"), merchant.wallet, Int128{c.owner} - Int128{c.account}});
    const Verification result = Verify(terms, Policy(), seen.Build());
    SCOPED_TRACE(testing::Message() << c.transfers << " " << c.account << " " << c.owner);
    EXPECT_EQ(Name(result.verdict), Name(c.expected));
    EXPECT_EQ(result.legs[0].transfers, c.transfers);
    EXPECT_EQ(result.legs[0].account_delta, c.account);
    EXPECT_EQ(result.legs[0].owner_net, c.owner);
  }
}

// ---- transfers

struct TransferCase {
  const char* what;
  test_support::Order order;
  uint64_t counted;
};

TEST(Transfers, CountOnlyAsMovementsOfTheAssetIntoTheAccountFromAnother) {
  const Terms terms = MakeTermsOrDie(UsdcInput());
  const solana::Pubkey to = terms.legs[0].account;
  const std::vector<TransferCase> cases = {
      {"checked", {.source = kBuyerTokens, .destination = to, .amount = 7}, 7},
      {"plain, which names no mint",
       {.source = kBuyerTokens, .destination = to, .amount = 7, .kind = TransferKind::kTransfer},
       7},
      {"by CPI", {.source = kBuyerTokens, .destination = to, .amount = 7, .via = Key("any")}, 7},
      {"in a Batch", {.source = kBuyerTokens, .destination = to, .amount = 7, .batch_index = 3}, 7},
      {"another mint",
       {.source = kBuyerTokens, .destination = to, .amount = 7, .mint = Key("other mint")},
       0},
      {"another program",
       {.source = kBuyerTokens,
        .destination = to,
        .amount = 7,
        .program = solana::kToken2022Program},
       0},
      {"elsewhere", {.source = kBuyerTokens, .destination = Key("elsewhere"), .amount = 7}, 0},
      {"to the wallet, not its account",
       {.source = kBuyerTokens, .destination = terms.merchant_wallet, .amount = 7},
       0},
      {"to itself", {.source = to, .destination = to, .amount = 7}, 0},
      {"away", {.source = to, .destination = kBuyerTokens, .amount = 7}, 0},
      {"with a declared fee",
       {.source = kBuyerTokens,
        .destination = to,
        .amount = 7,
        .kind = TransferKind::kTransferCheckedWithFee,
        .fee = 2},
       5},
      {"a fee that takes all",
       {.source = kBuyerTokens,
        .destination = to,
        .amount = 7,
        .kind = TransferKind::kTransferCheckedWithFee,
        .fee = 7},
       0},
      {"a fee above the amount",
       {.source = kBuyerTokens,
        .destination = to,
        .amount = 7,
        .kind = TransferKind::kTransferCheckedWithFee,
        .fee = 8},
       0},
  };
  for (const TransferCase& c : cases) {
    ObservationBuilder seen(terms);
    seen.Orders(c.order);
    EXPECT_EQ(MerchantLeg(terms, seen).transfers, c.counted) << c.what;
  }
}

TEST(Transfers, OfNothingLeaveNoPath) {
  const Terms terms = MakeTermsOrDie(UsdcInput());
  ObservationBuilder seen(terms);
  seen.Orders({.source = kBuyerTokens, .destination = terms.legs[0].account, .amount = 0});
  EXPECT_TRUE(MerchantLeg(terms, seen).paths.empty());
}

TEST(Transfers, OfU64MaxAreAddedIn128Bits) {
  constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max();
  const Terms terms = MakeTermsOrDie(UsdcInput());
  ObservationBuilder seen(terms);
  seen.Memo(terms.nonce).Pay(1, 100);
  for (int i = 0; i < 5; ++i) seen.Pay(0, kMax);
  const Verification result = Verify(terms, Policy(), seen.Build());
  const Int128 sum = Int128{kMax} * 5;
  EXPECT_EQ(result.legs[0].transfers, sum);
  EXPECT_EQ(result.legs[0].account_delta, sum);
  EXPECT_EQ(result.legs[0].owner_net, sum);
  EXPECT_EQ(result.legs[0].paths.at(0).amount, sum);
  EXPECT_EQ(result.overpaid, sum - 9'900);
  EXPECT_EQ(result.verdict, Verdict::kSettled);
}

// ---- account delta

struct HeldCase {
  const char* what;
  Int128 delta;
  solana::Pubkey owner;
  std::optional<solana::Pubkey> program;
  bool held_at_end;
  domain::EvidenceGrade grade;
  Int128 counted;
};

TEST(AccountDelta, CountsAGainOnlyWhereTheAccountEndsAsTheLegs) {
  using enum domain::EvidenceGrade;
  const Terms terms = MakeTermsOrDie(UsdcInput());
  const solana::Pubkey merchant = terms.merchant_wallet;
  const solana::Pubkey token = solana::kTokenProgram;
  const solana::Pubkey token_2022 = solana::kToken2022Program;
  const std::vector<HeldCase> cases = {
      {"the leg's", 5, merchant, token, true, kChain, 5},
      {"the leg's, with a loss", -5, merchant, token, true, kChain, -5},
      {"closed", -5, merchant, token, false, kChain, -5},
      {"gone, and yet a gain", 5, merchant, token, false, kChain, 0},
      {"another owner's", 5, Key("stranger"), token, true, kChain, 0},
      {"another program's", 5, merchant, token_2022, true, kChain, 0},
      {"of a program not named by RPC", 5, merchant, std::nullopt, true, kChain, 0},
      {"of a program not named by a provider", 5, merchant, std::nullopt, true, kProvider, 5},
      {"of another program named by a provider", 5, merchant, token_2022, true, kProvider, 0},
  };
  for (const HeldCase& c : cases) {
    ObservationBuilder seen(terms);
    seen.Changes({terms.legs[0].account, c.owner, c.delta, terms.asset.mint, c.held_at_end});
    seen.raw().token_changes[0].program = c.program;
    seen.raw().grade = c.grade;
    EXPECT_EQ(MerchantLeg(terms, seen).account_delta, c.counted) << c.what;
  }
}

TEST(AccountDelta, OfAnAccountThatArrivedAtTheLegIsPostMinusPre) {
  const Terms terms = MakeTermsOrDie(UsdcInput());
  const domain::Leg& merchant = terms.legs[0];
  ObservationBuilder seen(terms);
  seen.Changes({.account = merchant.account,
                .owner = Key("former owner"),
                .delta = -300,
                .held_at_end = false})
      .Changes({merchant.account, merchant.wallet, 1'000});
  const LegResult result = MerchantLeg(terms, seen);
  EXPECT_EQ(result.account_delta, 700);
  EXPECT_EQ(result.owner_net, 1'000);
}

TEST(AccountDelta, LeavesOutWhatTheAccountHeldOfAnotherMint) {
  const Terms terms = MakeTermsOrDie(UsdcInput());
  const domain::Leg& merchant = terms.legs[0];
  ObservationBuilder seen(terms);
  seen.Changes({merchant.account, merchant.wallet, -50, Key("other mint"), false})
      .Changes({merchant.account, merchant.wallet, 10});
  EXPECT_EQ(MerchantLeg(terms, seen).account_delta, 10);
}

TEST(AccountDelta, IsZeroWhereTheAccountIsNotShown) {
  const Terms terms = MakeTermsOrDie(UsdcInput());
  EXPECT_EQ(MerchantLeg(terms, ObservationBuilder(terms)).account_delta, 0);
}

// ---- owner net

TEST(OwnerNet, SumsEveryAccountOfTheWalletAndMint) {
  const Terms terms = MakeTermsOrDie(UsdcInput());
  ObservationBuilder seen(terms);
  seen.Changes({terms.legs[0].account, terms.merchant_wallet, 100})
      .Changes({Key("second"), terms.merchant_wallet, 20})
      .Changes({Key("third"), terms.merchant_wallet, -7})
      .Changes({Key("other mint's"), terms.merchant_wallet, 1'000, Key("other mint")})
      .Changes({Key("stranger's"), Key("stranger"), 1'000});
  EXPECT_EQ(MerchantLeg(terms, seen).owner_net, 113);
}

TEST(OwnerNet, CanBeNegative) {
  const Terms terms = MakeTermsOrDie(UsdcInput());
  ObservationBuilder seen(terms);
  seen.Changes({terms.legs[0].account, terms.merchant_wallet, -1});
  EXPECT_EQ(MerchantLeg(terms, seen).owner_net, -1);
}

// ---- native SOL

TEST(NativeSol, AccountDeltaAndOwnerNetAreTheLamportsOfTheWallet) {
  const Terms terms = MakeTermsOrDie(SolInput());
  ObservationBuilder seen(terms);
  seen.Lamports(terms.merchant_wallet, 42);
  const LegResult result = MerchantLeg(terms, seen);
  EXPECT_EQ(result.leg.account, terms.merchant_wallet);
  EXPECT_EQ(result.account_delta, 42);
  EXPECT_EQ(result.owner_net, 42);
}

TEST(NativeSol, TheNetworkFeeIsAddedBackToTheFeePayerAlone) {
  const Terms terms = MakeTermsOrDie(SolInput());
  ObservationBuilder seen(terms);
  seen.Lamports(terms.merchant_wallet, 42);
  seen.raw().fee_payer = terms.merchant_wallet;
  const Verification result = Verify(terms, Policy(), seen.Build());
  EXPECT_EQ(result.legs[0].owner_net, 42 + Int128{test_support::kNetworkFee});
  EXPECT_EQ(result.legs[0].account_delta, 42 + Int128{test_support::kNetworkFee});
  EXPECT_EQ(result.legs[1].owner_net, 0);
}

// ---- wrong asset

TEST(WrongAsset, NeedsThatNoLegGotAnyOfTheAsset) {
  const Terms terms = MakeTermsOrDie(UsdcInput());
  const Int128 look_alike = 9'900;
  struct Case {
    const char* what;
    Int128 merchant;
    Int128 fee;
    Verdict expected;
  };
  const std::vector<Case> cases = {
      {"nothing of the asset", 0, 0, Verdict::kWrongAsset},
      {"a loss of the asset", -5, 0, Verdict::kWrongAsset},
      {"one unit to the merchant", 1, 0, Verdict::kMerchantUnderpaid},
      {"one unit to the fee wallet", 0, 1, Verdict::kMerchantUnderpaid},
  };
  for (const Case& c : cases) {
    ObservationBuilder seen(terms);
    seen.Memo(terms.nonce)
        .Changes({Key("look-alike's"), terms.merchant_wallet, look_alike, Key("look-alike")})
        .Changes({terms.legs[0].account, terms.legs[0].wallet, c.merchant})
        .Changes({terms.legs[1].account, terms.legs[1].wallet, c.fee});
    EXPECT_EQ(Name(Verify(terms, Policy(), seen.Build()).verdict), Name(c.expected)) << c.what;
  }
}

TEST(WrongAsset, IsNotSaidOfMoneyThatReachedNoLegsWallet) {
  const Terms terms = MakeTermsOrDie(UsdcInput());
  ObservationBuilder seen(terms);
  seen.Memo(terms.nonce).Changes({Key("x"), Key("stranger"), 9'900, Key("look-alike")});
  EXPECT_EQ(Verify(terms, Policy(), seen.Build()).verdict, Verdict::kMerchantUnderpaid);
}

}  // namespace
}  // namespace hilt::verify
