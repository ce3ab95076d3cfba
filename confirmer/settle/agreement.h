#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "confirmer/settle/command.h"
#include "domain/observation.h"
#include "domain/payment.h"

// What payments of at least their asset's agreement_from need: two endpoints that show their
// transaction alike, whole and with its block (SPEC 4).
namespace hilt::settle {

// A transaction as one endpoint shows it: chain grade, with its blockhash.
struct ShownBy {
  std::string endpoint;
  domain::Observation observation;
};
using ShownByTwo = std::array<ShownBy, 2>;

bool AgreementRequired(const domain::Terms& terms);

// Its evidence would confirm the payment, and only an agreement is missing.
bool LacksAgreement(const domain::Terms& terms, const domain::Candidate& candidate);

// Whether two endpoints are to be asked about the transaction: it may change a payment that needs
// their agreement, and evidence as good as this would confirm it.
absl::StatusOr<bool> WantsAgreement(const storage::LedgerReader& ledger,
                                    const domain::Observation& observation);

// In what two endpoints show one transaction differently, the first of: "slot", "blockhash", "block
// time", "err", "instructions", "balances"; none: they show it alike.
std::optional<std::string_view> Difference(const domain::Observation& a,
                                           const domain::Observation& b);

struct AgreementTaken {
  bool hangs = false;  // as Observe says it
  // They disagree, and nobody knew: in what, for an alarm.
  std::optional<std::string> disagreement;
};

// Observes what both endpoints show, if they show it alike: then it is agreed on, and a discrepancy
// endpoint_disagreement that was open is closed. Where they do not, or the chain source has shown
// the transaction final in another block, one is opened for each payment that needs the agreement;
// what would settle is kept as a candidate, and is to be asked for again.
absl::StatusOr<AgreementTaken> TakeFromTwo(WriteContext& context, const ShownByTwo& two);

// Whether it is open that endpoints disagree on the transaction of the payment.
absl::StatusOr<bool> EndpointsDisagree(const storage::LedgerReader& ledger,
                                       const domain::PaymentId& payment,
                                       const solana::Signature& signature);

}  // namespace hilt::settle
