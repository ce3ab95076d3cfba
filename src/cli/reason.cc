#include <algorithm>

#include "base/check.h"
#include "cli/amount_text.h"
#include "cli/checks.h"
#include "cli/terminal.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

using domain::LegResult;
using domain::Verdict;
using verify::Unverifiable;

// The first leg that a predicate holds for; the verdict says that there is one.
template <class Predicate>
const LegResult& FirstLeg(const Explanation& explanation, Predicate predicate) {
  const std::vector<LegResult>& legs = explanation.verification.legs;
  const auto found = std::find_if(legs.begin(), legs.end(), predicate);
  HILT_CHECK(found != legs.end());
  return *found;
}

std::string_view Whose(const LegResult& result) {
  return result.leg.role == domain::LegRole::kFee ? "fee" : "merchant's";
}

std::string Amount(const Explanation& explanation, base::Int128 units) {
  return AmountAndUnits(units, explanation.terms.asset);
}

std::string Underpaid(const Explanation& explanation) {
  const LegResult& result = FirstLeg(
      explanation, [](const LegResult& leg) { return leg.owner_net < leg.leg.due.value(); });
  return fmt::format("The {} wallet received {} of the {} due: {} is missing.", Whose(result),
                     Amount(explanation, result.owner_net),
                     Amount(explanation, result.leg.due.value()),
                     Amount(explanation, result.leg.due.value() - result.owner_net));
}

std::string Noncanonical(const Explanation& explanation) {
  const LegResult& result = FirstLeg(
      explanation, [](const LegResult& leg) { return leg.account_delta < leg.leg.due.value(); });
  return fmt::format(
      "The {} wallet received enough, but its own token account {} was credited with {} only: the "
      "rest is in another account.",
      Whose(result), solana::ToString(result.leg.account),
      Amount(explanation, result.account_delta));
}

std::string ViewsDisagree(const Explanation& explanation) {
  const LegResult& result = FirstLeg(explanation, [](const LegResult& leg) { return !leg.paid(); });
  return fmt::format(
      "The balances of the {} wallet show enough, but transfers that can be read into its account "
      "add up to {} of the {} due.",
      Whose(result), Amount(explanation, result.transfers),
      Amount(explanation, result.leg.due.value()));
}

std::string ProgramSource(const Explanation& explanation) {
  const LegResult& result =
      FirstLeg(explanation, [](const LegResult& leg) { return !leg.paid_through_allowed_paths(); });
  std::string programs;
  for (const domain::Path& path : result.paths) {
    if (path.allowed || !path.outer_program) continue;
    programs += (programs.empty() ? "" : ", ") + ProgramText(*path.outer_program);
  }
  return fmt::format(
      "The money reached the {} wallet through {}, which is not among the programs that a payment "
      "may come through.",
      Whose(result), programs);
}

std::string Unproved(const Explanation& explanation) {
  const Unverifiable reason = *explanation.verification.unverifiable;
  if (reason == Unverifiable::kPayerNotShown) {
    return "A webhook does not list the signers, so it cannot show that the named payer signed: "
           "fetch the transaction by RPC.";
  }
  return fmt::format(
      "What was given proves nothing either way: {}. Fetch the transaction again, from another "
      "endpoint if there is one.",
      WhatIsMissing(reason));
}

std::string Late(const Explanation& explanation) {
  return fmt::format("Paid in full, but {} after the last moment that counts, {}.",
                     absl::FormatDuration(*explanation.transaction.observation.block_time -
                                          LastMoment(explanation)),
                     TimeText(LastMoment(explanation)));
}

}  // namespace

std::string_view WhatIsMissing(Unverifiable reason) {
  switch (reason) {
    case Unverifiable::kMetaNotRecorded:
      return "the outcome is not recorded";
    case Unverifiable::kStatusContradictory:
      return "err says success, status says failure";
    case Unverifiable::kVersionUnknown:
      return "the message version is unknown";
    case Unverifiable::kBlockTimeMissing:
      return "the block time is not known";
    case Unverifiable::kInnerInstructionsNotRecorded:
      return "inner instructions are not recorded";
    case Unverifiable::kInstructionNotUnderstood:
      return "an instruction that can move money cannot be read";
    case Unverifiable::kLamportsNotRecorded:
      return "SOL balances are not recorded";
    case Unverifiable::kTokenBalancesNotRecorded:
      return "token balances are not recorded";
    case Unverifiable::kPayerNotShown:
      return "whether the named payer signed is not shown";
  }
  base::CheckFailed("an Unverifiable outside its enum", __FILE__, __LINE__);
}

std::string MakeReason(const Explanation& explanation) {
  switch (explanation.verification.verdict) {
    case Verdict::kTransactionFailed:
      return "The chain did not carry the transaction out, so nothing was paid.";
    case Verdict::kUnverifiable:
      return Unproved(explanation);
    case Verdict::kNoMemo:
      return "No memo of the transaction names this payment.";
    case Verdict::kAmbiguousMemo:
      return fmt::format("The memos name {} payments, so the money cannot count for any of them.",
                         explanation.verification.nonces.size());
    case Verdict::kWrongAsset:
      return fmt::format("The wallets received something, but nothing in {}.",
                         explanation.terms.asset.symbol);
    case Verdict::kMerchantUnderpaid:
    case Verdict::kFeeUnderpaid:
      return Underpaid(explanation);
    case Verdict::kNoncanonicalAccount:
      return Noncanonical(explanation);
    case Verdict::kViewsDisagree:
      return ViewsDisagree(explanation);
    case Verdict::kProgramSource:
      return ProgramSource(explanation);
    case Verdict::kPayerMismatch:
      return fmt::format(
          "The payment had to come from {}, who neither signed nor owns what was debited.",
          solana::ToString(*explanation.terms.payer_wallet));
    case Verdict::kLate:
      return Late(explanation);
    case Verdict::kSettled:
      return "Every leg is paid in full and in time under this payment's memo.";
  }
  base::CheckFailed("a Verdict outside its enum", __FILE__, __LINE__);
}

}  // namespace hilt::cli
