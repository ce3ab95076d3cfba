#include "cli/checks.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "cli/amount_text.h"
#include "cli/terminal.h"
#include "confirmer/verify/payer.h"
#include "domain/memo.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

using domain::Execution;
using domain::Observation;
using verify::Unverifiable;

constexpr size_t kMaxNotes = 8;
constexpr size_t kMaxMemoChars = 64;

const Observation& Seen(const Explanation& explanation) {
  return explanation.transaction.observation;
}

Check CheckExecuted(const Explanation& explanation) {
  const CheckKind kind = CheckKind::kExecuted;
  const Observation& seen = Seen(explanation);
  switch (seen.execution) {
    case Execution::kSucceeded:
      return {kind, CheckState::kPassed, "the transaction succeeded", {}};
    case Execution::kFailed:
      return {kind,
              CheckState::kFailed,
              fmt::format("the transaction failed: {}", Printable(seen.error, 256)),
              {}};
    case Execution::kContradictory:
      return {kind, CheckState::kNotJudged, "err says success, status says failure", {}};
    case Execution::kNotRecorded:
      return {kind, CheckState::kNotJudged, "the outcome is not recorded", {}};
  }
  base::CheckFailed("an Execution outside its enum", __FILE__, __LINE__);
}

Check CheckRecorded(const Explanation& explanation) {
  const CheckKind kind = CheckKind::kRecorded;
  if (Seen(explanation).execution == Execution::kFailed) {
    return {
        kind, CheckState::kNotJudged, "a failed transaction needs no more than its failure", {}};
  }
  if (!IsRecorded(explanation)) {
    return {kind,
            CheckState::kFailed,
            std::string(WhatIsMissing(*explanation.verification.unverifiable)),
            {}};
  }
  return {kind,
          CheckState::kPassed,
          "outcome, version, block time, balances and inner instructions are recorded",
          {}};
}

std::string PlaceText(const domain::Place& place) {
  // Counted from 1, as explorers do.
  if (place.is_direct()) return fmt::format("instruction {}", place.top_index + 1);
  return fmt::format("instruction {}.{} inside {}", place.top_index + 1, *place.inner_index + 1,
                     ProgramText(place.outer_program));
}

std::string MemoText(const domain::Memo& memo, const domain::Nonce& wanted) {
  const std::optional<domain::Nonce> nonce = domain::ParseHiltMemo(memo.data);
  std::string_view meaning = "is no HILT memo";
  if (nonce) meaning = *nonce == wanted ? "names this payment" : "names another payment";
  const std::string_view data(reinterpret_cast<const char*>(memo.data.data()), memo.data.size());
  return fmt::format("\"{}\" {} ({}, {})", Printable(data, kMaxMemoChars), meaning,
                     ProgramText(memo.program), PlaceText(memo.place));
}

std::vector<std::string> MemoNotes(const Explanation& explanation) {
  std::vector<std::string> notes;
  const std::vector<domain::Memo>& memos = Seen(explanation).memos;
  for (const domain::Memo& memo : memos) {
    if (notes.size() == kMaxNotes) {
      notes.push_back(fmt::format("and {} more", memos.size() - kMaxNotes));
      break;
    }
    notes.push_back(MemoText(memo, explanation.terms.nonce));
  }
  return notes;
}

bool NamesThisPayment(const Explanation& explanation) {
  const auto& nonces = explanation.verification.nonces;
  return std::find(nonces.begin(), nonces.end(), explanation.terms.nonce) != nonces.end();
}

Check CheckMemo(const Explanation& explanation) {
  const CheckKind kind = CheckKind::kMemo;
  std::vector<std::string> notes = MemoNotes(explanation);
  if (NamesThisPayment(explanation)) {
    return {kind, CheckState::kPassed, "a memo names this payment", std::move(notes)};
  }
  if (!IsRecorded(explanation)) {
    return {kind, CheckState::kNotJudged, "none found, but the record is incomplete",
            std::move(notes)};
  }
  return {kind, CheckState::kFailed,
          fmt::format("no memo is exactly {}", domain::HiltMemo(explanation.terms.nonce)),
          std::move(notes)};
}

