#include "confirmer/settle/transition.h"

#include <algorithm>
#include <utility>

#include "confirmer/settle/change.h"

namespace hilt::settle {

using domain::Attempt;
using domain::AttemptOutcome;
using domain::Candidate;
using domain::DiscrepancyKind;
using domain::EventType;
using domain::EvidenceGrade;
using domain::PaymentState;
using domain::PaymentStatus;

Effects Created(absl::Time now) {
  Effects effects;
  effects.disposition = Disposition::kApplied;
  effects.next.created_at = now;
  effects.next.updated_at = now;
  effects.next.version = 1;
  effects.events = {EventType::kPaymentCreated};
  return effects;
}

namespace {

// The chain has shown the transaction and it does not settle the payment.
bool RefutedByChain(const Attempt& attempt) {
  return attempt.outcome == AttemptOutcome::kVerdict && attempt.grade == EvidenceGrade::kChain;
}

// Whether the payment's end waits for the candidate. What the chain itself showed to pay is not
// given up, though no endpoint ever answers about it again: with money on the chain, waiting is the
// safe side. Only one that lacks nothing but agreement ends, by kNoAgreement.
bool ExpiryWaitsFor(const Context& context, const Candidate& candidate, ExpiryCause cause) {
  if (candidate.grade != EvidenceGrade::kChain) return false;
  const bool lacks_agreement = Suffices(context, RankOf(candidate)) && !candidate.agreed;
  return cause != ExpiryCause::kNoAgreement || !lacks_agreement;
}

}  // namespace

Effects OnBroadcast(const Context& context, const PaymentState& state,
                    const solana::Signature& signature, const Attempt* recorded) {
  Change change(context, state);
  std::vector<domain::Broadcast>& broadcasts = change.next().broadcasts;
  const bool known =
      std::any_of(broadcasts.begin(), broadcasts.end(),
                  [&](const domain::Broadcast& b) { return b.signature == signature; });
  if (known || state.settlement) return std::move(change).Unchanged();
  if (state.failure_reason) return std::move(change).Refused(Disposition::kRefusedTerminal);
  if (context.now > context.terms.expires_at + context.rules.grace) {
    return std::move(change).Refused(Disposition::kRefusedExpired);
  }
  if (broadcasts.size() == domain::kMaxBroadcasts) broadcasts.erase(broadcasts.begin());
  const bool live = recorded == nullptr || !RefutedByChain(*recorded);
  broadcasts.push_back({.signature = signature, .recorded_at = context.now, .live = live});
  if (live) {
    change.effects.events.push_back(EventType::kPaymentPending);
  } else {
    TellIfPendingFell(change);  // the one let go may have been the last that was live
  }
  return std::move(change).Applied();
}

Effects OnBroadcastDead(const Context& context, const PaymentState& state,
                        const solana::Signature& signature, const Attempt* recorded) {
  Change change(context, state);
  if (state.terminal()) return std::move(change).Unchanged();
  std::vector<domain::Broadcast>& broadcasts = change.next().broadcasts;
  const auto broadcast =
      std::find_if(broadcasts.begin(), broadcasts.end(),
                   [&](const domain::Broadcast& b) { return b.signature == signature && b.live; });
  if (broadcast == broadcasts.end()) return std::move(change).Unchanged();
  broadcast->live = false;
  // That nobody knows it says less than what was seen of it.
  if (recorded == nullptr) {
    RecordAttempt(change,
                  {.outcome = AttemptOutcome::kDeadBroadcast,
                   .key = {.signature = signature},
                   .at = context.now},
                  /*counted=*/false);
  }
  TellIfPendingFell(change);
  return std::move(change).Applied();
}

Effects OnCandidateGone(const Context& context, const PaymentState& state,
                        const domain::ObservationKey& key, const Attempt* recorded) {
  Change change(context, state);
  if (state.terminal()) return std::move(change).Unchanged();
  std::vector<Candidate>& candidates = change.next().candidates;
  const auto held = std::find_if(candidates.begin(), candidates.end(),
                                 [&](const Candidate& c) { return c.key.SameBlockAs(key); });
  if (held == candidates.end()) return std::move(change).Unchanged();
  RecordAttempt(change,
                {.outcome = AttemptOutcome::kLeftChain,
                 .legs = held->legs,
                 .key = held->key,
                 .commitment = held->commitment,
                 .grade = held->grade,
                 .at = context.now},
                /*counted=*/recorded != nullptr);
  candidates.erase(held);
  TellIfPendingFell(change);
  return std::move(change).Applied();
}

Effects OnSettlementGone(const Context& context, const PaymentState& state,
                         std::span<const Candidate> duplicates, const Attempt* recorded) {
  Change change(context, state);
  if (!state.settlement || state.reverted || Finalized(*state.settlement)) {
    return std::move(change).Unchanged();
  }
  const Candidate& lost = *state.settlement;
  RecordAttempt(change,
                {.outcome = AttemptOutcome::kLeftChain,
                 .legs = lost.legs,
                 .key = lost.key,
                 .commitment = lost.commitment,
                 .grade = lost.grade,
                 .at = context.now},
                /*counted=*/recorded != nullptr);
  Revert(change, duplicates);
  return std::move(change).Applied();
}

Effects OnExpiry(const Context& context, const PaymentState& state, ExpiryCause cause,
                 std::span<const solana::Signature> undecided) {
  Change change(context, state);
  if (state.terminal()) return std::move(change).Unchanged();
  const bool waits = std::any_of(
      state.candidates.begin(), state.candidates.end(),
      [&](const Candidate& candidate) { return ExpiryWaitsFor(context, candidate, cause); });
  if (waits) return std::move(change).Refused(Disposition::kWaits);
  change.next().failure_reason = domain::FailureReason::kSessionExpired;
  change.next().failed_at = context.now;
  for (const Candidate& candidate : state.candidates) {
    change.effects.refetch.push_back(candidate.key.signature);  // it may prove paid_after_failure
  }
  for (const solana::Signature& signature : undecided) {
    change.effects.open.push_back({DiscrepancyKind::kUnverifiable, signature});
  }
  change.effects.events.push_back(EventType::kPaymentFailed);
  return std::move(change).Applied();
}

Effects OnCancel(const Context& context, const PaymentState& state) {
  Change change(context, state);
  switch (state.status()) {
    case PaymentStatus::kPendingSignature:
      break;
    case PaymentStatus::kPendingConfirmation:
      return std::move(change).Refused(Disposition::kRefusedPending);
    case PaymentStatus::kConfirmed:
      return std::move(change).Refused(Disposition::kRefusedTerminal);
    case PaymentStatus::kFailed:
      if (state.failure_reason == domain::FailureReason::kCancelled) {
        return std::move(change).Unchanged();
      }
      return std::move(change).Refused(Disposition::kRefusedTerminal);
  }
  change.next().failure_reason = domain::FailureReason::kCancelled;
  change.next().failed_at = context.now;
  change.effects.events.push_back(EventType::kPaymentFailed);
  return std::move(change).Applied();
}

}  // namespace hilt::settle
