#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/complete_terms.h"
#include "cli/transaction_input.h"
#include "confirmer/verify/verifier.h"
#include "domain/terms.h"

// The verifier's answer taken apart into its checks, in SPEC section 4's order, each with what was
// found and what was wanted. It judges nothing itself: the verdict is the verifier's, and the first
// failed check is the one that it stands on.
namespace hilt::cli {

enum class CheckState {
  kPassed,
  kFailed,
  kNotJudged,  // not asked for, or nothing to judge it by
};

std::string_view Name(CheckState state);  // "passed"

enum class CheckKind {
  kExecuted,      // transaction_failed
  kRecorded,      // unverifiable
  kMemo,          // no_memo
  kOnePayment,    // ambiguous_memo
  kLegs,          // wrong_asset .. views_disagree
  kProgramPaths,  // program_source
  kPayer,         // payer_mismatch, or unverifiable where a provider cannot show the payer
  kTime,          // late
};

std::string_view Name(CheckKind kind);  // "program_paths"

struct Check {
  CheckKind kind{};
  CheckState state{};
  std::string text;                // one sentence: what was found
  std::vector<std::string> notes;  // more lines, where there is more to say
};

struct Explanation {
  domain::Terms terms;
  TokenProgramSource token_program_source{};
  verify::Policy policy;
  TransactionInput transaction;
  verify::Verification verification;
  std::vector<Check> checks;  // one of each kind, in order
  std::string reason;         // one sentence in plain words: why this verdict
};

// Verifies the transaction against the terms and says why the answer is what it is.
Explanation Explain(const CompleteTerms& terms, const verify::Policy& policy,
                    const TransactionInput& transaction);

}  // namespace hilt::cli
