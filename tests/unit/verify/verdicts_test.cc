#include <string>
#include <vector>

#include "confirmer/verify/verifier.h"
#include "gtest/gtest.h"
#include "tests/support/observation_builder.h"

namespace hilt::verify {
namespace {

using domain::Verdict;
using test_support::Key;
using test_support::MakeTermsOrDie;
using test_support::NonceOf;
using test_support::ObservationBuilder;
using test_support::SolInput;
using test_support::UsdcInput;

Verdict VerdictOf(const domain::Terms& terms, const ObservationBuilder& seen) {
  return Verify(terms, Policy(), seen.Build()).verdict;
}

// ---- memos

TEST(Memos, OnlyThisPaymentsNonceNamesIt) {
  const domain::Terms terms = MakeTermsOrDie(UsdcInput());
  const std::string own = domain::HiltMemo(terms.nonce);
  struct Case {
    const char* what;
    std::vector<std::string> memos;
    Verdict expected;
  };
  const std::vector<Case> cases = {
      {"its own", {own}, Verdict::kSettled},
      {"the same one twice", {own, own}, Verdict::kSettled},
      {"beside memos that are not HILT memos", {"wallet tag", own, ""}, Verdict::kSettled},
      {"beside a near miss", {own, own + "\n"}, Verdict::kSettled},
      {"none", {}, Verdict::kNoMemo},
      {"another payment's", {domain::HiltMemo(NonceOf(0x22))}, Verdict::kNoMemo},
      {"only near misses", {own + " ", " " + own, "hilt" + own.substr(4)}, Verdict::kNoMemo},
      {"its own and another", {own, domain::HiltMemo(NonceOf(0x22))}, Verdict::kAmbiguousMemo},
      {"another, then its own", {domain::HiltMemo(NonceOf(0x22)), own}, Verdict::kAmbiguousMemo},
  };
  for (const Case& c : cases) {
    ObservationBuilder seen(terms);
    seen.Pay(0, 9'900).Pay(1, 100);
    for (const std::string& memo : c.memos) seen.MemoText(memo);
    EXPECT_EQ(VerdictOf(terms, seen), c.expected) << c.what;
  }
}

TEST(Memos, NoncesAreDistinctAndInOrderOfExecution) {
  const domain::Terms terms = MakeTermsOrDie(UsdcInput());
  ObservationBuilder seen(terms);
  seen.Memo(NonceOf(3)).Memo(NonceOf(1)).MemoText("HILT:").Memo(NonceOf(3)).Memo(NonceOf(2));
  const std::vector<domain::Nonce> expected = {NonceOf(3), NonceOf(1), NonceOf(2)};
  EXPECT_EQ(HiltNonces(seen.Build()), expected);
  EXPECT_EQ(Verify(terms, Policy(), seen.Build()).nonces, expected);
}

// ---- time

TEST(Lateness, TheLastSecondOfGraceIsInTime) {
  const domain::Terms terms = MakeTermsOrDie(UsdcInput());
  struct Case {
    absl::Duration grace;
    absl::Duration after_expiry;
    Verdict expected;
  };
  const std::vector<Case> cases = {
      {absl::Seconds(120), absl::Seconds(120), Verdict::kSettled},
      {absl::Seconds(120), absl::Seconds(121), Verdict::kLate},
      {absl::ZeroDuration(), absl::ZeroDuration(), Verdict::kSettled},
      {absl::ZeroDuration(), absl::Seconds(1), Verdict::kLate},
      {absl::ZeroDuration(), absl::Seconds(-1), Verdict::kSettled},
      {absl::InfiniteDuration(), absl::Hours(24 * 365), Verdict::kSettled},
  };
  for (const Case& c : cases) {
    Policy policy;
    policy.grace = c.grace;
    ObservationBuilder seen(terms);
    seen.PayInFull();
    seen.raw().block_time = terms.expires_at + c.after_expiry;
    EXPECT_EQ(Verify(terms, policy, seen.Build()).verdict, c.expected)
        << absl::FormatDuration(c.grace) << " " << absl::FormatDuration(c.after_expiry);
  }
}

TEST(Lateness, TheDefaultGraceIsTwoMinutes) { EXPECT_EQ(Policy().grace, absl::Seconds(120)); }

// ---- excess

TEST(Excess, IsSummedOverLegsAndDoesNotBlock) {
  const domain::Terms terms = MakeTermsOrDie(UsdcInput());
  ObservationBuilder seen(terms);
  seen.Memo(terms.nonce).Pay(0, 9'907).Pay(1, 103);
  const Verification result = Verify(terms, Policy(), seen.Build());
  EXPECT_EQ(result.verdict, Verdict::kSettled);
  EXPECT_EQ(result.overpaid, 10);
}

TEST(Excess, IsWhatTheOwnerReceivedBeyondWhatWasDueHoweverItCame) {
  const domain::Terms terms = MakeTermsOrDie(UsdcInput());
  ObservationBuilder seen(terms);
  seen.PayInFull().Changes({Key("merchant's second"), terms.merchant_wallet, 7});
  const Verification result = Verify(terms, Policy(), seen.Build());
  EXPECT_EQ(result.verdict, Verdict::kSettled);
  EXPECT_EQ(result.overpaid, 7);
}

TEST(Excess, IsGivenWhereEveryLegWasPaidAndOnlyThere) {
  domain::TermsInput input = UsdcInput();
  const domain::Terms terms = MakeTermsOrDie(input);
  input.payer_wallet = Key("named payer");
  input.require_payer = true;
  const domain::Terms with_payer = MakeTermsOrDie(input);

  ObservationBuilder late(terms);
  late.Memo(terms.nonce).Pay(0, 9'901).Pay(1, 100);
  late.raw().block_time = terms.expires_at + absl::Hours(1);
  const Verification late_result = Verify(terms, Policy(), late.Build());
  EXPECT_EQ(late_result.verdict, Verdict::kLate);
  EXPECT_EQ(late_result.overpaid, 1);

  ObservationBuilder mismatch(with_payer);
  mismatch.Memo(terms.nonce).Pay(0, 9'902).Pay(1, 100);
  const Verification mismatch_result = Verify(with_payer, Policy(), mismatch.Build());
  EXPECT_EQ(mismatch_result.verdict, Verdict::kPayerMismatch);
  EXPECT_EQ(mismatch_result.overpaid, 2);

  ObservationBuilder by_cpi(terms);
  by_cpi.Memo(terms.nonce).Pay(0, 9'903, Key("order book")).Pay(1, 100);
  const Verification by_cpi_result = Verify(terms, Policy(), by_cpi.Build());
  EXPECT_EQ(by_cpi_result.verdict, Verdict::kProgramSource);
  EXPECT_EQ(by_cpi_result.overpaid, 0);

  ObservationBuilder fee_short(terms);
  fee_short.Memo(terms.nonce).Pay(0, 9'950).Pay(1, 99);
  EXPECT_EQ(Verify(terms, Policy(), fee_short.Build()).overpaid, 0);
}

// ---- reached a leg's wallet

struct CreditCase {
  const char* what;
  bool native;
  void (*change)(ObservationBuilder&);
  bool expected;
};

TEST(LegWalletCredited, AnythingInAnyAssetCounts) {
  const std::vector<CreditCase> cases = {
      {"nothing", false, [](ObservationBuilder&) {}, false},
      {"the asset", false, [](ObservationBuilder& seen) { seen.Credit(1, 1); }, true},
      {"the asset, to an account of its own", false,
       [](ObservationBuilder& seen) {
         seen.Changes({Key("other"), Key("merchant"), 1});
       },
       true},
      {"another mint", false,
       [](ObservationBuilder& seen) {
         seen.Changes({Key("other"), Key("fee wallet"), 1, Key("look-alike mint")});
       },
       true},
      {"SOL beside a token payment", false,
       [](ObservationBuilder& seen) { seen.Lamports(Key("merchant"), 1); }, true},
      {"a loss of the asset", false,
       [](ObservationBuilder& seen) {
         seen.Changes({Key("other"), Key("merchant"), -1});
       },
       false},
      {"another mint moved between its own accounts", false,
       [](ObservationBuilder& seen) {
         seen.Changes({Key("one"), Key("merchant"), 5, Key("look-alike mint")})
             .Changes({Key("two"), Key("merchant"), -5, Key("look-alike mint")});
       },
       false},
      {"its own network fee, handed back", false,
       [](ObservationBuilder& seen) {
         seen.raw().fee_payer = Key("merchant");
         seen.Lamports(Key("merchant"), -base::Int128{test_support::kNetworkFee});
       },
       false},
      {"SOL", true, [](ObservationBuilder& seen) { seen.Credit(0, 1); }, true},
      {"a token beside a SOL payment", true,
       [](ObservationBuilder& seen) {
         seen.Changes({Key("other"), Key("merchant"), 1, Key("wrapped SOL")});
       },
       true},
      {"somebody else's money", true,
       [](ObservationBuilder& seen) { seen.Lamports(Key("stranger"), 100); }, false},
  };
  for (const CreditCase& c : cases) {
    const domain::Terms terms = MakeTermsOrDie(c.native ? SolInput() : UsdcInput());
    ObservationBuilder seen(terms);
    c.change(seen);
    EXPECT_EQ(Verify(terms, Policy(), seen.Build()).leg_wallet_credited, c.expected) << c.what;
  }
}

TEST(LegWalletCredited, WhatWasSentToAnAccountThatAnotherOwnsShouldHaveReachedTheWallet) {
  const domain::Terms terms = MakeTermsOrDie(UsdcInput());
  const domain::Leg& merchant = terms.legs[0];
  ObservationBuilder seen(terms);
  seen.Memo(terms.nonce).Changes({merchant.account, Key("new owner"), 9'900});
  EXPECT_FALSE(Verify(terms, Policy(), seen.Build()).leg_wallet_credited);  // nobody paid into it
  seen.Orders({.source = Key("buyer tokens"), .destination = merchant.account, .amount = 9'900});
  EXPECT_TRUE(Verify(terms, Policy(), seen.Build()).leg_wallet_credited);
}

// ---- what is not its question

TEST(Verifier, SaysNothingOfCommitmentOrSource) {
  const domain::Terms terms = MakeTermsOrDie(UsdcInput());
  ObservationBuilder seen(terms);
  seen.PayInFull();
  seen.raw().commitment = domain::Commitment::kProcessed;
  EXPECT_EQ(VerdictOf(terms, seen), Verdict::kSettled);
  seen.raw().grade = domain::EvidenceGrade::kProvider;
  EXPECT_EQ(VerdictOf(terms, seen), Verdict::kSettled);
}

TEST(VerifierDeathTest, ANegativeGraceIsOurBug) {
  const domain::Terms terms = MakeTermsOrDie(UsdcInput());
  Policy policy;
  policy.grace = -absl::Seconds(1);
  EXPECT_DEATH(Verify(terms, policy, ObservationBuilder(terms).Build()), "check failed");
}

}  // namespace
}  // namespace hilt::verify
