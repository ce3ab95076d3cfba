#include "domain/event.h"

#include "base/check.h"

namespace hilt::domain {

std::string_view Name(EventType type) {
  switch (type) {
    case EventType::kPaymentCreated:
      return "payment.created";
    case EventType::kPaymentPending:
      return "payment.pending";
    case EventType::kPaymentConfirmed:
      return "payment.confirmed";
    case EventType::kPaymentFinalized:
      return "payment.finalized";
    case EventType::kPaymentAttemptFailed:
      return "payment.attempt_failed";
    case EventType::kPaymentReverted:
      return "payment.reverted";
    case EventType::kPaymentReinstated:
      return "payment.reinstated";
    case EventType::kPaymentFailed:
      return "payment.failed";
    case EventType::kDiscrepancyOpened:
      return "discrepancy.opened";
    case EventType::kDiscrepancyResolved:
      return "discrepancy.resolved";
  }
  base::CheckFailed("an EventType outside its enum", __FILE__, __LINE__);
}

}  // namespace hilt::domain
