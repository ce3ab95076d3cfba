#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "api/error.h"
#include "api/serving.h"
#include "confirmer/settle/command.h"
#include "grpcpp/support/server_callback.h"

// Calls with one answer.
namespace hilt::api {

// One call, answered once, by whoever comes first: its handler, a command's Done on the writer's
// thread, a cancellation, or the server that stops. Whoever may still want to answer holds a
// shared_ptr, so that a late answer finds the call and drops it.
template <class Response>
class UnaryCall final : public grpc::ServerUnaryReactor, public LiveCall {
 public:
  // `response` is gRPC's and lives until the call is finished.
  UnaryCall(const Serving& serving, std::string_view method, Response* response)
      : calls_(serving.calls), log_(serving.engine.log), method_(method), response_(response) {}

  void Answer(Response response) {
    if (ended_.exchange(true)) return;
    *response_ = std::move(response);
    Finish(grpc::Status::OK);
  }

  void End(const absl::Status& status) override {
    if (ended_.exchange(true)) return;
    Finish(api::Answer(status, method_, log_));
  }

  // Nobody waits for an answer any more.
  bool ended() const { return ended_.load(); }

  // Also where the call's deadline has passed. What a command does is not undone by it.
  void OnCancel() override { End(absl::CancelledError("the call was cancelled")); }
  void OnDone() override { calls_.Leave(this); }

 private:
  LiveCalls& calls_;
  telemetry::Log& log_;
  const std::string_view method_;
  Response* const response_;
  std::atomic<bool> ended_ = false;
};

// Admits a call of `method` and hands it to `handler(client, call)`, which answers it now or later.
template <class Response, class Handler>
grpc::ServerUnaryReactor* ServeUnary(const Serving& serving,
                                     const grpc::CallbackServerContext& context,
                                     std::string_view method, Response* response,
                                     LiveCalls::Kind kind, Handler handler) {
  const auto call = std::make_shared<UnaryCall<Response>>(serving, method, response);
  const absl::StatusOr<Client> client = serving.Admit(context, method, call, kind);
  if (client.ok()) {
    handler(*client, call);
  } else {
    call->End(client.status());
  }
  // gRPC holds back OnDone until this has returned, so the live calls still own it.
  return call.get();
}

// A call that is answered in place: `read(Response&)` fills the answer or refuses.
template <class Response, class Read>
grpc::ServerUnaryReactor* ServeRead(const Serving& serving,
                                    const grpc::CallbackServerContext& context,
                                    std::string_view method, Response* response, Read read) {
  return ServeUnary(serving, context, method, response, LiveCalls::Kind::kAnswersSoon,
                    [&](const Client&, const std::shared_ptr<UnaryCall<Response>>& call) {
                      Response answer;
                      const absl::Status status = read(answer);
                      status.ok() ? call->Answer(std::move(answer)) : call->End(status);
                    });
}

// A call that changes something: `apply` on the writer's thread, and once that is durable, `fill`
// makes the answer of what it returned.
template <class Value, class Response>
void SubmitCommand(const Serving& serving, const std::shared_ptr<UnaryCall<Response>>& call,
                   std::function<absl::StatusOr<Value>(settle::WriteContext&)> apply,
                   std::function<void(const Value&, Response*)> fill) {
  auto command = settle::MakeCommand<Value>(
      [call, apply = std::move(apply)](settle::WriteContext& context) -> absl::StatusOr<Value> {
        // Who gave up before the writer came to it will ask again: work saved when it is scarce.
        if (call->ended()) return absl::CancelledError("nobody waits for the answer");
        return apply(context);
      },
      [call, fill = std::move(fill)](absl::StatusOr<Value> value) {
        if (!value.ok()) return call->End(value.status());
        if (call->ended()) return;
        Response response;
        fill(*value, &response);
        call->Answer(std::move(response));
      });
  const absl::Status submitted = serving.engine.writer.Submit(std::move(command));
  if (!submitted.ok()) call->End(NotSubmitted(submitted));
}

}  // namespace hilt::api
