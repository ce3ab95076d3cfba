#pragma once

#include "confirmer/settle/candidates.h"
#include "confirmer/settle/transition.h"

// What the transitions share: a change in the making, and what consumers are told of it. Private to
// confirmer/settle.
namespace hilt::settle {

struct Change {
  Change(const Context& at, const domain::PaymentState& state);

  domain::PaymentState& next() { return effects.next; }

  // The state as it was: with a refusal, or because nothing but discrepancies and refetches follow.
  Effects Refused(Disposition disposition) &&;
  Effects Unchanged() &&;
  // The next state, one version on.
  Effects Applied() &&;

  const Context& context;
  const domain::PaymentState& before;
  Effects effects;
};

// Puts the attempt in the log; `counted` as in domain::AttemptLog::Record.
void RecordAttempt(Change& change, const domain::Attempt& attempt, bool counted);

// Whether evidence of this rank would confirm the payment, agreement aside.
bool Suffices(const Context& context, EvidenceRank rank);

// Whether the candidate confirms the payment: the evidence suffices, with any agreement that is
// asked.
bool Confirms(const Context& context, const domain::Candidate& candidate);

bool Finalized(const domain::Candidate& candidate);

// payment.pending, if consumers see another status or another best candidate than before.
void TellIfPendingChanged(Change& change);

// What consumers are told after a candidate or a broadcast fell away.
void TellIfPendingFell(Change& change);

// The settlement left the chain. The first payment held as a duplicate that confirms takes its
// place; the others that may are fetched again. So is, where the chain is followed, one that is not
// finalized: it may have stood in the very block that was lost.
void Revert(Change& change, std::span<const domain::Candidate> duplicates);

// A reverted payment is paid by `candidate` after all.
void Reinstate(Change& change, const domain::Candidate& candidate);

}  // namespace hilt::settle
