#include "confirmer/settle/agreement.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/status.h"
#include "confirmer/match/match.h"
#include "confirmer/settle/candidates.h"
#include "confirmer/settle/discrepancies.h"
#include "confirmer/settle/observe.h"
#include "confirmer/settle/record.h"
#include "fmt/format.h"

namespace hilt::settle {
namespace {

using domain::Commitment;
using domain::DiscrepancyKind;
using domain::Observation;
using domain::Payment;

bool SameInstructions(const Observation& a, const Observation& b) {
  return a.version == b.version && a.fee_payer == b.fee_payer && a.signers == b.signers &&
         a.instructions_understood == b.instructions_understood && a.memos == b.memos &&
         a.transfers == b.transfers;
}

bool SameBalances(const Observation& a, const Observation& b) {
  return a.fee_lamports == b.fee_lamports && a.lamport_changes == b.lamport_changes &&
         a.token_changes == b.token_changes;
}

// Whether the transaction may settle the payment, or raise its settlement, once it is agreed on.
bool MayChange(const Payment& payment, const Observation& observation) {
  if (!AgreementRequired(payment.terms)) return false;
  if (observation.commitment < payment.terms.required_commitment) return false;
  const domain::PaymentState& state = payment.state;
  if (!state.terminal() || state.reverted) return true;
  return state.settlement && state.settlement->key.signature == observation.signature &&
         state.settlement->commitment != Commitment::kFinalized;
}

// Those that either shows it to concern, and that need the agreement; each once.
absl::StatusOr<std::vector<Payment>> PaymentsOf(const storage::LedgerReader& ledger,
                                                const ShownByTwo& two) {
  std::vector<Payment> payments;
  for (const ShownBy& shown : two) {
    HILT_ASSIGN_OR_RETURN(match::Match match, match::FindPayments(ledger, shown.observation));
    for (Payment& payment : match.payments) {
      const bool known = std::any_of(payments.begin(), payments.end(), [&](const Payment& other) {
        return other.terms.payment_id == payment.terms.payment_id;
      });
      if (!known && MayChange(payment, shown.observation)) payments.push_back(std::move(payment));
    }
  }
  return payments;
}

// Where the chain is followed, a payment may rest on the transaction in another finalized block.
bool ContradictsTheChain(const Payment& payment, const Observation& observation) {
  const domain::Candidate* held = FindHeld(payment.state, observation.signature);
  return held != nullptr && held->grade == domain::EvidenceGrade::kChain &&
         held->commitment == Commitment::kFinalized &&
         observation.commitment == Commitment::kFinalized &&
         !held->key.SameBlockAs(KeyOf(observation));
}

// Why the two are no agreement; none: they are one.
std::optional<std::string> WhyNot(const std::vector<Payment>& payments, const ShownByTwo& two) {
  const std::string names = fmt::format("{} and {}", two[0].endpoint, two[1].endpoint);
  const Observation& observation = two[0].observation;
  if (const auto difference = Difference(observation, two[1].observation)) {
    return fmt::format("{} show it differently: {}", names, *difference);
  }
  for (const Payment& payment : payments) {
    if (!ContradictsTheChain(payment, observation)) continue;
    return names + " show it in another block than was final before";
  }
  return std::nullopt;
}

std::string IdOf(const domain::PaymentId& payment, const solana::Signature& signature) {
  return storage::DiscrepancyId(DiscrepancyKind::kEndpointDisagreement, payment, signature);
}

// Of the two, the one that would settle the payment, or the first.
const Observation& TheBetter(const WriteContext& context, const Payment& payment,
                             const ShownByTwo& two) {
  for (const ShownBy& shown : two) {
    const auto verdict =
        verify::Verify(payment.terms, context.rules.policy, shown.observation).verdict;
    if (verdict == domain::Verdict::kSettled) return shown.observation;
  }
  return two[0].observation;
}

// True: it was not open before.
absl::StatusOr<bool> Open(WriteContext& context, const Observation& observation,
                          const std::string& detail, Payment& payment) {
  const domain::PaymentId id = payment.terms.payment_id;
  const solana::Signature& signature = observation.signature;
  HILT_ASSIGN_OR_RETURN(const bool before, EndpointsDisagree(context.ledger, id, signature));
  const verify::Verification verification =
      verify::Verify(payment.terms, context.rules.policy, observation);
  Effects effects;
  effects.next = payment.state;
  effects.open = {{DiscrepancyKind::kEndpointDisagreement, signature}};
  HILT_RETURN_IF_ERROR(Record(
      context, effects,
      {.observation = &observation, .verification = &verification, .detail = detail}, payment));
  HILT_ASSIGN_OR_RETURN(const bool after, EndpointsDisagree(context.ledger, id, signature));
  return after && !before;
}

absl::StatusOr<AgreementTaken> Disagree(WriteContext& context, const ShownByTwo& two,
                                        const std::string& detail, std::vector<Payment> payments) {
  AgreementTaken taken{.hangs = true, .disagreement = std::nullopt};
  const Observation* kept = &two[0].observation;
  bool contradicts = false;
  for (Payment& payment : payments) {
    kept = &TheBetter(context, payment, two);
    contradicts = contradicts || ContradictsTheChain(payment, *kept);
    HILT_ASSIGN_OR_RETURN(const bool news, Open(context, *kept, detail, payment));
    if (news) taken.disagreement = detail;
  }
  // It must not take the place of what it contradicts: that would be forgotten then.
  if (!contradicts) HILT_RETURN_IF_ERROR(Observe(context, *kept).status());
  return taken;
}

}  // namespace

bool AgreementRequired(const domain::Terms& terms) {
  const std::optional<domain::TokenAmount>& from = terms.asset.agreement_from;
  return from && terms.amount >= *from;
}

bool LacksAgreement(const domain::Terms& terms, const domain::Candidate& candidate) {
  return AgreementRequired(terms) && !candidate.agreed &&
         candidate.grade == domain::EvidenceGrade::kChain &&
         candidate.commitment >= terms.required_commitment;
}

absl::StatusOr<bool> WantsAgreement(const storage::LedgerReader& ledger,
                                    const Observation& observation) {
  HILT_ASSIGN_OR_RETURN(const match::Match match, match::FindPayments(ledger, observation));
  return std::any_of(match.payments.begin(), match.payments.end(),
                     [&](const Payment& payment) { return MayChange(payment, observation); });
}

std::optional<std::string_view> Difference(const Observation& a, const Observation& b) {
  if (a.slot != b.slot) return "slot";
  if (a.blockhash != b.blockhash) return "blockhash";
  if (a.block_time != b.block_time) return "block time";
  if (a.execution != b.execution || a.error != b.error) return "err";
  // It moved nothing, and of a failed transaction not everything is recorded.
  if (a.execution == domain::Execution::kFailed) return std::nullopt;
  if (!SameInstructions(a, b)) return "instructions";
  if (!SameBalances(a, b)) return "balances";
  return std::nullopt;
}

absl::StatusOr<AgreementTaken> TakeFromTwo(WriteContext& context, const ShownByTwo& two) {
  HILT_ASSIGN_OR_RETURN(std::vector<Payment> payments, PaymentsOf(context.ledger, two));
  if (const auto detail = WhyNot(payments, two)) {
    return Disagree(context, two, *detail, std::move(payments));
  }
  const Observation& observation = two[0].observation;
  for (const Payment& payment : payments) {
    HILT_RETURN_IF_ERROR(
        CloseDiscrepancy(context, IdOf(payment.terms.payment_id, observation.signature),
                         fmt::format("{} and {} show it alike", two[0].endpoint, two[1].endpoint)));
  }
  HILT_ASSIGN_OR_RETURN(const bool hangs, ObserveAgreed(context, observation));
  return AgreementTaken{.hangs = hangs, .disagreement = std::nullopt};
}

absl::StatusOr<bool> EndpointsDisagree(const storage::LedgerReader& ledger,
                                       const domain::PaymentId& payment,
                                       const solana::Signature& signature) {
  HILT_ASSIGN_OR_RETURN(const std::optional<domain::Discrepancy> record,
                        ledger.FindDiscrepancy(IdOf(payment, signature)));
  return record && record->open();
}

}  // namespace hilt::settle
