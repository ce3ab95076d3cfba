#include <algorithm>
#include <utility>

#include "base/check.h"
#include "confirmer/settle/change.h"

namespace hilt::settle {
namespace {

using domain::Attempt;
using domain::AttemptOutcome;
using domain::Candidate;
using domain::DiscrepancyKind;
using domain::EventType;
using domain::EvidenceGrade;
using domain::PaymentState;
using domain::PaymentStatus;
using domain::Verdict;

bool Confirms(const Context& context, const Candidate& candidate) {
  return Suffices(context, RankOf(candidate)) &&
         (candidate.agreed || !context.rules.agreement_required);
}

void Settle(Change& change, const Candidate& candidate) {
  PaymentState& next = change.next();
  next.settlement = candidate;
  next.confirmed_at = change.context.now;
  for (const Candidate& other : change.before.candidates) {
    if (other.key.signature != candidate.key.signature) {
      change.effects.refetch.push_back(other.key.signature);  // it may prove a duplicate
    }
  }
  next.candidates.clear();
  change.effects.events.push_back(EventType::kPaymentConfirmed);
}

Effects SettledWhilePending(Change change, const Candidate& fresh) {
  if (Confirms(change.context, fresh)) {
    Settle(change, fresh);
    return std::move(change).Applied();
  }
  std::optional<solana::Signature> let_go;
  const Upsert upsert = UpsertCandidate(fresh, change.next().candidates, let_go);
  if (let_go) change.effects.refetch.push_back(*let_go);
  if (upsert != Upsert::kChanged) return std::move(change).Unchanged();
  // The agreement and the evidence of one candidate may come with different observations.
  const std::vector<Candidate>& held = change.next().candidates;
  const auto ready = std::find_if(held.begin(), held.end(),
                                  [&](const Candidate& c) { return Confirms(change.context, c); });
  if (ready != held.end()) {
    Settle(change, Candidate(*ready));
  } else {
    TellIfPendingChanged(change);
  }
  return std::move(change).Applied();
}

// The settlement's own signature was seen again, settled.
Effects SettlementSeenAgain(Change change, const Candidate& fresh) {
  Candidate& settlement = *change.next().settlement;
  const bool was_finalized = Finalized(settlement);
  if (settlement.key.SameBlockAs(fresh.key)) {
    if (!RaiseTo(fresh, settlement)) return std::move(change).Unchanged();
  } else if (was_finalized) {
    return std::move(change).Unchanged();
  } else if (RankOf(fresh) < RankOf(settlement)) {
    change.effects.refetch.push_back(fresh.key.signature);
    return std::move(change).Unchanged();
  } else {
    settlement = fresh;
  }
  if (!was_finalized && Finalized(settlement)) {
    change.effects.events.push_back(EventType::kPaymentFinalized);
  }
  return std::move(change).Applied();
}

Effects SettledWhileReverted(Change change, const Candidate& fresh) {
  // Of the very block that was lost, only the finalized chain can say that it was not.
  const bool lost_block = change.before.settlement->key.SameBlockAs(fresh.key);
  if (lost_block && !Finalized(fresh)) return std::move(change).Unchanged();
  if (!Confirms(change.context, fresh)) {
    change.effects.refetch.push_back(fresh.key.signature);
    return std::move(change).Unchanged();
  }
  Reinstate(change, fresh);
  return std::move(change).Applied();
}

// A clean payment that cannot settle any more is a discrepancy, once the evidence would do to
// confirm it; before, it is looked at again.
Effects SettledInVain(Change change, const Candidate& fresh, DiscrepancyKind kind) {
  if (Suffices(change.context, RankOf(fresh))) {
    change.effects.open.push_back({kind, fresh.key.signature});
  } else {
    change.effects.refetch.push_back(fresh.key.signature);
  }
  return std::move(change).Unchanged();
}

Effects Settled(Change change, const Candidate& fresh) {
  switch (change.before.status()) {
    case PaymentStatus::kPendingSignature:
    case PaymentStatus::kPendingConfirmation:
      return SettledWhilePending(std::move(change), fresh);
    case PaymentStatus::kConfirmed:
      if (change.before.reverted) return SettledWhileReverted(std::move(change), fresh);
      if (change.before.settlement->key.signature == fresh.key.signature) {
        return SettlementSeenAgain(std::move(change), fresh);
      }
      return SettledInVain(std::move(change), fresh, DiscrepancyKind::kDuplicatePayment);
    case PaymentStatus::kFailed:
      return SettledInVain(std::move(change), fresh, DiscrepancyKind::kPaidAfterFailure);
  }
  base::CheckFailed("a PaymentStatus outside its enum", __FILE__, __LINE__);
}

// Whether the record of this signature is stronger than what is seen now: a webhook that comes
// after the chain has spoken, an endpoint that is behind, a block that is known to be lost.
bool Outranked(const ObservedInput& input) {
  if (input.recorded == nullptr) return false;
  const Attempt& recorded = *input.recorded;
  const domain::Observation& seen = input.observation;
  switch (recorded.outcome) {
    case AttemptOutcome::kVerdict:
      return EvidenceRank{recorded.grade, recorded.commitment} > RankOf(seen);
    case AttemptOutcome::kLeftChain:
      return recorded.key.SameBlockAs(KeyOf(seen)) &&
             seen.commitment != domain::Commitment::kFinalized;
    case AttemptOutcome::kDeadBroadcast:
      return false;
  }
  base::CheckFailed("an AttemptOutcome outside its enum", __FILE__, __LINE__);
}

bool OnRecord(const ObservedInput& input) {
  if (input.recorded == nullptr) return false;
  const Attempt& recorded = *input.recorded;
  return recorded.outcome == AttemptOutcome::kVerdict &&
         recorded.verdict == input.verification.verdict &&
         recorded.key.SameBlockAs(KeyOf(input.observation)) &&
         EvidenceRank{recorded.grade, recorded.commitment} == RankOf(input.observation);
}

const Candidate* FindCandidate(const PaymentState& state, const solana::Signature& signature) {
  const auto held = std::find_if(state.candidates.begin(), state.candidates.end(),
                                 [&](const Candidate& c) { return c.key.signature == signature; });
  return held == state.candidates.end() ? nullptr : &*held;
}

bool IsBroadcast(const PaymentState& state, const solana::Signature& signature) {
  return std::any_of(state.broadcasts.begin(), state.broadcasts.end(),
                     [&](const domain::Broadcast& b) { return b.signature == signature; });
}

// The candidate or settlement of this signature, if the payment rests on one.
const Candidate* RestsOn(const PaymentState& state, const solana::Signature& signature) {
  if (state.settlement) {
    const bool rests = !state.reverted && state.settlement->key.signature == signature;
    return rests ? &*state.settlement : nullptr;
  }
  return state.failure_reason ? nullptr : FindCandidate(state, signature);
}

// Whether chain data overturns what the payment rests on: a candidate falls to evidence as good as
// its own, a settlement only to the finalized chain, a finalized settlement never.
bool Overturns(const PaymentState& state, const domain::Observation& seen, const Candidate& held) {
  if (seen.grade != EvidenceGrade::kChain) return false;
  if (!state.settlement) return RankOf(seen) >= RankOf(held);
  return seen.commitment == domain::Commitment::kFinalized && !Finalized(held);
}

// A bad verdict opens its discrepancy where money reached a leg's wallet. Evidence too weak to
// confirm is also too weak to accuse: it is looked at again first.
void OpenForVerdict(Change& change, const ObservedInput& input) {
  const auto kind = domain::DiscrepancyOf(input.verification.verdict);
  if (!kind || !input.verification.leg_wallet_credited) return;
  if (Suffices(change.context, RankOf(input.observation))) {
    change.effects.open.push_back({*kind, input.observation.signature});
  } else {
    change.effects.refetch.push_back(input.observation.signature);
  }
}

// Takes what the chain contradicts out of a pending payment, and tells of it.
void Contradict(Change& change, const domain::Observation& seen) {
  if (change.before.terminal() || seen.grade != EvidenceGrade::kChain) return;
  EraseCandidate(seen.signature, change.next().candidates);
  for (domain::Broadcast& broadcast : change.next().broadcasts) {
    if (broadcast.signature == seen.signature) broadcast.live = false;
  }
  TellIfPendingFell(change);
}

// An attempt: recorded, and whatever rested on its signature falls with it.
Effects NotSettled(Change change, const ObservedInput& input) {
  const domain::Observation& seen = input.observation;
  const Candidate* held = RestsOn(change.before, seen.signature);
  const bool named = input.verification.verdict != Verdict::kNoMemo;
  if (!named && held == nullptr && !IsBroadcast(change.before, seen.signature)) {
    return std::move(change).Unchanged();
  }
  if (held != nullptr && !Overturns(change.before, seen, *held)) {
    if (!Finalized(*held)) change.effects.refetch.push_back(seen.signature);
    return std::move(change).Unchanged();
  }
  OpenForVerdict(change, input);
  if (OnRecord(input)) return std::move(change).Unchanged();
  RecordAttempt(change,
                {.outcome = AttemptOutcome::kVerdict,
                 .verdict = input.verification.verdict,
                 .key = KeyOf(seen),
                 .commitment = seen.commitment,
                 .grade = seen.grade,
                 .at = change.context.now},
                input.recorded != nullptr);
  if (change.before.settlement && held != nullptr) {
    Revert(change, input.duplicates);
  } else {
    Contradict(change, seen);
  }
  return std::move(change).Applied();
}

}  // namespace

Effects OnObservation(const Context& context, const PaymentState& state,
                      const ObservedInput& input) {
  Change change(context, state);
  const Verdict verdict = input.verification.verdict;
  const bool settled = verdict == Verdict::kSettled;
  if (verdict == Verdict::kUnverifiable || (settled && Outranked(input))) {
    change.effects.refetch.push_back(input.observation.signature);
    return std::move(change).Unchanged();
  }
  if (Outranked(input)) return std::move(change).Unchanged();
  if (!settled) return NotSettled(std::move(change), input);
  return Settled(std::move(change),
                 MakeCandidate(input.observation, input.verification, input.agreed));
}

}  // namespace hilt::settle
