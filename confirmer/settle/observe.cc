#include "confirmer/settle/observe.h"

#include <algorithm>
#include <string>

#include "base/status.h"
#include "confirmer/match/match.h"
#include "confirmer/settle/candidates.h"
#include "confirmer/settle/discrepancies.h"
#include "confirmer/settle/record.h"
#include "confirmer/settle/unmatched.h"
#include "confirmer/settle/unverifiable.h"

namespace hilt::settle {
namespace {

using domain::Candidate;
using domain::DiscrepancyKind;
using domain::Observation;
using domain::Payment;

// Duplicates matter only while the settlement can still be lost.
bool NeedsDuplicates(const domain::PaymentState& state) {
  return state.settlement && state.settlement->commitment != domain::Commitment::kFinalized;
}

// The transaction as a settled payment that could not settle, if that is on record.
absl::StatusOr<std::optional<Candidate>> FindSettledInVain(const WriteContext& context,
                                                           const Payment& payment,
                                                           const solana::Signature& signature) {
  if (!payment.state.terminal()) return std::nullopt;
  for (const auto kind : {DiscrepancyKind::kDuplicatePayment, DiscrepancyKind::kPaidAfterFailure}) {
    const std::string id = storage::DiscrepancyId(kind, payment.terms.payment_id, signature);
    HILT_ASSIGN_OR_RETURN(std::optional<domain::Discrepancy> record,
                          context.ledger.FindDiscrepancy(id));
    if (record && record->candidate) return std::move(record->candidate);
  }
  return std::nullopt;
}

// How good the evidence is that the payment has of this transaction in this block; none: it has not
// seen it there.
absl::StatusOr<std::optional<EvidenceRank>> RankOnRecord(
    const WriteContext& context, const Observation& observation, const Payment& payment,
    const std::optional<domain::Attempt>& attempt) {
  const domain::ObservationKey key = KeyOf(observation);
  const domain::PaymentState& state = payment.state;
  std::optional<EvidenceRank> best;
  const auto consider = [&](const domain::ObservationKey& other, EvidenceRank rank) {
    if (other.SameBlockAs(key) && (!best || rank > *best)) best = rank;
  };
  if (attempt && attempt->outcome == domain::AttemptOutcome::kVerdict) {
    consider(attempt->key, {attempt->grade, attempt->commitment});
  }
  const Candidate* held = FindHeld(state, key.signature);
  if (held != nullptr && !state.reverted) consider(held->key, RankOf(*held));
  HILT_ASSIGN_OR_RETURN(const std::optional<Candidate> in_vain,
                        FindSettledInVain(context, payment, key.signature));
  if (in_vain) consider(in_vain->key, RankOf(*in_vain));
  return best;
}

// Whether what is on record says all that this says, and more.
bool IsOutdone(const std::optional<EvidenceRank>& on_record, const Observation& observation,
               const verify::Verification& verification) {
  if (!on_record) return false;
  if (*on_record > RankOf(observation)) return true;
  return *on_record == RankOf(observation) && verification.unverifiable.has_value();
}

// Nor does a block that may still be lost decide a payment that asks for a finalized one.
bool IsTooWeak(const EngineRules& rules, const EvidenceRank& rank, const domain::Terms& terms) {
  return !Decides(rules.webhook_trust, rank.grade) || rank.commitment < terms.required_commitment;
}

// Two sources show one transaction so differently that it would settle two payments. It settles the
// first; the other is left as it is, for people to look at.
absl::StatusOr<bool> RefuseClaim(WriteContext& context, const Observation& observation,
                                 const verify::Verification& verification,
                                 const domain::PaymentId& settled, Payment& payment) {
  if (IsTooWeak(context.rules, RankOf(observation), payment.terms)) return true;
  Effects effects;
  effects.next = payment.state;
  effects.open = {{DiscrepancyKind::kEndpointDisagreement, observation.signature}};
  HILT_RETURN_IF_ERROR(
      Record(context, effects,
             {.observation = &observation,
              .verification = &verification,
              .detail = "the signature is the settlement of payment " + domain::ToString(settled)},
             payment));
  return false;
}

// Whether the transaction may still make a difference to what the payment rests on: a candidate, or
// the settlement until it is final. One that was reverted may come back.
bool MayRestOn(const domain::PaymentState& state, const solana::Signature& signature) {
  const Candidate* held = FindHeld(state, signature);
  if (held == nullptr || state.failure_reason) return false;
  return !state.settlement || held->commitment != domain::Commitment::kFinalized;
}

// What is seen says less than what is on record: whether that wants to be decided still.
bool RecordHangs(const EngineRules& rules, const Payment& payment,
                 const solana::Signature& signature, const EvidenceRank& on_record) {
  if (MayRestOn(payment.state, signature)) return true;
  return !payment.state.terminal() && IsTooWeak(rules, on_record, payment.terms);
}

// Whether better evidence of the transaction would change what the payment is.
bool HangsOn(const EngineRules& rules, const Payment& payment, const Observation& observation,
             const Effects& effects) {
  const domain::PaymentState& state = payment.state;
  if (!state.terminal() && IsTooWeak(rules, RankOf(observation), payment.terms)) return true;
  const solana::Signature& signature = observation.signature;
  if (std::find(effects.refetch.begin(), effects.refetch.end(), signature) !=
      effects.refetch.end()) {
    return true;
  }
  return MayRestOn(state, signature);
}

absl::StatusOr<Effects> Transition(const WriteContext& context, const Observation& observation,
                                   const verify::Verification& verification, bool agreed,
                                   const std::optional<domain::Attempt>& attempt,
                                   const Payment& payment) {
  std::vector<Candidate> duplicates;
  if (NeedsDuplicates(payment.state)) {
    HILT_ASSIGN_OR_RETURN(duplicates, context.ledger.Duplicates(payment.terms.payment_id));
  }
  const Rules rules = RulesOf(context.rules, payment.terms);
  return OnObservation({payment.terms, rules, context.now}, payment.state,
                       {.observation = observation,
                        .verification = verification,
                        .agreed = agreed,
                        .recorded = attempt ? &*attempt : nullptr,
                        .duplicates = duplicates});
}

absl::StatusOr<bool> Judge(WriteContext& context, const Observation& observation, bool agreed,
                           std::span<const domain::PaymentId> named, Payment& payment) {
  const verify::Verification verification =
      verify::Verify(payment.terms, context.rules.policy, observation);
  HILT_ASSIGN_OR_RETURN(const Recorded recorded,
                        FindRecorded(context, payment.terms.payment_id, observation.signature));
  HILT_ASSIGN_OR_RETURN(const std::optional<EvidenceRank> on_record,
                        RankOnRecord(context, observation, payment, recorded.attempt));
  if (IsOutdone(on_record, observation, verification)) {
    return RecordHangs(context.rules, payment, observation.signature, *on_record);
  }
  HILT_RETURN_IF_ERROR(KeepUnverifiable(context, observation, verification, payment));
  if (recorded.settled_another && verification.verdict == domain::Verdict::kSettled) {
    return RefuseClaim(context, observation, verification, *recorded.settled_another, payment);
  }
  HILT_ASSIGN_OR_RETURN(const Effects effects, Transition(context, observation, verification,
                                                          agreed, recorded.attempt, payment));
  HILT_RETURN_IF_ERROR(Record(
      context, effects,
      {.observation = &observation, .verification = &verification, .named = named}, payment));
  const bool hangs = HangsOn(context.rules, payment, observation, effects);
  if (hangs && effects.disposition == Disposition::kApplied) {
    HILT_RETURN_IF_ERROR(WantFetchNow(context, observation.signature));
  }
  return hangs;
}

absl::StatusOr<bool> ObserveAs(WriteContext& context, const Observation& observation, bool agreed) {
  HILT_ASSIGN_OR_RETURN(match::Match match, match::FindPayments(context.ledger, observation));
  bool hangs = false;
  for (Payment& payment : match.payments) {
    HILT_ASSIGN_OR_RETURN(const bool hangs_here,
                          Judge(context, observation, agreed, match.named, payment));
    hangs = hangs || hangs_here;
  }
  if (!match.named.empty()) {
    HILT_RETURN_IF_ERROR(CloseUnmatched(context, observation));
  } else if (!match.unmatched.empty()) {
    HILT_ASSIGN_OR_RETURN(const bool hangs_here,
                          KeepUnmatched(context, observation, match.unmatched));
    hangs = hangs || hangs_here;
  }
  return hangs;
}

}  // namespace

absl::StatusOr<bool> Observe(WriteContext& context, const Observation& observation) {
  return ObserveAs(context, observation, /*agreed=*/false);
}

absl::StatusOr<bool> ObserveAgreed(WriteContext& context, const Observation& observation) {
  return ObserveAs(context, observation, /*agreed=*/true);
}

absl::Status ObserveAndFollow(WriteContext& context, const Observation& observation) {
  HILT_ASSIGN_OR_RETURN(const bool hangs, Observe(context, observation));
  if (hangs) return WantFetch(context, observation.signature);
  const bool decided = observation.grade == domain::EvidenceGrade::kChain &&
                       observation.commitment == domain::Commitment::kFinalized &&
                       !MayHideAMemo(observation);
  return decided ? context.ledger.DeleteHint(observation.signature) : absl::OkStatus();
}

bool MayHideAMemo(const Observation& observation) {
  return observation.execution != domain::Execution::kFailed &&
         verify::HiltNonces(observation).empty() && verify::WhatIsMissing(observation);
}

}  // namespace hilt::settle
