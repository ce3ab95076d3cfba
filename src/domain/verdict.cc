#include "domain/verdict.h"

#include "base/check.h"

namespace hilt::domain {

std::string_view Name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kTransactionFailed:
      return "transaction_failed";
    case Verdict::kUnverifiable:
      return "unverifiable";
    case Verdict::kNoMemo:
      return "no_memo";
    case Verdict::kAmbiguousMemo:
      return "ambiguous_memo";
    case Verdict::kWrongAsset:
      return "wrong_asset";
    case Verdict::kMerchantUnderpaid:
      return "merchant_underpaid";
    case Verdict::kFeeUnderpaid:
      return "fee_underpaid";
    case Verdict::kNoncanonicalAccount:
      return "noncanonical_account";
    case Verdict::kViewsDisagree:
      return "views_disagree";
    case Verdict::kProgramSource:
      return "program_source";
    case Verdict::kPayerMismatch:
      return "payer_mismatch";
    case Verdict::kLate:
      return "late";
    case Verdict::kSettled:
      return "settled";
  }
  base::CheckFailed("a Verdict outside its enum", __FILE__, __LINE__);
}

std::optional<Verdict> ParseVerdict(std::string_view name) {
  for (const Verdict verdict : kAllVerdicts) {
    if (Name(verdict) == name) return verdict;
  }
  return std::nullopt;
}

}  // namespace hilt::domain
