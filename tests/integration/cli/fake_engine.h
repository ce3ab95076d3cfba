#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "hilt/settlement/v1/admin_service.grpc.pb.h"
#include "hilt/settlement/v1/settlement_service.grpc.pb.h"
#include "tests/unit/cli/cli_run.h"

namespace hilt::cli {

// One method's answer. Where a test sets none, the method is UNIMPLEMENTED.
template <class Request, class Response>
using Answer = std::function<grpc::Status(const Request&, Response*)>;

template <class Request, class Message>
using StreamAnswer =
    std::function<grpc::Status(const Request&, grpc::ServerContext&, grpc::ServerWriter<Message>&)>;

// A refusal as the engine sends it.
grpc::Status RefusalStatus(grpc::StatusCode code, const std::string& reason,
                           const std::string& message,
                           const std::vector<std::pair<std::string, std::string>>& metadata = {});

// Both services behind a real gRPC server, answering what the test says. Answers run on the
// server's threads; set them before the first call.
class FakeEngine final : public settlement::v1::SettlementService::Service,
                         public settlement::v1::AdminService::Service {
 public:
  // On a loopback port, or at `address` with these credentials; `prepare` sets answers before the
  // first call can come.
  FakeEngine();
  FakeEngine(const std::string& address, std::shared_ptr<grpc::ServerCredentials> credentials,
             const std::function<void(FakeEngine&)>& prepare = nullptr);
  ~FakeEngine() override;
  FakeEngine(const FakeEngine&) = delete;
  FakeEngine& operator=(const FakeEngine&) = delete;

  int port() const { return port_; }
  // hiltctl with --server for this engine; the clock stands at kNow.
  CliResult Run(std::vector<std::string> args, const Style& style = Style()) const;
  // The same with --table.
  CliResult Table(std::vector<std::string> args) const;

  Answer<settlement::v1::CreateSessionRequest, settlement::v1::Payment> create;
  Answer<settlement::v1::GetPaymentRequest, settlement::v1::Payment> get;
  Answer<settlement::v1::ListPaymentsRequest, settlement::v1::ListPaymentsResponse> list;
  Answer<settlement::v1::RecordBroadcastRequest, settlement::v1::Payment> broadcast;
  Answer<settlement::v1::ConfirmPaymentRequest, settlement::v1::ConfirmPaymentResponse> confirm;
  Answer<settlement::v1::CancelSessionRequest, settlement::v1::Payment> cancel;
  Answer<settlement::v1::ListDiscrepanciesRequest, settlement::v1::ListDiscrepanciesResponse>
      list_discrepancies;
  Answer<settlement::v1::ResolveDiscrepancyRequest, settlement::v1::Discrepancy> resolve;
  Answer<settlement::v1::GetStatusRequest, settlement::v1::EngineStatus> status;
  StreamAnswer<settlement::v1::WatchPaymentRequest, settlement::v1::Payment> watch;
  StreamAnswer<settlement::v1::StreamEventsRequest, settlement::v1::Event> events;

 private:
  grpc::Status CreateSession(grpc::ServerContext* context,
                             const settlement::v1::CreateSessionRequest* request,
                             settlement::v1::Payment* response) override;
  grpc::Status GetPayment(grpc::ServerContext* context,
                          const settlement::v1::GetPaymentRequest* request,
                          settlement::v1::Payment* response) override;
  grpc::Status ListPayments(grpc::ServerContext* context,
                            const settlement::v1::ListPaymentsRequest* request,
                            settlement::v1::ListPaymentsResponse* response) override;
  grpc::Status RecordBroadcast(grpc::ServerContext* context,
                               const settlement::v1::RecordBroadcastRequest* request,
                               settlement::v1::Payment* response) override;
  grpc::Status ConfirmPayment(grpc::ServerContext* context,
                              const settlement::v1::ConfirmPaymentRequest* request,
                              settlement::v1::ConfirmPaymentResponse* response) override;
  grpc::Status CancelSession(grpc::ServerContext* context,
                             const settlement::v1::CancelSessionRequest* request,
                             settlement::v1::Payment* response) override;
  grpc::Status ListDiscrepancies(grpc::ServerContext* context,
                                 const settlement::v1::ListDiscrepanciesRequest* request,
                                 settlement::v1::ListDiscrepanciesResponse* response) override;
  grpc::Status ResolveDiscrepancy(grpc::ServerContext* context,
                                  const settlement::v1::ResolveDiscrepancyRequest* request,
                                  settlement::v1::Discrepancy* response) override;
  grpc::Status GetStatus(grpc::ServerContext* context,
                         const settlement::v1::GetStatusRequest* request,
                         settlement::v1::EngineStatus* response) override;
  grpc::Status WatchPayment(grpc::ServerContext* context,
                            const settlement::v1::WatchPaymentRequest* request,
                            grpc::ServerWriter<settlement::v1::Payment>* writer) override;
  grpc::Status StreamEvents(grpc::ServerContext* context,
                            const settlement::v1::StreamEventsRequest* request,
                            grpc::ServerWriter<settlement::v1::Event>* writer) override;

  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace hilt::cli
