#include "api/convert_event.h"

#include <cstdint>

#include "api/convert_chain.h"
#include "api/convert_discrepancy.h"
#include "api/convert_payment.h"
#include "api/cursor.h"
#include "base/check.h"

namespace hilt::api {
namespace {

// At most 13 characters.
std::string Base36(uint64_t value) {
  std::string digits;
  do {
    digits.insert(digits.begin(), "0123456789abcdefghijklmnopqrstuvwxyz"[value % 36]);
    value /= 36;
  } while (value > 0);
  return digits;
}

std::string WithoutDashes(std::string text) {
  std::erase(text, '-');
  return text;
}

std::string SubjectOf(const domain::Event& event) {
  if (event.payment) return WithoutDashes(domain::ToString(event.payment->terms.payment_id));
  return event.discrepancy ? WithoutDashes(event.discrepancy->id) : std::string();
}

}  // namespace

v1::EventType ToProto(domain::EventType type) {
  switch (type) {
    case domain::EventType::kPaymentCreated:
      return v1::EVENT_TYPE_PAYMENT_CREATED;
    case domain::EventType::kPaymentPending:
      return v1::EVENT_TYPE_PAYMENT_PENDING;
    case domain::EventType::kPaymentConfirmed:
      return v1::EVENT_TYPE_PAYMENT_CONFIRMED;
    case domain::EventType::kPaymentFinalized:
      return v1::EVENT_TYPE_PAYMENT_FINALIZED;
    case domain::EventType::kPaymentAttemptFailed:
      return v1::EVENT_TYPE_PAYMENT_ATTEMPT_FAILED;
    case domain::EventType::kPaymentReverted:
      return v1::EVENT_TYPE_PAYMENT_REVERTED;
    case domain::EventType::kPaymentReinstated:
      return v1::EVENT_TYPE_PAYMENT_REINSTATED;
    case domain::EventType::kPaymentFailed:
      return v1::EVENT_TYPE_PAYMENT_FAILED;
    case domain::EventType::kDiscrepancyOpened:
      return v1::EVENT_TYPE_DISCREPANCY_OPENED;
    case domain::EventType::kDiscrepancyResolved:
      return v1::EVENT_TYPE_DISCREPANCY_RESOLVED;
  }
  base::CheckFailed("an EventType outside its enum", __FILE__, __LINE__);
}

std::optional<domain::EventType> FromProto(v1::EventType type) {
  for (const domain::EventType known : domain::kAllEventTypes) {
    if (ToProto(known) == type) return known;
  }
  return std::nullopt;
}

std::string EventId(const domain::Event& event) {
  return Base36(event.seq.value()) + "-" +
         Base36(static_cast<uint64_t>(absl::ToUnixMicros(event.at))) + "-" + SubjectOf(event);
}

void FillEvent(const domain::Event& event, const EventView& view, v1::Event* to) {
  to->set_event_id(EventId(event));
  to->set_type(ToProto(event.type));
  to->set_cursor(CursorText(view.log_epoch, event.seq));
  SetTimestamp(event.at, to->mutable_occurred_at());
  if (event.payment) {
    FillPayment(*event.payment, {.now = event.at, .cluster = view.cluster}, to->mutable_payment());
  } else if (event.discrepancy) {
    FillDiscrepancy(*event.discrepancy, view.assets, to->mutable_discrepancy());
  }
}

}  // namespace hilt::api
