#include "confirmer/settle/take_step.h"

#include <optional>
#include <set>
#include <vector>

#include "base/status.h"
#include "confirmer/settle/observe.h"
#include "confirmer/settle/record.h"
#include "confirmer/settle/transition.h"

namespace hilt::settle {
namespace {

using domain::Candidate;
using domain::Observation;
using domain::Payment;
using domain::Slot;

absl::StatusOr<Payment> PaymentOf(const WriteContext& context, const domain::PaymentId& id) {
  HILT_ASSIGN_OR_RETURN(std::optional<Payment> payment, context.ledger.FindPayment(id));
  if (!payment) return absl::DataLossError("an index names a payment that is not there");
  return *std::move(payment);
}

bool MayBeLost(const Candidate& candidate) {
  return candidate.commitment != domain::Commitment::kFinalized;
}

absl::Status DropCandidate(WriteContext& context, const domain::ObservationKey& key,
                           Payment& payment) {
  HILT_ASSIGN_OR_RETURN(const Recorded recorded,
                        FindRecorded(context, payment.terms.payment_id, key.signature));
  const Rules rules = RulesOf(context.rules, payment.terms);
  const Effects effects = OnCandidateGone({payment.terms, rules, context.now}, payment.state, key,
                                          recorded.attempt ? &*recorded.attempt : nullptr);
  HILT_RETURN_IF_ERROR(Record(context, effects, {}, payment));
  return WantFetchNow(context, key.signature);
}

absl::Status LoseSettlement(WriteContext& context, Payment& payment) {
  const solana::Signature lost = payment.state.settlement->key.signature;
  HILT_ASSIGN_OR_RETURN(const Recorded recorded,
                        FindRecorded(context, payment.terms.payment_id, lost));
  HILT_ASSIGN_OR_RETURN(const std::vector<Candidate> duplicates,
                        context.ledger.Duplicates(payment.terms.payment_id));
  const Rules rules = RulesOf(context.rules, payment.terms);
  const Effects effects =
      OnSettlementGone({payment.terms, rules, context.now}, payment.state, duplicates,
                       recorded.attempt ? &*recorded.attempt : nullptr);
  HILT_RETURN_IF_ERROR(Record(context, effects, {}, payment));
  return WantFetchNow(context, lost);
}

// A settlement in the block stays until the frontier has passed it, and of what is in this slot the
// block may not be known: both are looked at again.
absl::Status TakeBackFrom(WriteContext& context, const domain::BlockRef& block, Payment& payment) {
  const std::vector<Candidate> candidates = payment.state.candidates;
  for (const Candidate& candidate : candidates) {
    if (candidate.key.slot != block.slot || !MayBeLost(candidate)) continue;
    if (candidate.key.blockhash == block.blockhash) {
      HILT_RETURN_IF_ERROR(DropCandidate(context, candidate.key, payment));
    } else if (!candidate.key.blockhash) {
      HILT_RETURN_IF_ERROR(WantFetch(context, candidate.key.signature));
    }
  }
  const std::optional<Candidate>& settlement = payment.state.settlement;
  if (!settlement || settlement->key.slot != block.slot) return absl::OkStatus();
  return WantFetch(context, settlement->key.signature);
}

absl::Status TakeBack(WriteContext& context, const domain::BlockRef& block) {
  HILT_ASSIGN_OR_RETURN(const std::vector<domain::PaymentId> ids,
                        context.ledger.UnfinalPayments(block.slot, block.slot));
  for (const domain::PaymentId& id : ids) {
    HILT_ASSIGN_OR_RETURN(Payment payment, PaymentOf(context, id));
    HILT_RETURN_IF_ERROR(TakeBackFrom(context, block, payment));
  }
  return absl::OkStatus();
}

// The slots that the frontier passes with an advance, both inclusive.
struct Passed {
  Slot from;
  Slot until;

  bool Contains(const Candidate& candidate) const {
    return from <= candidate.key.slot && candidate.key.slot <= until;
  }
};

absl::StatusOr<std::optional<Passed>> PassedBy(const WriteContext& context,
                                               const domain::SourceAdvance& advance) {
  HILT_ASSIGN_OR_RETURN(const std::optional<domain::SourceAdvance> before,
                        context.ledger.FindAdvance(advance.source));
  const bool goes_on = before && before->covered_from == advance.covered_from;
  if (!goes_on) return Passed{.from = advance.covered_from, .until = advance.frontier};
  if (advance.frontier <= before->frontier) return std::nullopt;
  return Passed{.from = Slot(before->frontier.value() + 1), .until = advance.frontier};
}

// What is on the finalized chain, though it may not have been judged.
std::set<solana::Signature> ShownFinalized(const domain::Step& step) {
  std::set<solana::Signature> shown;
  for (const Observation& observation : step.observations) {
    if (observation.commitment != domain::Commitment::kFinalized) continue;
    shown.insert(observation.signature);
  }
  return shown;
}

absl::Status PassOver(WriteContext& context, const Passed& passed,
                      const std::set<solana::Signature>& shown, Payment& payment) {
  const auto is_gone = [&](const Candidate& candidate) {
    return MayBeLost(candidate) && passed.Contains(candidate) &&
           !shown.contains(candidate.key.signature);
  };
  if (payment.state.settlement) {
    return is_gone(*payment.state.settlement) ? LoseSettlement(context, payment) : absl::OkStatus();
  }
  const std::vector<Candidate> candidates = payment.state.candidates;
  for (const Candidate& candidate : candidates) {
    if (is_gone(candidate)) {
      HILT_RETURN_IF_ERROR(DropCandidate(context, candidate.key, payment));
    }
  }
  return absl::OkStatus();
}

absl::Status Advance(WriteContext& context, const domain::Step& step) {
  const domain::SourceAdvance& advance = *step.advance;
  HILT_ASSIGN_OR_RETURN(const std::optional<Passed> passed, PassedBy(context, advance));
  HILT_RETURN_IF_ERROR(context.ledger.PutAdvance(advance));
  if (!passed) return absl::OkStatus();
  HILT_ASSIGN_OR_RETURN(const std::vector<domain::PaymentId> ids,
                        context.ledger.UnfinalPayments(passed->from, passed->until));
  if (ids.empty()) return absl::OkStatus();
  const std::set<solana::Signature> shown = ShownFinalized(step);
  for (const domain::PaymentId& id : ids) {
    HILT_ASSIGN_OR_RETURN(Payment payment, PaymentOf(context, id));
    HILT_RETURN_IF_ERROR(PassOver(context, *passed, shown, payment));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status TakeStep(WriteContext& context, const domain::Step& step) {
  for (const domain::BlockRef& block : step.retracted) {
    HILT_RETURN_IF_ERROR(TakeBack(context, block));
  }
  for (const Observation& observation : step.observations) {
    HILT_RETURN_IF_ERROR(ObserveAndFollow(context, observation));
  }
  for (const solana::Signature& signature : step.hints) {
    HILT_RETURN_IF_ERROR(KeepHint(context, signature));
  }
  for (const domain::UnreadableElement& element : step.unreadable) {
    HILT_RETURN_IF_ERROR(context.ledger.AddBadElement(
        {.at = context.now, .error = element.error, .bytes = element.bytes}));
  }
  return step.advance ? Advance(context, step) : absl::OkStatus();
}

}  // namespace hilt::settle
