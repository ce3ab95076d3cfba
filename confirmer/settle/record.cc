#include "confirmer/settle/record.h"

#include <string>
#include <utility>
#include <vector>

#include "base/status.h"
#include "confirmer/settle/agreement.h"
#include "confirmer/settle/candidates.h"
#include "confirmer/settle/discrepancies.h"
#include "confirmer/verify/credits.h"

namespace hilt::settle {
namespace {

using domain::Discrepancy;
using domain::DiscrepancyKind;

domain::Sighting SightingOf(const domain::Candidate& candidate) {
  return {.slot = candidate.key.slot,
          .block_time = candidate.block_time,
          .commitment = candidate.commitment,
          .grade = candidate.grade};
}

domain::Sighting SightingOf(const domain::Observation& observation) {
  return {.slot = observation.slot,
          .block_time = observation.block_time,
          .commitment = observation.commitment,
          .grade = observation.grade};
}

void DescribeCandidate(const domain::Candidate& candidate, Discrepancy& discrepancy) {
  discrepancy.seen = SightingOf(candidate);
  discrepancy.verdict = domain::Verdict::kSettled;
  discrepancy.legs = candidate.legs;
  discrepancy.candidate = candidate;
}

void DescribeObservation(const domain::Terms& terms, const Cause& cause, Discrepancy& discrepancy) {
  verify::Credits received = verify::ReadCredits(terms, *cause.observation);
  discrepancy.seen = SightingOf(*cause.observation);
  discrepancy.nonces = cause.verification->nonces;
  discrepancy.verdict = cause.verification->verdict;
  discrepancy.credits = std::move(received.credits);
  discrepancy.other_assets = received.other_assets;
  discrepancy.legs = cause.verification->legs;
  if (cause.verification->unverifiable) {
    discrepancy.detail = std::string(verify::Name(*cause.verification->unverifiable));
  }
  if (cause.verification->verdict == domain::Verdict::kSettled) {
    discrepancy.candidate =
        MakeCandidate(*cause.observation, *cause.verification, /*agreed=*/false);
  }
}

// Why the transaction could not be judged, as it was kept while it was tried again.
absl::Status DescribeUnverifiable(const WriteContext& context, const domain::PaymentId& payment,
                                  Discrepancy& discrepancy) {
  HILT_ASSIGN_OR_RETURN(const std::vector<storage::UnverifiableRecord> records,
                        context.ledger.Unverifiables(payment));
  discrepancy.detail = "no endpoint could say what became of it";
  for (const storage::UnverifiableRecord& record : records) {
    if (record.signature == discrepancy.signature) discrepancy.detail = record.reason;
  }
  return absl::OkStatus();
}

// `before`: the payment as it was before the effects.
absl::Status Open(WriteContext& context, const DiscrepancyRef& ref, const Cause& cause,
                  const domain::Payment& before) {
  Discrepancy discrepancy;
  discrepancy.kind = ref.kind;
  discrepancy.payments = {before.terms.payment_id};
  discrepancy.nonces = {before.terms.nonce};
  discrepancy.watch_account = before.details.watch_account;
  discrepancy.signature = ref.signature;
  if (ref.kind == DiscrepancyKind::kAmbiguousMemo) {
    discrepancy.payments.assign(cause.named.begin(), cause.named.end());
  }
  if (ref.kind == DiscrepancyKind::kReverted) {
    DescribeCandidate(*before.state.settlement, discrepancy);
  } else if (cause.observation != nullptr && cause.observation->signature == ref.signature) {
    DescribeObservation(before.terms, cause, discrepancy);
  } else if (ref.kind == DiscrepancyKind::kUnverifiable) {
    HILT_RETURN_IF_ERROR(DescribeUnverifiable(context, before.terms.payment_id, discrepancy));
  }
  if (!cause.detail.empty()) discrepancy.detail = cause.detail;
  if (discrepancy.payments.size() > 1) discrepancy.legs.clear();
  return OpenDiscrepancy(context, std::move(discrepancy));
}

// Money that comes to a payment that has ended is still looked for, for a day (SPEC 5).
constexpr absl::Duration kWatchedAfterEnd = absl::Hours(24);

absl::Status Watch(WriteContext& context, const domain::Payment& payment) {
  const absl::Time ends =
      payment.state.terminal()
          ? context.now
          : payment.terms.expires_at + context.rules.policy.grace + kUndecidedAtMost;
  return context.ledger.PutWatch(
      {.account = payment.details.watch_account, .until = ends + kWatchedAfterEnd});
}

// A settlement that is not finalized is looked at until it is, whichever way it came about: one
// that was held as a duplicate was not being looked at any more.
absl::Status FollowSettlement(WriteContext& context, const domain::PaymentState& before,
                              const domain::PaymentState& next) {
  if (!next.settlement || next.reverted) return absl::OkStatus();
  if (next.settlement->commitment == domain::Commitment::kFinalized) return absl::OkStatus();
  const solana::Signature& signature = next.settlement->key.signature;
  if (before.settlement && before.settlement->key.signature == signature) return absl::OkStatus();
  return WantFetch(context, signature);
}

}  // namespace

Rules RulesOf(const EngineRules& rules, const domain::Terms& terms) {
  return {.webhook_trust = rules.webhook_trust,
          .grace = rules.policy.grace,
          .agreement_required = AgreementRequired(terms),
          .chain_source = rules.chain_source};
}

absl::StatusOr<Recorded> FindRecorded(const WriteContext& context, const domain::PaymentId& payment,
                                      const solana::Signature& signature) {
  HILT_ASSIGN_OR_RETURN(const std::vector<storage::SignatureLink> links,
                        context.ledger.FindSignature(signature));
  Recorded recorded;
  for (const storage::SignatureLink& link : links) {
    if (link.payment == payment) {
      recorded.attempt = link.attempt;
    } else if (link.settlement) {
      recorded.settled_another = link.payment;
    }
  }
  return recorded;
}

absl::Status WantFetch(WriteContext& context, const solana::Signature& signature) {
  if (!context.rules.rpc_endpoint) return absl::OkStatus();
  return KeepHint(context, signature);
}

absl::Status KeepHint(WriteContext& context, const solana::Signature& signature) {
  HILT_ASSIGN_OR_RETURN(const std::optional<storage::FetchHint> hint,
                        context.ledger.FindHint(signature));
  if (hint) return absl::OkStatus();
  return context.ledger.PutHint(
      {.signature = signature, .arrived_at = context.now, .next_at = context.now});
}

absl::Status WantFetchNow(WriteContext& context, const solana::Signature& signature) {
  HILT_RETURN_IF_ERROR(WantFetch(context, signature));
  HILT_ASSIGN_OR_RETURN(std::optional<storage::FetchHint> hint, context.ledger.FindHint(signature));
  if (!hint || hint->next_at <= context.now) return absl::OkStatus();
  hint->next_at = context.now;
  hint->attempts = 0;
  return context.ledger.PutHint(*hint);
}

absl::Status Record(WriteContext& context, const Effects& effects, const Cause& cause,
                    domain::Payment& payment) {
  const domain::Payment before = payment;
  const domain::PaymentId& id = payment.terms.payment_id;
  if (effects.disposition == Disposition::kApplied) {
    payment.state = effects.next;
    HILT_RETURN_IF_ERROR(context.ledger.PutPayment(payment));
    HILT_RETURN_IF_ERROR(Watch(context, payment));
    HILT_RETURN_IF_ERROR(FollowSettlement(context, before.state, payment.state));
  }
  if (effects.attempt) {
    HILT_RETURN_IF_ERROR(context.ledger.PutAttempt(id, *effects.attempt));
  }
  for (const domain::EventType type : effects.events) {
    domain::Event event{.type = type, .at = context.now, .payment = payment};
    HILT_RETURN_IF_ERROR(context.ledger.AppendEvent(std::move(event)).status());
  }
  for (const DiscrepancyRef& ref : effects.open) {
    HILT_RETURN_IF_ERROR(Open(context, ref, cause, before));
  }
  for (const DiscrepancyRef& ref : effects.close) {
    HILT_RETURN_IF_ERROR(CloseDiscrepancy(context,
                                          storage::DiscrepancyId(ref.kind, id, ref.signature),
                                          "the payment was reinstated"));
  }
  for (const solana::Signature& signature : effects.refetch) {
    HILT_RETURN_IF_ERROR(WantFetch(context, signature));
  }
  return absl::OkStatus();
}

}  // namespace hilt::settle
