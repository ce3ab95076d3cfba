#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/time/time.h"
#include "base/strong_int.h"
#include "domain/discrepancy.h"
#include "domain/payment.h"

namespace hilt::domain {

struct EventSeqTag;
// Position in the log: 1, 2, 3, ... without gaps.
using EventSeq = base::StrongInt<EventSeqTag, uint64_t>;

// What a row of the ordered log tells consumers.
enum class EventType {
  kPaymentCreated,
  kPaymentPending,  // pending by a new broadcast or another best candidate
  kPaymentConfirmed,
  kPaymentFinalized,      // the settlement of a CONFIRMED payment reached finalized
  kPaymentAttemptFailed,  // nothing pending is left: back to PENDING_SIGNATURE
  kPaymentReverted,       // the last candidate, or the settlement, left the chain
  kPaymentReinstated,     // a reverted payment is settled again
  kPaymentFailed,
  kDiscrepancyOpened,
  kDiscrepancyResolved,
};

inline constexpr std::array kAllEventTypes = {
    EventType::kPaymentCreated,       EventType::kPaymentPending,
    EventType::kPaymentConfirmed,     EventType::kPaymentFinalized,
    EventType::kPaymentAttemptFailed, EventType::kPaymentReverted,
    EventType::kPaymentReinstated,    EventType::kPaymentFailed,
    EventType::kDiscrepancyOpened,    EventType::kDiscrepancyResolved,
};

std::string_view Name(EventType type);  // "payment.attempt_failed"

// A row of the log: what happened, and the payment or the discrepancy as it was right after it.
struct Event {
  EventSeq seq;
  EventType type{};
  absl::Time at;
  std::optional<Payment> payment;          // payment.*
  std::optional<Discrepancy> discrepancy;  // discrepancy.*
};

}  // namespace hilt::domain
