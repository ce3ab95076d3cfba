#include "domain/payment.h"

#include <algorithm>

#include "base/check.h"

namespace hilt::domain {

std::string_view Name(PaymentStatus status) {
  switch (status) {
    case PaymentStatus::kPendingSignature:
      return "PENDING_SIGNATURE";
    case PaymentStatus::kPendingConfirmation:
      return "PENDING_CONFIRMATION";
    case PaymentStatus::kConfirmed:
      return "CONFIRMED";
    case PaymentStatus::kFailed:
      return "FAILED";
  }
  base::CheckFailed("a PaymentStatus outside its enum", __FILE__, __LINE__);
}

std::string_view Name(FailureReason reason) {
  switch (reason) {
    case FailureReason::kSessionExpired:
      return "session_expired";
    case FailureReason::kCancelled:
      return "cancelled";
  }
  base::CheckFailed("a FailureReason outside its enum", __FILE__, __LINE__);
}

bool ObservationKey::SameBlockAs(const ObservationKey& other) const {
  if (signature != other.signature || slot != other.slot) return false;
  return !blockhash || !other.blockhash || *blockhash == *other.blockhash;
}

void AttemptLog::Record(const Attempt& attempt, bool counted) {
  for (std::vector<Attempt>* kept : {&first, &last}) {
    for (Attempt& old : *kept) {
      if (old.key.signature != attempt.key.signature) continue;
      old = attempt;
      return;
    }
  }
  if (counted) return;
  ++count;
  if (first.size() < kAttemptsKeptEachEnd) {
    first.push_back(attempt);
    return;
  }
  if (last.size() == kAttemptsKeptEachEnd) last.erase(last.begin());
  last.push_back(attempt);
}

const Attempt* AttemptLog::Latest() const {
  if (!last.empty()) return &last.back();
  return first.empty() ? nullptr : &first.back();
}

PaymentStatus PaymentState::status() const {
  if (settlement) return PaymentStatus::kConfirmed;
  if (failure_reason) return PaymentStatus::kFailed;
  const bool announced =
      std::any_of(broadcasts.begin(), broadcasts.end(), [](const Broadcast& b) { return b.live; });
  return !candidates.empty() || announced ? PaymentStatus::kPendingConfirmation
                                          : PaymentStatus::kPendingSignature;
}

}  // namespace hilt::domain
