#include "confirmer/settle/change.h"

#include <utility>

namespace hilt::settle {
namespace {

using domain::Candidate;
using domain::DiscrepancyKind;
using domain::EventType;
using domain::PaymentState;
using domain::PaymentStatus;

bool SameBest(const PaymentState& a, const PaymentState& b) {
  if (a.candidates.empty() || b.candidates.empty()) {
    return a.candidates.empty() == b.candidates.empty();
  }
  return a.candidates.front().key.SameBlockAs(b.candidates.front().key);
}

}  // namespace

Change::Change(const Context& at, const PaymentState& state) : context(at), before(state) {
  effects.next = state;
}

Effects Change::Refused(Disposition disposition) && {
  effects.disposition = disposition;
  effects.next = before;
  return std::move(effects);
}

Effects Change::Unchanged() && {
  effects.disposition = Disposition::kNoChange;
  effects.next = before;
  return std::move(effects);
}

Effects Change::Applied() && {
  effects.disposition = Disposition::kApplied;
  effects.next.version = before.version + 1;
  effects.next.updated_at = context.now;
  return std::move(effects);
}

void RecordAttempt(Change& change, const domain::Attempt& attempt, bool counted) {
  change.next().attempts.Record(attempt, counted);
  change.effects.attempt = attempt;
}

bool Decides(WebhookTrust trust, domain::EvidenceGrade grade) {
  return grade == domain::EvidenceGrade::kChain || trust == WebhookTrust::kEvidence;
}

bool Suffices(const Context& context, EvidenceRank rank) {
  return Decides(context.rules.webhook_trust, rank.grade) &&
         rank.commitment >= context.terms.required_commitment;
}

bool Confirms(const Context& context, const Candidate& candidate) {
  return Suffices(context, RankOf(candidate)) &&
         (candidate.agreed || !context.rules.agreement_required);
}

bool Finalized(const Candidate& candidate) {
  return candidate.commitment == domain::Commitment::kFinalized;
}

void TellIfPendingChanged(Change& change) {
  const PaymentState& next = change.next();
  if (next.status() != PaymentStatus::kPendingConfirmation) return;
  if (next.status() != change.before.status() || !SameBest(next, change.before)) {
    change.effects.events.push_back(EventType::kPaymentPending);
  }
}

void TellIfPendingFell(Change& change) {
  const PaymentState& next = change.next();
  if (!change.before.candidates.empty() && next.candidates.empty()) {
    change.effects.events.push_back(EventType::kPaymentReverted);
  } else if (change.before.status() != next.status()) {
    change.effects.events.push_back(EventType::kPaymentAttemptFailed);
  } else {
    TellIfPendingChanged(change);
  }
}

void Revert(Change& change, std::span<const Candidate> duplicates) {
  change.next().reverted = true;
  change.effects.open.push_back(
      {DiscrepancyKind::kReverted, change.before.settlement->key.signature});
  change.effects.events.push_back(EventType::kPaymentReverted);
  for (const Candidate& duplicate : duplicates) {
    if (!change.next().reverted) break;
    const bool stands = Finalized(duplicate) || !change.context.rules.chain_source;
    if (stands && Confirms(change.context, duplicate)) {
      Reinstate(change, duplicate);
    } else {
      change.effects.refetch.push_back(duplicate.key.signature);
    }
  }
}

void Reinstate(Change& change, const Candidate& candidate) {
  PaymentState& next = change.next();
  const solana::Signature lost = change.before.settlement->key.signature;
  next.settlement = candidate;
  next.reverted = false;
  change.effects.close.push_back({DiscrepancyKind::kReverted, lost});
  change.effects.close.push_back({DiscrepancyKind::kDuplicatePayment, candidate.key.signature});
  change.effects.events.push_back(EventType::kPaymentReinstated);
}

}  // namespace hilt::settle
