#include "tests/integration/cli/fake_engine.h"

#include <chrono>

#include "base/check.h"
#include "fmt/format.h"
#include "grpcpp/server_builder.h"
#include "hilt/settlement/v1/error.pb.h"
#include "tests/integration/cli/samples.h"

namespace hilt::cli {
namespace {

using grpc::ServerContext;
using grpc::ServerWriter;
using grpc::Status;

template <class Request, class Response>
Status Ask(const Answer<Request, Response>& answer, const Request& request, Response* response) {
  if (!answer) return {grpc::StatusCode::UNIMPLEMENTED, "not answered in this test"};
  return answer(request, response);
}

template <class Request, class Message>
Status Ask(const StreamAnswer<Request, Message>& answer, const Request& request,
           ServerContext& context, ServerWriter<Message>& writer) {
  if (!answer) return {grpc::StatusCode::UNIMPLEMENTED, "not answered in this test"};
  return answer(request, context, writer);
}

}  // namespace

Status RefusalStatus(grpc::StatusCode code, const std::string& reason, const std::string& message,
                     const std::vector<std::pair<std::string, std::string>>& metadata) {
  settlement::v1::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain("settlement.hilt");
  for (const auto& [key, value] : metadata) (*info.mutable_metadata())[key] = value;
  settlement::v1::ErrorStatus details;
  details.set_code(code);
  details.set_message(message);
  google::protobuf::Any* detail = details.add_details();
  detail->set_type_url("type.googleapis.com/google.rpc.ErrorInfo");
  detail->set_value(info.SerializeAsString());
  return {code, message, details.SerializeAsString()};
}

FakeEngine::FakeEngine() : FakeEngine("127.0.0.1:0", grpc::InsecureServerCredentials()) {}

FakeEngine::FakeEngine(const std::string& address,
                       std::shared_ptr<grpc::ServerCredentials> credentials,
                       const std::function<void(FakeEngine&)>& prepare) {
  if (prepare) prepare(*this);
  grpc::ServerBuilder builder;
  builder.AddListeningPort(address, std::move(credentials), &port_);
  builder.RegisterService(static_cast<settlement::v1::SettlementService::Service*>(this));
  builder.RegisterService(static_cast<settlement::v1::AdminService::Service*>(this));
  server_ = builder.BuildAndStart();
  HILT_CHECK(server_ != nullptr);
}

FakeEngine::~FakeEngine() { server_->Shutdown(std::chrono::system_clock::now()); }

CliResult FakeEngine::Run(std::vector<std::string> args, const Style& style) const {
  args.emplace_back("--server");
  args.push_back(fmt::format("127.0.0.1:{}", port_));
  return RunCli(args, style, FixedClock(kNow));
}

CliResult FakeEngine::Table(std::vector<std::string> args) const {
  args.emplace_back("--table");
  return Run(std::move(args));
}

Status FakeEngine::CreateSession(ServerContext* /*context*/,
                                 const settlement::v1::CreateSessionRequest* request,
                                 settlement::v1::Payment* response) {
  return Ask(create, *request, response);
}

Status FakeEngine::GetPayment(ServerContext* /*context*/,
                              const settlement::v1::GetPaymentRequest* request,
                              settlement::v1::Payment* response) {
  return Ask(get, *request, response);
}

Status FakeEngine::ListPayments(ServerContext* /*context*/,
                                const settlement::v1::ListPaymentsRequest* request,
                                settlement::v1::ListPaymentsResponse* response) {
  return Ask(list, *request, response);
}

Status FakeEngine::RecordBroadcast(ServerContext* /*context*/,
                                   const settlement::v1::RecordBroadcastRequest* request,
                                   settlement::v1::Payment* response) {
  return Ask(broadcast, *request, response);
}

Status FakeEngine::ConfirmPayment(ServerContext* /*context*/,
                                  const settlement::v1::ConfirmPaymentRequest* request,
                                  settlement::v1::ConfirmPaymentResponse* response) {
  return Ask(confirm, *request, response);
}

Status FakeEngine::CancelSession(ServerContext* /*context*/,
                                 const settlement::v1::CancelSessionRequest* request,
                                 settlement::v1::Payment* response) {
  return Ask(cancel, *request, response);
}

Status FakeEngine::ListDiscrepancies(ServerContext* /*context*/,
                                     const settlement::v1::ListDiscrepanciesRequest* request,
                                     settlement::v1::ListDiscrepanciesResponse* response) {
  return Ask(list_discrepancies, *request, response);
}

Status FakeEngine::ResolveDiscrepancy(ServerContext* /*context*/,
                                      const settlement::v1::ResolveDiscrepancyRequest* request,
                                      settlement::v1::Discrepancy* response) {
  return Ask(resolve, *request, response);
}

Status FakeEngine::GetStatus(ServerContext* /*context*/,
                             const settlement::v1::GetStatusRequest* request,
                             settlement::v1::EngineStatus* response) {
  return Ask(status, *request, response);
}

Status FakeEngine::WatchPayment(ServerContext* context,
                                const settlement::v1::WatchPaymentRequest* request,
                                ServerWriter<settlement::v1::Payment>* writer) {
  return Ask(watch, *request, *context, *writer);
}

Status FakeEngine::StreamEvents(ServerContext* context,
                                const settlement::v1::StreamEventsRequest* request,
                                ServerWriter<settlement::v1::Event>* writer) {
  return Ask(events, *request, *context, *writer);
}

}  // namespace hilt::cli
