#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/random.h"
#include "confirmer/finality/confirm.h"
#include "confirmer/settle/create_session.h"
#include "confirmer/settle/requests.h"
#include "hilt/settlement/v1/discrepancy.pb.h"
#include "hilt/settlement/v1/session.pb.h"

// Requests that change payments, from the contract's words to the engine's. What can be judged from
// the request alone is checked here, with the bounds that the contract's comments give; what
// depends on terms, assets or the store is settle's. Refusals: INVALID_ARGUMENT, the field named.
namespace hilt::api {

namespace v1 = ::hilt::settlement::v1;

// What the engine adds to a request: who calls, and ids where the caller chose none.
struct Chosen {
  std::string_view client;
  absl::Time now;
  base::Random& random;
};

absl::StatusOr<settle::SessionRequest> ReadRequest(const v1::CreateSessionRequest& request,
                                                   const Chosen& chosen);

// `status` as settle gave it for `request`: fields have the request's names, and where another use
// of a key or an id is refused, "field" says which field differs first, as far as it is known.
absl::Status InRequestTerms(const absl::Status& status, const v1::CreateSessionRequest& request,
                            std::string_view fingerprint);

absl::StatusOr<settle::BroadcastRequest> ReadRequest(const v1::RecordBroadcastRequest& request);
absl::StatusOr<settle::ResolveRequest> ReadRequest(const v1::ResolveDiscrepancyRequest& request,
                                                   std::string_view client);

struct ConfirmQuestion {
  finality::ConfirmRequest request;
  absl::Duration wait;
};
absl::StatusOr<ConfirmQuestion> ReadRequest(const v1::ConfirmPaymentRequest& request);

}  // namespace hilt::api
