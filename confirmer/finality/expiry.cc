#include "confirmer/finality/expiry.h"

#include <algorithm>
#include <optional>

#include "base/status.h"
#include "confirmer/settle/observe.h"
#include "confirmer/settle/record.h"

namespace hilt::finality {
namespace {

using settle::ExpiryCause;

void AddOnce(const solana::Signature& signature, std::vector<solana::Signature>& signatures) {
  if (std::find(signatures.begin(), signatures.end(), signature) == signatures.end()) {
    signatures.push_back(signature);
  }
}

absl::StatusOr<std::vector<solana::Signature>> UnverifiablesOf(const storage::LedgerReader& ledger,
                                                               const domain::PaymentId& payment) {
  HILT_ASSIGN_OR_RETURN(const std::vector<storage::UnverifiableRecord> records,
                        ledger.Unverifiables(payment));
  std::vector<solana::Signature> signatures;
  signatures.reserve(records.size());
  for (const storage::UnverifiableRecord& record : records) {
    signatures.push_back(record.signature);
  }
  return signatures;
}

// Whether the chain was asked about everything that is known now, if it can be asked: a webhook may
// have come since.
absl::StatusOr<bool> IsChecked(const settle::WriteContext& context, const domain::Payment& payment,
                               const LastCheck& check) {
  if (!context.rules.rpc_endpoint) return true;
  HILT_ASSIGN_OR_RETURN(const std::vector<solana::Signature> known,
                        KnownSignatures(context.ledger, payment));
  return std::all_of(known.begin(), known.end(), [&](const solana::Signature& signature) {
    return std::find(check.asked.begin(), check.asked.end(), signature) != check.asked.end();
  });
}

// Whether what the source has not covered yet would be late: a block that comes may share the
// frontier's second.
bool HasPassedTheEnd(const domain::SourceAdvance& advance, const domain::Terms& terms,
                     absl::Duration grace) {
  return advance.frontier_time && *advance.frontier_time > terms.expires_at + grace;
}

// Whether what the source has not shown did not pay in time.
bool Covers(const domain::SourceAdvance& advance, const domain::Terms& terms,
            absl::Duration grace) {
  return advance.covered_from_time &&
         *advance.covered_from_time < terms.created_at - kCoveredBeforeCreation &&
         HasPassedTheEnd(advance, terms, grace);
}

// From when on the wall clock may end the payment. What a source that began too late has not
// covered may have been shown by a webhook only, which may be late.
absl::Time WallClockEnd(const settle::EngineRules& rules,
                        const std::vector<domain::SourceAdvance>& advances,
                        const domain::Terms& terms) {
  const absl::Time in_time = terms.expires_at + rules.policy.grace;
  if (!rules.chain_source) return in_time + kWallClockGrace;
  absl::Time end = absl::InfiniteFuture();
  for (const domain::SourceAdvance& advance : advances) {
    if (!HasPassedTheEnd(advance, terms, rules.policy.grace)) continue;
    const absl::Time began = advance.covered_from_time.value_or(absl::InfiniteFuture());
    end = std::min(end, std::max(in_time, began) + kWallClockGrace);
  }
  return end;
}

absl::StatusOr<Ending> EndingNow(const settle::WriteContext& context,
                                 const domain::Payment& payment) {
  HILT_ASSIGN_OR_RETURN(const std::vector<domain::SourceAdvance> advances,
                        context.ledger.Advances());
  return EndingOf(context.rules, advances, payment.terms, context.now);
}

// When the last of what may still settle the payment became known.
absl::StatusOr<absl::Time> KnownSince(const storage::LedgerReader& ledger,
                                      const domain::Payment& payment) {
  absl::Time since = absl::InfinitePast();
  HILT_ASSIGN_OR_RETURN(const std::vector<storage::UnverifiableRecord> records,
                        ledger.Unverifiables(payment.terms.payment_id));
  for (const storage::UnverifiableRecord& record : records) {
    since = std::max(since, record.first_at);
  }
  for (const domain::Candidate& candidate : payment.state.candidates) {
    HILT_ASSIGN_OR_RETURN(const std::optional<storage::FetchHint> hint,
                          ledger.FindHint(candidate.key.signature));
    if (hint) since = std::max(since, hint->arrived_at);
  }
  return since;
}

// From when on what is undecided is waited for no more.
absl::StatusOr<absl::Time> GivenUpFrom(const settle::WriteContext& context,
                                       const domain::Payment& payment, absl::Time looked_at_since) {
  const absl::Time in_time = payment.terms.expires_at + context.rules.policy.grace;
  HILT_ASSIGN_OR_RETURN(const absl::Time known_since, KnownSince(context.ledger, payment));
  return std::max({in_time, looked_at_since, known_since}) + settle::kUndecidedAtMost;
}

// Ends the payment unless something is undecided that is not given up yet.
absl::StatusOr<bool> End(settle::WriteContext& context, ExpiryCause cause,
                         const std::vector<solana::Signature>& undecided,
                         absl::Time looked_at_since, domain::Payment& payment) {
  const settle::Rules rules = settle::RulesOf(context.rules, payment.terms);
  bool given_up = false;
  if (!undecided.empty() || rules.agreement_required) {
    HILT_ASSIGN_OR_RETURN(const absl::Time from, GivenUpFrom(context, payment, looked_at_since));
    given_up = context.now >= from;
  }
  if (!undecided.empty() && !given_up) return false;
  if (!undecided.empty()) cause = ExpiryCause::kUnverifiable;
  // The one cause that waits for no candidate which lacks an agreement.
  if (given_up && rules.agreement_required) cause = ExpiryCause::kNoAgreement;
  const settle::Effects effects =
      settle::OnExpiry({payment.terms, rules, context.now}, payment.state, cause, undecided);
  HILT_RETURN_IF_ERROR(settle::Record(context, effects, {}, payment));
  if (!payment.state.terminal()) return false;
  for (const solana::Signature& signature : undecided) {
    context.ledger.DeleteUnverifiable(payment.terms.payment_id, signature);
  }
  return true;
}

}  // namespace

Ending EndingOf(const settle::EngineRules& rules,
                const std::vector<domain::SourceAdvance>& advances, const domain::Terms& terms,
                absl::Time now) {
  const bool covered =
      rules.chain_source && std::any_of(advances.begin(), advances.end(), [&](const auto& advance) {
        return Covers(advance, terms, rules.policy.grace);
      });
  if (covered) return Ending::kChainTime;
  return now < WallClockEnd(rules, advances, terms) ? Ending::kNotYet : Ending::kWallClock;
}

absl::StatusOr<std::vector<solana::Signature>> KnownSignatures(const storage::LedgerReader& ledger,
                                                               const domain::Payment& payment) {
  HILT_ASSIGN_OR_RETURN(std::vector<solana::Signature> signatures,
                        UnverifiablesOf(ledger, payment.terms.payment_id));
  for (const domain::Candidate& candidate : payment.state.candidates) {
    AddOnce(candidate.key.signature, signatures);
  }
  for (const domain::Broadcast& broadcast : payment.state.broadcasts) {
    AddOnce(broadcast.signature, signatures);
  }
  return signatures;
}

absl::StatusOr<bool> EndByChainTime(settle::WriteContext& context,
                                    const domain::PaymentId& payment_id,
                                    absl::Time looked_at_since) {
  HILT_ASSIGN_OR_RETURN(std::optional<domain::Payment> payment,
                        context.ledger.FindPayment(payment_id));
  if (!payment || payment->state.terminal()) return true;
  HILT_ASSIGN_OR_RETURN(const Ending ending, EndingNow(context, *payment));
  if (ending != Ending::kChainTime) return false;
  HILT_ASSIGN_OR_RETURN(const std::vector<solana::Signature> undecided,
                        UnverifiablesOf(context.ledger, payment_id));
  return End(context, ExpiryCause::kChainTime, undecided, looked_at_since, *payment);
}

absl::StatusOr<bool> EndByWallClock(settle::WriteContext& context,
                                    const domain::PaymentId& payment_id, const LastCheck& check,
                                    absl::Time looked_at_since) {
  for (const domain::Observation& observation : check.seen) {
    HILT_RETURN_IF_ERROR(settle::ObserveAndFollow(context, observation));
  }
  HILT_ASSIGN_OR_RETURN(std::optional<domain::Payment> payment,
                        context.ledger.FindPayment(payment_id));
  if (!payment || payment->state.terminal()) return true;
  HILT_ASSIGN_OR_RETURN(std::vector<solana::Signature> undecided,
                        UnverifiablesOf(context.ledger, payment_id));
  for (const solana::Signature& signature : check.unanswered) AddOnce(signature, undecided);
  HILT_ASSIGN_OR_RETURN(const bool checked, IsChecked(context, *payment, check));
  if (!checked) return false;

  HILT_ASSIGN_OR_RETURN(const Ending ending, EndingNow(context, *payment));
  if (ending == Ending::kNotYet) return false;
  return End(context, ExpiryCause::kWallClock, undecided, looked_at_since, *payment);
}

}  // namespace hilt::finality
