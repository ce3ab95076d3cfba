#include "api/payment_watch.h"

#include <optional>

#include "api/convert_payment.h"
#include "api/fields.h"
#include "api/query.h"
#include "base/status.h"
#include "storage/ledger.h"

namespace hilt::api {

PaymentWatch::PaymentWatch(const Serving& serving)
    : WriteStream(serving, "SettlementService/WatchPayment"), engine_(serving.engine) {}

absl::Status PaymentWatch::Start(const v1::WatchPaymentRequest& request) {
  HILT_ASSIGN_OR_RETURN(payment_, PaymentIdField("payment_id", request.payment_id()));
  // Before the first read: what becomes durable after it is announced.
  feed_id_ = engine_.feed.Watch(payment_, [this] { Wake(); });
  Wake();
  return absl::OkStatus();
}

absl::StatusOr<WriteStream<v1::Payment>::Pulled> PaymentWatch::Pull(v1::Payment* message) {
  if (sent_terminal_) return Pulled::kEnd;
  HILT_ASSIGN_OR_RETURN(const std::optional<domain::Payment> payment,
                        storage::LedgerReader(engine_.store).FindPayment(payment_));
  if (!payment) return PaymentNotFound();
  if (payment->state.version <= sent_version_) return Pulled::kNothing;
  sent_version_ = payment->state.version;
  sent_terminal_ = payment->state.terminal();
  FillPayment(*payment, {.now = engine_.clock.Now(), .cluster = engine_.rules.cluster}, message);
  return Pulled::kMessage;
}

void PaymentWatch::Leave() {
  if (feed_id_ != 0) engine_.feed.Leave(feed_id_);
}

}  // namespace hilt::api
