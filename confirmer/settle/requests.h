#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "confirmer/settle/command.h"
#include "domain/discrepancy.h"
#include "domain/payment.h"

// What the API tier asks to change about payments and discrepancies that exist. Each is a command's
// apply step; refusals carry a reason (refusal.h). Lengths and forms of text were checked before.
namespace hilt::settle {

struct BroadcastRequest {
  domain::PaymentId payment_id;
  solana::Signature signature;
  std::optional<solana::Pubkey> payer_hint;  // none: the last one stays
  std::string wallet_source;                 // empty: the last one stays
};

// NOT_FOUND payment_not_found; FAILED_PRECONDITION payment_failed, session_expired.
absl::StatusOr<domain::Payment> RecordBroadcast(WriteContext& context,
                                                const BroadcastRequest& request);

// NOT_FOUND payment_not_found; FAILED_PRECONDITION payment_pending_confirmation,
// payment_confirmed, payment_failed (by expiry).
absl::StatusOr<domain::Payment> CancelSession(WriteContext& context,
                                              const domain::PaymentId& payment_id);

struct ResolveRequest {
  std::string discrepancy_id;
  std::string note;   // 1 to 1,024 bytes
  std::string actor;  // 1 to 128 bytes
  std::string peer;   // who the connection says he is; may be empty
};

// NOT_FOUND discrepancy_not_found; FAILED_PRECONDITION discrepancy_resolved (with another note or
// actor).
absl::StatusOr<domain::Discrepancy> ResolveDiscrepancy(WriteContext& context,
                                                       const ResolveRequest& request);

}  // namespace hilt::settle
