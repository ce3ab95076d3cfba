#include "domain/discrepancy.h"

#include "base/check.h"

namespace hilt::domain {

std::string_view Name(DiscrepancyKind kind) {
  switch (kind) {
    case DiscrepancyKind::kAmbiguousMemo:
      return "ambiguous_memo";
    case DiscrepancyKind::kWrongAsset:
      return "wrong_asset";
    case DiscrepancyKind::kMerchantUnderpaid:
      return "merchant_underpaid";
    case DiscrepancyKind::kFeeUnderpaid:
      return "fee_underpaid";
    case DiscrepancyKind::kNoncanonicalAccount:
      return "noncanonical_account";
    case DiscrepancyKind::kViewsDisagree:
      return "views_disagree";
    case DiscrepancyKind::kProgramSource:
      return "program_source";
    case DiscrepancyKind::kPayerMismatch:
      return "payer_mismatch";
    case DiscrepancyKind::kLate:
      return "late";
    case DiscrepancyKind::kDuplicatePayment:
      return "duplicate_payment";
    case DiscrepancyKind::kPaidAfterFailure:
      return "paid_after_failure";
    case DiscrepancyKind::kReverted:
      return "reverted";
    case DiscrepancyKind::kUnverifiable:
      return "unverifiable";
    case DiscrepancyKind::kUnmatched:
      return "unmatched";
    case DiscrepancyKind::kUnattributedCredit:
      return "unattributed_credit";
    case DiscrepancyKind::kEndpointDisagreement:
      return "endpoint_disagreement";
  }
  base::CheckFailed("a DiscrepancyKind outside its enum", __FILE__, __LINE__);
}

std::optional<DiscrepancyKind> DiscrepancyOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAmbiguousMemo:
      return DiscrepancyKind::kAmbiguousMemo;
    case Verdict::kWrongAsset:
      return DiscrepancyKind::kWrongAsset;
    case Verdict::kMerchantUnderpaid:
      return DiscrepancyKind::kMerchantUnderpaid;
    case Verdict::kFeeUnderpaid:
      return DiscrepancyKind::kFeeUnderpaid;
    case Verdict::kNoncanonicalAccount:
      return DiscrepancyKind::kNoncanonicalAccount;
    case Verdict::kViewsDisagree:
      return DiscrepancyKind::kViewsDisagree;
    case Verdict::kProgramSource:
      return DiscrepancyKind::kProgramSource;
    case Verdict::kPayerMismatch:
      return DiscrepancyKind::kPayerMismatch;
    case Verdict::kLate:
      return DiscrepancyKind::kLate;
    case Verdict::kTransactionFailed:
    case Verdict::kUnverifiable:
    case Verdict::kNoMemo:
    case Verdict::kSettled:
      return std::nullopt;
  }
  base::CheckFailed("a Verdict outside its enum", __FILE__, __LINE__);
}

}  // namespace hilt::domain
