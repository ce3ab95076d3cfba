#include "api/serving.h"

#include <utility>

#include "api/error.h"

namespace hilt::api {

absl::StatusOr<Client> Serving::Admit(const grpc::CallbackServerContext& context,
                                      std::string_view method, std::shared_ptr<LiveCall> call,
                                      LiveCalls::Kind kind) const {
  // Taken in whatever follows: the live calls own it until it is done.
  const bool open = calls.Enter(std::move(call), kind);
  absl::StatusOr<Client> client = Authorize(access, ConnectionOf(context), method);
  if (client.ok() && !open) return ShuttingDown();
  return client;
}

}  // namespace hilt::api
