#include "cli/explanation.h"

#include "base/check.h"
#include "cli/checks.h"

namespace hilt::cli {

std::string_view Name(CheckState state) {
  switch (state) {
    case CheckState::kPassed:
      return "passed";
    case CheckState::kFailed:
      return "failed";
    case CheckState::kNotJudged:
      return "not_judged";
  }
  base::CheckFailed("a CheckState outside its enum", __FILE__, __LINE__);
}

std::string_view Name(CheckKind kind) {
  switch (kind) {
    case CheckKind::kExecuted:
      return "executed";
    case CheckKind::kRecorded:
      return "recorded";
    case CheckKind::kMemo:
      return "memo";
    case CheckKind::kOnePayment:
      return "one_payment";
    case CheckKind::kLegs:
      return "legs";
    case CheckKind::kProgramPaths:
      return "program_paths";
    case CheckKind::kPayer:
      return "payer";
    case CheckKind::kTime:
      return "time";
  }
  base::CheckFailed("a CheckKind outside its enum", __FILE__, __LINE__);
}

Explanation Explain(const CompleteTerms& terms, const verify::Policy& policy,
                    const TransactionInput& transaction) {
  Explanation explanation{terms.terms,
                          terms.token_program_source,
                          policy,
                          transaction,
                          verify::Verify(terms.terms, policy, transaction.observation),
                          {},
                          {}};
  explanation.checks = MakeChecks(explanation);
  explanation.reason = MakeReason(explanation);
  return explanation;
}

}  // namespace hilt::cli
