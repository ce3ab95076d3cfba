#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace hilt::domain {

// The verifier's answer for (payment, observation), in order of precedence: of the reasons that
// apply, the first one is the verdict. Storage and the API have their own numbers for these; the
// order here is free to follow the rule.
enum class Verdict {
  kTransactionFailed,
  kUnverifiable,
  kNoMemo,
  kAmbiguousMemo,
  kWrongAsset,
  kMerchantUnderpaid,
  kFeeUnderpaid,
  kNoncanonicalAccount,
  kViewsDisagree,
  kProgramSource,
  kPayerMismatch,
  kLate,
  kSettled,
};

inline constexpr std::array kAllVerdicts = {
    Verdict::kTransactionFailed, Verdict::kUnverifiable,        Verdict::kNoMemo,
    Verdict::kAmbiguousMemo,     Verdict::kWrongAsset,          Verdict::kMerchantUnderpaid,
    Verdict::kFeeUnderpaid,      Verdict::kNoncanonicalAccount, Verdict::kViewsDisagree,
    Verdict::kProgramSource,     Verdict::kPayerMismatch,       Verdict::kLate,
    Verdict::kSettled,
};

std::string_view Name(Verdict verdict);  // "merchant_underpaid"
std::optional<Verdict> ParseVerdict(std::string_view name);

}  // namespace hilt::domain
