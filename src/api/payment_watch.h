#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "api/write_stream.h"
#include "domain/ids.h"
#include "hilt/settlement/v1/payment.pb.h"
#include "hilt/settlement/v1/query.pb.h"

namespace hilt::api {

namespace v1 = ::hilt::settlement::v1;

// WatchPayment: the payment as it stands, again whenever an event about it has made it another, to
// its terminal state. A client that reads slowly sees the latest state and not each one between.
class PaymentWatch final : public WriteStream<v1::Payment> {
 public:
  explicit PaymentWatch(const Serving& serving);

  // Refused: invalid_field, payment_not_found.
  absl::Status Start(const v1::WatchPaymentRequest& request);

 protected:
  absl::StatusOr<Pulled> Pull(v1::Payment* message) override;
  void Leave() override;

 private:
  const Engine& engine_;
  domain::PaymentId payment_;
  uint64_t feed_id_ = 0;
  uint64_t sent_version_ = 0;
  bool sent_terminal_ = false;
};

}  // namespace hilt::api
