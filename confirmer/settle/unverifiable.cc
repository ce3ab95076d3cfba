#include "confirmer/settle/unverifiable.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/status.h"
#include "confirmer/match/match.h"
#include "confirmer/settle/record.h"

namespace hilt::settle {
namespace {

using domain::Observation;

absl::StatusOr<bool> IsKept(const WriteContext& context, const domain::PaymentId& payment,
                            const solana::Signature& signature) {
  HILT_ASSIGN_OR_RETURN(const std::vector<storage::UnverifiableRecord> kept,
                        context.ledger.Unverifiables(payment));
  return std::any_of(kept.begin(), kept.end(),
                     [&](const auto& record) { return record.signature == signature; });
}

}  // namespace

absl::Status KeepUnverifiable(WriteContext& context, const Observation& observation,
                              const verify::Verification& verification,
                              const domain::Payment& payment) {
  const domain::PaymentId& id = payment.terms.payment_id;
  HILT_ASSIGN_OR_RETURN(const bool kept, IsKept(context, id, observation.signature));
  const bool decides = Decides(context.rules.webhook_trust, observation.grade);
  if (kept && !verification.unverifiable && decides) {
    context.ledger.DeleteUnverifiable(id, observation.signature);
  } else if (!kept && verification.unverifiable && !payment.state.terminal()) {
    context.ledger.PutUnverifiable({.payment = id,
                                    .signature = observation.signature,
                                    .reason = std::string(verify::Name(*verification.unverifiable)),
                                    .first_at = context.now});
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> GiveUp(WriteContext& context, const Observation& observation) {
  HILT_ASSIGN_OR_RETURN(match::Match match, match::FindPayments(context.ledger, observation));
  std::vector<verify::Verification> verifications;
  for (const domain::Payment& payment : match.payments) {
    verifications.push_back(verify::Verify(payment.terms, context.rules.policy, observation));
    const bool waits = !payment.state.terminal() || !verifications.back().unverifiable;
    if (waits) return false;
  }
  for (size_t i = 0; i < match.payments.size(); ++i) {
    domain::Payment& payment = match.payments[i];
    Effects effects;
    effects.next = payment.state;
    effects.open = {{domain::DiscrepancyKind::kUnverifiable, observation.signature}};
    HILT_RETURN_IF_ERROR(Record(context, effects,
                                {.observation = &observation, .verification = &verifications[i]},
                                payment));
    context.ledger.DeleteUnverifiable(payment.terms.payment_id, observation.signature);
  }
  return true;
}

}  // namespace hilt::settle
