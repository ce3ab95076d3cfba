#include "api/admin_service.h"

#include <memory>
#include <utility>

#include "api/convert_status.h"
#include "api/deadline.h"
#include "api/explain.h"
#include "api/unary_call.h"
#include "api/write_stream.h"

namespace hilt::api {
namespace {

// How long endpoints are asked for a transaction at most.
constexpr absl::Duration kMaxFetch = absl::Seconds(30);

// Answers with a refusal and nothing else.
class RefusedBackfill final : public WriteStream<v1::BackfillProgress> {
 public:
  explicit RefusedBackfill(const Serving& serving)
      : WriteStream(serving, "AdminService/Backfill") {}

 protected:
  absl::StatusOr<Pulled> Pull(v1::BackfillProgress*) override { return Pulled::kNothing; }
  void Leave() override {}
};

}  // namespace

grpc::ServerUnaryReactor* AdminService::GetStatus(grpc::CallbackServerContext* context,
                                                  const v1::GetStatusRequest*,
                                                  v1::EngineStatus* response) {
  return ServeRead(
      serving_, *context, "AdminService/GetStatus", response,
      [&](v1::EngineStatus& answer) { return api::GetStatus(serving_.engine, answer); });
}

grpc::ServerWriteReactor<v1::BackfillProgress>* AdminService::Backfill(
    grpc::CallbackServerContext* context, const v1::BackfillRequest*) {
  const auto call = std::make_shared<RefusedBackfill>(serving_);
  const absl::StatusOr<Client> client =
      serving_.Admit(*context, "AdminService/Backfill", call, LiveCalls::Kind::kAnswersSoon);
  call->End(client.ok() ? absl::UnimplementedError("this engine has no source that reads slots yet")
                        : client.status());
  return call.get();
}

grpc::ServerUnaryReactor* AdminService::Backup(grpc::CallbackServerContext* context,
                                               const v1::BackupRequest*,
                                               v1::BackupReport* response) {
  return ServeRead(serving_, *context, "AdminService/Backup", response, [](v1::BackupReport&) {
    return absl::UnimplementedError(
        "this engine makes no backups while it serves yet: stop it and copy its data folder");
  });
}

grpc::ServerUnaryReactor* AdminService::Explain(grpc::CallbackServerContext* context,
                                                const v1::ExplainRequest* request,
                                                v1::Explanation* response) {
  return ServeUnary(
      serving_, *context, "AdminService/Explain", response, LiveCalls::Kind::kAnswersSoon,
      [&](const Client&, const std::shared_ptr<UnaryCall<v1::Explanation>>& call) {
        const absl::Time until =
            serving_.engine.clock.Now() + WithinDeadline(kMaxFetch, TimeLeft(*context));
        serving_.engine.run_blocking([&engine = serving_.engine, call, until, request = *request] {
          if (call->ended()) return;
          v1::Explanation answer;
          const absl::Status status = api::Explain(engine, request, until, answer);
          status.ok() ? call->Answer(std::move(answer)) : call->End(status);
        });
      });
}

}  // namespace hilt::api
