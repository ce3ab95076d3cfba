#include "confirmer/match/match.h"

#include <algorithm>

#include "base/status.h"
#include "domain/memo.h"

namespace hilt::match {
namespace {

template <typename T>
bool Contains(const std::vector<T>& items, const T& item) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

absl::Status AddPayment(const storage::LedgerReader& ledger, const domain::PaymentId& id,
                        std::vector<domain::Payment>& payments) {
  HILT_ASSIGN_OR_RETURN(std::optional<domain::Payment> payment, ledger.FindPayment(id));
  if (!payment) return absl::DataLossError("an index names a payment that is not there");
  payments.push_back(*std::move(payment));
  return absl::OkStatus();
}

absl::Status FindNamed(const storage::LedgerReader& ledger, const domain::Nonce& nonce,
                       Match& match) {
  HILT_ASSIGN_OR_RETURN(const std::optional<domain::PaymentId> id, ledger.FindNonce(nonce));
  if (!id) {
    if (!Contains(match.unmatched, nonce)) match.unmatched.push_back(nonce);
    return absl::OkStatus();
  }
  if (Contains(match.named, *id)) return absl::OkStatus();
  match.named.push_back(*id);
  return AddPayment(ledger, *id, match.payments);
}

}  // namespace

absl::StatusOr<Match> FindPayments(const storage::LedgerReader& ledger,
                                   const domain::Observation& observation) {
  Match match;
  for (const domain::Memo& memo : observation.memos) {
    const std::optional<domain::Nonce> nonce = domain::ParseHiltMemo(memo.data);
    if (nonce) HILT_RETURN_IF_ERROR(FindNamed(ledger, *nonce, match));
  }
  HILT_ASSIGN_OR_RETURN(const std::vector<storage::SignatureLink> links,
                        ledger.FindSignature(observation.signature));
  for (const storage::SignatureLink& link : links) {
    if (Contains(match.named, link.payment)) continue;
    HILT_RETURN_IF_ERROR(AddPayment(ledger, link.payment, match.payments));
  }
  return match;
}

}  // namespace hilt::match
