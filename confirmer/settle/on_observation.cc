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
  Candidate best = fresh;
  if (const Candidate* held = FindCandidate(change.before.candidates, fresh.key.signature)) {
    if (held->key.SameBlockAs(fresh.key)) {
      best = *held;
      RaiseTo(fresh, best);
    } else if (RankOf(fresh) < RankOf(*held)) {
      change.effects.refetch.push_back(fresh.key.signature);
      return std::move(change).Unchanged();
    }
  }
  if (Confirms(change.context, best)) {
    Settle(change, best);
    return std::move(change).Applied();
  }
  std::optional<solana::Signature> let_go;
  const Upsert upsert = UpsertCandidate(fresh, change.next().candidates, let_go);
  if (let_go) change.effects.refetch.push_back(*let_go);
  if (upsert != Upsert::kChanged) return std::move(change).Unchanged();
  TellIfPendingChanged(change);
  return std::move(change).Applied();
}

// The settlement's own signature was seen again, settled. Where agreement is asked, nothing that
// was not agreed on takes the place of what was.
Effects SettlementSeenAgain(Change change, const Candidate& fresh) {
  const Candidate& held = *change.before.settlement;
  Candidate best = fresh;
  if (held.key.SameBlockAs(fresh.key)) {
    best = held;
    if (!RaiseTo(fresh, best)) return std::move(change).Unchanged();
  } else if (Finalized(held)) {
    return std::move(change).Unchanged();
  }
  if (RankOf(best) < RankOf(held) || !Confirms(change.context, best)) {
    change.effects.refetch.push_back(fresh.key.signature);
    return std::move(change).Unchanged();
  }
  change.next().settlement = best;
  if (!Finalized(held) && Finalized(best)) {
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

// Whoever shows the block itself follows the chain by its blocks: one that it took back is there
// again if it shows it again.
bool ShowsItsBlock(const domain::Observation& seen) {
  return seen.grade == EvidenceGrade::kChain && seen.blockhash.has_value();
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
             seen.commitment != domain::Commitment::kFinalized && !ShowsItsBlock(seen);
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

bool IsBroadcast(const PaymentState& state, const solana::Signature& signature) {
  return std::any_of(state.broadcasts.begin(), state.broadcasts.end(),
                     [&](const domain::Broadcast& b) { return b.signature == signature; });
}

// The candidate or settlement of this signature, if the payment rests on one: it does no more on
// what was lost, and a FAILED one on nothing.
const Candidate* RestsOn(const PaymentState& state, const solana::Signature& signature) {
  return state.reverted || state.failure_reason ? nullptr : FindHeld(state, signature);
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

// Takes what the chain contradicts out of a pending payment, and tells of it. True if there was
// any.
bool Contradict(Change& change, const domain::Observation& seen) {
  if (change.before.terminal() || seen.grade != EvidenceGrade::kChain) return false;
  bool fell = EraseCandidate(seen.signature, change.next().candidates);
  for (domain::Broadcast& broadcast : change.next().broadcasts) {
    if (broadcast.signature != seen.signature || !broadcast.live) continue;
    broadcast.live = false;
    fell = true;
  }
  if (fell) TellIfPendingFell(change);
  return fell;
}

// An attempt: recorded, unless as much is on record, and whatever rested on its signature falls.
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
  bool changed = false;
  if (!Outranked(input)) OpenForVerdict(change, input);
  if (!Outranked(input) && !OnRecord(input)) {
    RecordAttempt(change,
                  {.outcome = AttemptOutcome::kVerdict,
                   .verdict = input.verification.verdict,
                   .legs = input.verification.legs,
                   .key = KeyOf(seen),
                   .commitment = seen.commitment,
                   .grade = seen.grade,
                   .at = change.context.now},
                  input.recorded != nullptr);
    changed = true;
  }
  if (change.before.settlement && held != nullptr) {
    Revert(change, input.duplicates);
    changed = true;
  } else if (Contradict(change, seen)) {
    changed = true;
  }
  return changed ? std::move(change).Applied() : std::move(change).Unchanged();
}

}  // namespace

Effects OnObservation(const Context& context, const PaymentState& state,
                      const ObservedInput& input) {
  // A webhook is sent when a transaction is confirmed, and proves no more (SPEC 2).
  HILT_CHECK(input.observation.grade == EvidenceGrade::kChain ||
             input.observation.commitment <= domain::Commitment::kConfirmed);
  Change change(context, state);
  const Verdict verdict = input.verification.verdict;
  const bool settled = verdict == Verdict::kSettled;
  if (verdict == Verdict::kUnverifiable || (settled && Outranked(input))) {
    change.effects.refetch.push_back(input.observation.signature);
    return std::move(change).Unchanged();
  }
  if (!settled) return NotSettled(std::move(change), input);
  return Settled(std::move(change),
                 MakeCandidate(input.observation, input.verification, input.agreed));
}

}  // namespace hilt::settle
