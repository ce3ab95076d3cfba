#pragma once

#include "api/serving.h"
#include "hilt/settlement/v1/admin_service.grpc.pb.h"

namespace hilt::api {

namespace v1 = ::hilt::settlement::v1;

// AdminService over the engine. Thread-safe.
class AdminService final : public v1::AdminService::CallbackService {
 public:
  // What `serving` names outlives the server that this is registered with.
  explicit AdminService(const Serving& serving) : serving_(serving) {}

  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const v1::GetStatusRequest* request,
                                      v1::EngineStatus* response) override;
  grpc::ServerWriteReactor<v1::BackfillProgress>* Backfill(
      grpc::CallbackServerContext* context, const v1::BackfillRequest* request) override;
  grpc::ServerUnaryReactor* Backup(grpc::CallbackServerContext* context,
                                   const v1::BackupRequest* request,
                                   v1::BackupReport* response) override;
  grpc::ServerUnaryReactor* Explain(grpc::CallbackServerContext* context,
                                    const v1::ExplainRequest* request,
                                    v1::Explanation* response) override;

 private:
  const Serving serving_;
};

}  // namespace hilt::api
