#pragma once

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "api/engine.h"
#include "api/live_calls.h"
#include "api/peer.h"
#include "api/stream_limit.h"

namespace hilt::api {

// What all calls of one server share.
struct Serving {
  const Engine& engine;
  const Access& access;
  LiveCalls& calls;
  StreamLimit& streams;

  // The first step of every call: takes it into the live calls, and says who calls. Where it does
  // not return OK, the caller ends the call with the status: unknown_client, missing_scope or
  // shutting_down.
  absl::StatusOr<Client> Admit(const grpc::CallbackServerContext& context, std::string_view method,
                               std::shared_ptr<LiveCall> call, LiveCalls::Kind kind) const;
};

}  // namespace hilt::api
