#include <optional>
#include <vector>

#include "confirmer/verify/verifier.h"
#include "gtest/gtest.h"
#include "tests/support/observation_builder.h"

namespace hilt::verify {
namespace {

using domain::EvidenceGrade;
using domain::Terms;
using domain::Verdict;
using test_support::kBuyer;
using test_support::kBuyerTokens;
using test_support::Key;
using test_support::MakeTermsOrDie;
using test_support::ObservationBuilder;
using test_support::SolInput;
using test_support::UsdcInput;

const solana::Pubkey kNamed = Key("named payer");
const solana::Pubkey kNamedTokens = Key("named payer's tokens");

Payer PayerOf(const Terms& terms, const ObservationBuilder& seen) {
  return Verify(terms, Policy(), seen.Build()).payer;
}

// ---- observed

TEST(ObservedPayer, IsTheOwnerWithTheLargestNetDebit) {
  const Terms terms = MakeTermsOrDie(UsdcInput());
  ObservationBuilder seen(terms);
  seen.Changes({Key("a"), Key("small"), -4})
      .Changes({Key("b"), Key("large"), -3})
      .Changes({Key("c"), Key("large"), -3})
      .Changes({Key("d"), Key("shuffled"), -100})
      .Changes({Key("e"), Key("shuffled"), 99})
      .Changes({Key("f"), Key("rich"), -500, Key("other mint")});
  EXPECT_EQ(PayerOf(terms, seen).observed, Key("large"));
}

TEST(ObservedPayer, OfEqualDebitsIsTheOneWhoseAccountComesFirst) {
  const Terms terms = MakeTermsOrDie(UsdcInput());
  ObservationBuilder seen(terms);
  seen.Changes({Key("a"), Key("z first"), -2})
      .Changes({Key("b"), Key("a second"), -5})
      .Changes({Key("c"), Key("z first"), -3});
  EXPECT_EQ(PayerOf(terms, seen).observed, Key("z first"));
}

TEST(ObservedPayer, IsNobodyWhereNobodyWasDebitedInTheAsset) {
  const Terms terms = MakeTermsOrDie(UsdcInput());
  ObservationBuilder seen(terms);
  seen.Changes({Key("a"), Key("gained"), 5})
      .Changes({Key("b"), Key("paid otherwise"), -5, Key("other mint")})
      .Changes({Key("c"), Key("unchanged"), 0});
  EXPECT_EQ(PayerOf(terms, seen).observed, std::nullopt);
}

TEST(ObservedPayer, InSolLeavesOutTokenAccountsAndTheNetworkFee) {
  const Terms terms = MakeTermsOrDie(SolInput());
  ObservationBuilder seen(terms);
  seen.Lamports(kBuyer, -700)  // besides the fee
      .Lamports(Key("co-payer"), -800)
      .Lamports(Key("its tokens"), -2'039'280)  // closed: the rent was never the payer's money
      .Changes({Key("its tokens"), kBuyer, 0, Key("some mint"), false});
  EXPECT_EQ(PayerOf(terms, seen).observed, Key("co-payer"));
}

TEST(ObservedPayer, InSolIsNobodyWhereOnlyTheFeeWasPaid) {
  const Terms terms = MakeTermsOrDie(SolInput());
  EXPECT_EQ(PayerOf(terms, ObservationBuilder(terms)).observed, std::nullopt);
}

// ---- authority

TEST(Authority, IsTheDelegateThatMovedThePayersMoney) {
  const Terms terms = MakeTermsOrDie(UsdcInput());
  struct Case {
    const char* what;
    std::vector<solana::Pubkey> authorities;
    std::optional<solana::Pubkey> expected;
  };
  const std::vector<Case> cases = {
      {"the payer alone", {kBuyer, kBuyer}, std::nullopt},
      {"a delegate", {Key("delegate"), Key("delegate")}, Key("delegate")},
      {"the payer, then a delegate", {kBuyer, Key("delegate")}, Key("delegate")},
      {"two delegates", {Key("first"), Key("second")}, Key("first")},
  };
  for (const Case& c : cases) {
    ObservationBuilder seen(terms);
    seen.Memo(terms.nonce);
    for (size_t leg = 0; leg < 2; ++leg) {
      seen.Credit(leg, terms.legs[leg].due.value())
          .Orders({.source = kBuyerTokens,
                   .destination = terms.legs[leg].account,
                   .amount = terms.legs[leg].due.value(),
                   .authority = c.authorities[leg]});
    }
    const Payer payer = PayerOf(terms, seen);
    EXPECT_EQ(payer.observed, kBuyer) << c.what;
    EXPECT_EQ(payer.authority, c.expected) << c.what;
  }
}

TEST(Authority, OfTransfersThatAreNotThePayersOrReachNoLegIsIgnored) {
  const Terms terms = MakeTermsOrDie(UsdcInput());
  ObservationBuilder seen(terms);
  seen.PayInFull()
      .Orders({.source = Key("stranger's tokens"),
               .destination = terms.legs[0].account,
               .amount = 1,
               .authority = Key("stranger")})
      .Orders({.source = kBuyerTokens,
               .destination = Key("elsewhere"),
               .amount = 1,
               .authority = Key("delegate")});
  EXPECT_EQ(PayerOf(terms, seen).authority, std::nullopt);
}

TEST(Authority, OfASolTransferIsNobodyElse) {
  const Terms terms = MakeTermsOrDie(SolInput());
  ObservationBuilder seen(terms);
  seen.PayInFull();
  const Payer payer = PayerOf(terms, seen);
  EXPECT_EQ(payer.observed, kBuyer);
  EXPECT_EQ(payer.authority, std::nullopt);
}

// The debited account is derived from the base, which signs: the two are different keys.
TEST(Authority, OfATransferWithSeedIsTheBase) {
  const Terms terms = MakeTermsOrDie(SolInput());
  ObservationBuilder seen(terms);
  seen.Memo(terms.nonce)
      .Orders({.source = Key("derived"),
               .destination = terms.merchant_wallet,
               .amount = 9'900,
               .authority = Key("base"),
               .kind = solana::TransferKind::kSystemTransferWithSeed})
      .Lamports(Key("derived"), -9'900)
      .Lamports(terms.merchant_wallet, 9'900)
      .Pay(1, 100);
  const Payer payer = PayerOf(terms, seen);
  EXPECT_EQ(payer.observed, Key("derived"));
  EXPECT_EQ(payer.authority, Key("base"));
}

// ---- matches

TEST(PayerMatches, IfTheTermsNameNoneOrTheNamedOneSigned) {
  domain::TermsInput input = UsdcInput();
  const Terms unnamed = MakeTermsOrDie(input);
  input.payer_wallet = kNamed;
  const Terms named = MakeTermsOrDie(input);

  EXPECT_TRUE(PayerOf(unnamed, ObservationBuilder(unnamed)).matches);
  ObservationBuilder seen(named);
  EXPECT_FALSE(PayerOf(named, seen).matches);
  seen.raw().signers.push_back(kNamed);
  EXPECT_TRUE(PayerOf(named, seen).matches);
}

TEST(PayerMatches, IsOnlyRecordedWhereThePayerIsNotRequired) {
  domain::TermsInput input = UsdcInput();
  input.payer_wallet = kNamed;
  const Terms terms = MakeTermsOrDie(input);
  ObservationBuilder seen(terms);
  seen.PayInFull();
  const Verification result = Verify(terms, Policy(), seen.Build());
  EXPECT_EQ(result.verdict, Verdict::kSettled);
  EXPECT_FALSE(result.payer.matches);
}

// ---- required

// The merchant leg is paid from `sources` in equal parts, ordered by a delegate; nothing is signed
// by the named payer unless `signed_by_payer`.
struct RequiredCase {
  const char* what;
  bool signed_by_payer = false;
  std::vector<solana::Pubkey> sources;
  std::vector<test_support::Holding> holdings;
  bool proved = false;
};

std::vector<RequiredCase> RequiredCases() {
  const test_support::Holding owned{kNamedTokens, kNamed, -9'900};
  const test_support::Holding strangers{kBuyerTokens, kBuyer, -9'900};
  return {
      {"signed, though another paid", true, {kBuyerTokens}, {strangers}, true},
      {"owns the only source", false, {kNamedTokens}, {owned}, true},
      {"owns neither", false, {kBuyerTokens}, {strangers}, false},
      {"owns one source of two", false, {kNamedTokens, kBuyerTokens}, {owned, strangers}, false},
      {"owns both sources",
       false,
       {kNamedTokens, kBuyerTokens},
       {owned, {kBuyerTokens, kNamed, -9'900}},
       true},
      {"the source is not shown", false, {Key("hidden")}, {owned}, false},
      {"owns the source of another mint",
       false,
       {kNamedTokens},
       {{kNamedTokens, kNamed, -9'900, Key("other mint")}},
       false},
      {"was handed the source after it paid",
       false,
       {kBuyerTokens},
       {{.account = kBuyerTokens, .owner = kBuyer, .delta = -9'900, .held_at_end = false},
        {kBuyerTokens, kNamed, 0}},
       false},
      {"was handed a new source that is empty at the end",
       false,
       {kNamedTokens},
       {{kNamedTokens, kNamed, 0}},
       false},
      {"was handed a new source that is not empty",
       false,
       {kNamedTokens},
       {{kNamedTokens, kNamed, 1}},
       false},
      {"handed the source on after it paid",
       false,
       {kNamedTokens},
       {{.account = kNamedTokens, .owner = kNamed, .delta = -9'900, .held_at_end = false},
        {kNamedTokens, kBuyer, 0}},
       false},
  };
}

Verification VerifyRequired(const RequiredCase& c, EvidenceGrade grade) {
  domain::TermsInput input = UsdcInput();
  input.payer_wallet = kNamed;
  input.require_payer = true;
  const Terms terms = MakeTermsOrDie(input);
  const domain::Leg& merchant = terms.legs[0];
  ObservationBuilder seen(terms);
  // The fee leg comes from elsewhere: only the merchant leg is asked about.
  seen.Memo(terms.nonce)
      .Orders({.source = Key("fee source"), .destination = terms.legs[1].account, .amount = 100})
      .Changes({terms.legs[1].account, terms.legs[1].wallet, 100});
  for (const test_support::Holding& holding : c.holdings) seen.Changes(holding);
  for (const solana::Pubkey& source : c.sources) {
    seen.Orders({.source = source,
                 .destination = merchant.account,
                 .amount = 9'900,
                 .authority = Key("delegate")})
        .Changes({merchant.account, merchant.wallet, 9'900});
  }
  if (c.signed_by_payer) seen.raw().signers.push_back(kNamed);
  seen.raw().grade = grade;
  return Verify(terms, Policy(), seen.Build());
}

TEST(RequiredPayer, SignedOrOwnsEveryAccountDebitedForTheMerchant) {
  for (const RequiredCase& c : RequiredCases()) {
    const Verification result = VerifyRequired(c, EvidenceGrade::kChain);
    EXPECT_EQ(Name(result.verdict), Name(c.proved ? Verdict::kSettled : Verdict::kPayerMismatch))
        << c.what;
    EXPECT_EQ(result.unverifiable, std::nullopt) << c.what;
  }
}

TEST(RequiredPayer, NotShownByAProviderIsNotRefutedByIt) {
  for (const RequiredCase& c : RequiredCases()) {
    // A provider shows one owner for an account, whoever held it before: only a signature proves.
    const Verification result = VerifyRequired(c, EvidenceGrade::kProvider);
    const Verdict verdict = c.signed_by_payer ? Verdict::kSettled : Verdict::kUnverifiable;
    EXPECT_EQ(Name(result.verdict), Name(verdict)) << c.what;
    EXPECT_EQ(result.unverifiable,
              c.signed_by_payer ? std::nullopt : std::optional(Unverifiable::kPayerNotShown))
        << c.what;
    if (!c.signed_by_payer) {
      EXPECT_EQ(result.overpaid, 0) << c.what;
    }
  }
}

TEST(RequiredPayer, NotShownByAProviderIsSaidOnlyWhereTheLegsWerePaid) {
  domain::TermsInput input = UsdcInput();
  input.payer_wallet = kNamed;
  input.require_payer = true;
  const Terms terms = MakeTermsOrDie(input);
  ObservationBuilder seen(terms);
  seen.Memo(terms.nonce).Pay(0, 9'899).Pay(1, 100);
  seen.raw().grade = EvidenceGrade::kProvider;
  EXPECT_EQ(Verify(terms, Policy(), seen.Build()).verdict, Verdict::kMerchantUnderpaid);
}

TEST(RequiredPayer, OfSolOwnsTheSourceByBeingIt) {
  domain::TermsInput input = SolInput();
  input.payer_wallet = kBuyer;
  input.require_payer = true;
  for (const solana::Pubkey& payer : {kBuyer, kNamed}) {
    input.payer_wallet = payer;
    const Terms terms = MakeTermsOrDie(input);
    ObservationBuilder seen(terms);
    seen.PayInFull();
    seen.raw().signers = {Key("relayer")};
    EXPECT_EQ(Name(Verify(terms, Policy(), seen.Build()).verdict),
              Name(payer == kBuyer ? Verdict::kSettled : Verdict::kPayerMismatch));
  }
}

}  // namespace
}  // namespace hilt::verify