Check CheckOnePayment(const Explanation& explanation) {
  const CheckKind kind = CheckKind::kOnePayment;
  const size_t count = explanation.verification.nonces.size();
  if (count > 1) {
    return {kind, CheckState::kFailed, fmt::format("the memos name {} payments", count), {}};
  }
  if (count == 0) return {kind, CheckState::kNotJudged, "no HILT memo", {}};
  return {kind, CheckState::kPassed, "no other payment is named", {}};
}

std::vector<std::string> PayerNotes(const Explanation& explanation) {
  const domain::Payer& payer = explanation.verification.payer;
  const Observation& seen = Seen(explanation);
  std::vector<std::string> notes;
  if (payer.observed) {
    notes.push_back(fmt::format("paid by {}", solana::ToString(*payer.observed)));
  }
  if (payer.authority) {
    notes.push_back(fmt::format("moved by {} (not the owner)", solana::ToString(*payer.authority)));
  }
  notes.push_back(fmt::format("fee payer {}", solana::ToString(seen.fee_payer)));
  for (const solana::Pubkey& signer : seen.signers) {
    if (signer == seen.fee_payer || notes.size() >= kMaxNotes) continue;
    notes.push_back(fmt::format("signer {}", solana::ToString(signer)));
  }
  return notes;
}

Check CheckPayer(const Explanation& explanation) {
  const CheckKind kind = CheckKind::kPayer;
  const domain::Terms& terms = explanation.terms;
  std::vector<std::string> notes = PayerNotes(explanation);
  if (!terms.payer_wallet) {
    return {kind, CheckState::kNotJudged, "the terms name no payer", std::move(notes)};
  }
  const bool signed_by_payer = explanation.verification.payer.matches;
  const bool provider = Seen(explanation).grade == domain::EvidenceGrade::kProvider;
  const std::string named = fmt::format(
      "{} {}", solana::ToString(*terms.payer_wallet),
      signed_by_payer ? "signed" : (provider ? "is not shown to have signed" : "did not sign"));
  if (!terms.require_payer) {
    return {kind, CheckState::kNotJudged, fmt::format("not required; {}", named), std::move(notes)};
  }
  if (!LegsCanBeJudged(explanation)) {
    return {kind, CheckState::kNotJudged, fmt::format("required; {}", named), std::move(notes)};
  }
  const bool proved = verify::PayerIsProved(terms, Seen(explanation));
  const std::string_view owns = signed_by_payer || !proved ? "" : ", but owns what was debited";
  return {kind, proved ? CheckState::kPassed : CheckState::kFailed,
          fmt::format("required; {}{}", named, owns), std::move(notes)};
}

Check CheckTime(const Explanation& explanation) {
  const CheckKind kind = CheckKind::kTime;
  const std::optional<absl::Time>& block_time = Seen(explanation).block_time;
  if (!block_time) return {kind, CheckState::kNotJudged, "the block time is not known", {}};
  const absl::Time expires_at = explanation.terms.expires_at;
  const std::string figures =
      fmt::format("block time {}, expires_at {}, grace {}", TimeText(*block_time),
                  TimeText(expires_at), absl::FormatDuration(explanation.policy.grace));
  if (*block_time > LastMoment(explanation)) {
    return {kind,
            CheckState::kFailed,
            fmt::format("{} too late: {}",
                        absl::FormatDuration(*block_time - LastMoment(explanation)), figures),
            {}};
  }
  if (*block_time > expires_at) {
    return {kind, CheckState::kPassed, fmt::format("within the grace: {}", figures), {}};
  }
  return {kind,
          CheckState::kPassed,
          fmt::format("{} to spare: {}", absl::FormatDuration(expires_at - *block_time), figures),
          {}};
}

}  // namespace

bool IsRecorded(const Explanation& explanation) {
  const auto& reason = explanation.verification.unverifiable;
  return !reason || *reason == Unverifiable::kPayerNotShown;
}

bool LegsCanBeJudged(const Explanation& explanation) {
  return Seen(explanation).execution == Execution::kSucceeded && IsRecorded(explanation);
}

absl::Time LastMoment(const Explanation& explanation) {
  return explanation.terms.expires_at + explanation.policy.grace;
}

std::vector<Check> MakeChecks(const Explanation& explanation) {
  return {CheckExecuted(explanation),   CheckRecorded(explanation), CheckMemo(explanation),
          CheckOnePayment(explanation), CheckLegs(explanation),     CheckProgramPaths(explanation),
          CheckPayer(explanation),      CheckTime(explanation)};
}

}  // namespace hilt::cli
