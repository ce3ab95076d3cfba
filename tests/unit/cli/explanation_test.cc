#include "cli/explanation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <set>
#include <string>

#include "cli/explanation_output.h"
#include "tests/support/observation_builder.h"

namespace hilt::cli {
namespace {

using domain::Verdict;
using test_support::Key;
using test_support::ObservationBuilder;
using testing::HasSubstr;

struct Case {
  Verdict verdict;
  CheckKind stands_on;  // the first check that fails; not looked at for settled
  const char* reason;
  std::function<void(ObservationBuilder&)> make;
  bool require_payer = false;
};

domain::TermsInput InputOf(const Case& test) {
  domain::TermsInput input = test_support::UsdcInput();
  if (test.require_payer) {
    input.payer_wallet = Key("somebody else");
    input.require_payer = true;
  }
  return input;
}

Explanation ExplainIt(const Case& test) {
  const domain::Terms terms = test_support::MakeTermsOrDie(InputOf(test));
  ObservationBuilder builder(terms);
  test.make(builder);
  return Explain({terms, TokenProgramSource::kGiven}, verify::Policy(),
                 {Shape::kRpcJson, builder.Build()});
}

void PayInFull(ObservationBuilder& builder) { builder.PayInFull(); }

const Case kCases[] = {
    {Verdict::kSettled, {}, "paid in full and in time", PayInFull},
    {Verdict::kTransactionFailed, CheckKind::kExecuted, "nothing was paid",
     [](ObservationBuilder& builder) {
       builder.PayInFull().raw().execution = domain::Execution::kFailed;
     }},
    {Verdict::kUnverifiable, CheckKind::kRecorded, "the block time is not known",
     [](ObservationBuilder& builder) { builder.PayInFull().raw().block_time.reset(); }},
    {Verdict::kUnverifiable, CheckKind::kRecorded, "err says success, status says failure",
     [](ObservationBuilder& builder) {
       builder.PayInFull().raw().execution = domain::Execution::kContradictory;
     }},
    {Verdict::kUnverifiable, CheckKind::kPayer, "does not list the signers",
     [](ObservationBuilder& builder) {
       builder.PayInFull().raw().grade = domain::EvidenceGrade::kProvider;
     },
     true},
    {Verdict::kUnverifiable, CheckKind::kRecorded, "an instruction that can move money",
     [](ObservationBuilder& builder) {
       builder.PayInFull().raw().instructions_understood = false;
     }},
    {Verdict::kNoMemo, CheckKind::kMemo, "No memo of the transaction names this payment",
     [](ObservationBuilder& builder) { builder.Pay(0, 9'900).Pay(1, 100); }},
    {Verdict::kAmbiguousMemo, CheckKind::kOnePayment, "name 2 payments",
     [](ObservationBuilder& builder) { builder.PayInFull().Memo(test_support::NonceOf(2)); }},
    {Verdict::kWrongAsset, CheckKind::kLegs, "nothing in USDC",
     [](ObservationBuilder& builder) {
       builder.Memo(test_support::NonceOf(0x11)).Lamports(Key("merchant"), 7);
     }},
    {Verdict::kMerchantUnderpaid, CheckKind::kLegs,
     "The merchant's wallet received 0.009899 USDC (9899) of the 0.009900 USDC (9900) due: "
     "0.000001 USDC (1) is missing.",
     [](ObservationBuilder& builder) {
       builder.Memo(test_support::NonceOf(0x11)).Pay(0, 9'899).Pay(1, 100);
     }},
    {Verdict::kFeeUnderpaid, CheckKind::kLegs, "The fee wallet received 0.000000 USDC (0)",
     [](ObservationBuilder& builder) { builder.Memo(test_support::NonceOf(0x11)).Pay(0, 9'900); }},
    {Verdict::kNoncanonicalAccount, CheckKind::kLegs, "the rest is in another account",
     [](ObservationBuilder& builder) {
       builder.Memo(test_support::NonceOf(0x11)).Pay(1, 100);
       builder.Changes({.account = Key("aside"), .owner = Key("merchant"), .delta = 9'900});
     }},
    {Verdict::kViewsDisagree, CheckKind::kLegs, "add up to 0.000000 USDC (0)",
     [](ObservationBuilder& builder) {
       builder.Memo(test_support::NonceOf(0x11)).Credit(0, 9'900).Pay(1, 100);
     }},
    {Verdict::kProgramSource, CheckKind::kProgramPaths, "The money reached the fee wallet through ",
     [](ObservationBuilder& builder) {
       builder.Memo(test_support::NonceOf(0x11)).Pay(0, 9'900).Pay(1, 100, Key("some exchange"));
     }},
    {Verdict::kPayerMismatch, CheckKind::kPayer, "neither signed nor owns", PayInFull, true},
    {Verdict::kLate, CheckKind::kTime, "1s after the last moment that counts, 2026-09-21T14:30:20Z",
     [](ObservationBuilder& builder) {
       builder.PayInFull().raw().block_time = absl::FromUnixSeconds(1'790'001'021);
     }},
};

TEST(Explanation, EveryVerdictHasItsReasonAndStandsOnItsFirstFailedCheck) {
  std::set<Verdict> met;
  for (const Case& test : kCases) {
    const Explanation explanation = ExplainIt(test);
    const std::string name(domain::Name(test.verdict));
    EXPECT_EQ(domain::Name(explanation.verification.verdict), name) << test.reason;
    EXPECT_THAT(explanation.reason, HasSubstr(test.reason)) << name;

    std::optional<CheckKind> first_failed;
    for (const Check& check : explanation.checks) {
      if (!first_failed && check.state == CheckState::kFailed) first_failed = check.kind;
    }
    EXPECT_EQ(first_failed.has_value(), test.verdict != Verdict::kSettled) << name;
    if (first_failed) {
      EXPECT_EQ(Name(*first_failed), Name(test.stands_on)) << name;
    }

    EXPECT_THAT(ToHumanText(explanation, Style()), HasSubstr("VERDICT " + name));
    EXPECT_EQ(ToJson(explanation)["verdict"], name);
    met.insert(test.verdict);
  }
  EXPECT_EQ(met.size(), domain::kAllVerdicts.size());
}

TEST(Explanation, ShowsThroughWhichProgramALegWasPaid) {
  const solana::Pubkey exchange = Key("some exchange");
  const Explanation explanation =
      ExplainIt({Verdict::kProgramSource, {}, "", [&](ObservationBuilder& builder) {
                   builder.Memo(test_support::NonceOf(0x11)).Pay(0, 9'900).Pay(1, 100, exchange);
                 }});
  EXPECT_THAT(ToHumanText(explanation, Style()),
              HasSubstr("by CPI of " + solana::ToString(exchange)));
  EXPECT_THAT(ToHumanText(explanation, Style()),
              HasSubstr("fee leg: 0.000000 USDC (0) came through allowed programs, "));
  const Json path = ToJson(explanation)["legs"][1]["paths"][0];
  EXPECT_EQ(path["outer_program"], solana::ToString(exchange));
  EXPECT_EQ(path["allowed"], false);
}

TEST(Explanation, ShowsWhoMovedThePayersMoney) {
  const solana::Pubkey delegate = Key("delegate");
  const Explanation explanation =
      ExplainIt({Verdict::kSettled, {}, "", [&](ObservationBuilder& builder) {
                   builder.PayInFull();
                   for (auto& ordered : builder.raw().transfers) {
                     ordered.transfer.authority = delegate;
                   }
                 }});
  EXPECT_THAT(ToHumanText(explanation, Style()),
              HasSubstr("moved by " + solana::ToString(delegate) + " (not the owner)"));
  EXPECT_EQ(ToJson(explanation)["payer"]["authority"], solana::ToString(delegate));
}

}  // namespace
}  // namespace hilt::cli
