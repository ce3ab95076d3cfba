#pragma once

#include "api/serving.h"
#include "hilt/settlement/v1/settlement_service.grpc.pb.h"

namespace hilt::api {

namespace v1 = ::hilt::settlement::v1;

// SettlementService over the engine: every method checks its caller and its request, and hands the
// work to where it belongs: changes to the writer, reads to query.h, confirmations to finality, and
// streams to their own reactors. It holds no rules. Thread-safe.
class SettlementService final : public v1::SettlementService::CallbackService {
 public:
  // What `serving` names outlives the server that this is registered with.
  explicit SettlementService(const Serving& serving) : serving_(serving) {}

  grpc::ServerUnaryReactor* CreateSession(grpc::CallbackServerContext* context,
                                          const v1::CreateSessionRequest* request,
                                          v1::Payment* response) override;
  grpc::ServerUnaryReactor* GetPayment(grpc::CallbackServerContext* context,
                                       const v1::GetPaymentRequest* request,
                                       v1::Payment* response) override;
  grpc::ServerUnaryReactor* BatchGetPayments(grpc::CallbackServerContext* context,
                                             const v1::BatchGetPaymentsRequest* request,
                                             v1::BatchGetPaymentsResponse* response) override;
  grpc::ServerUnaryReactor* ListPayments(grpc::CallbackServerContext* context,
                                         const v1::ListPaymentsRequest* request,
                                         v1::ListPaymentsResponse* response) override;
  grpc::ServerUnaryReactor* RecordBroadcast(grpc::CallbackServerContext* context,
                                            const v1::RecordBroadcastRequest* request,
                                            v1::Payment* response) override;
  grpc::ServerUnaryReactor* SubmitTransaction(grpc::CallbackServerContext* context,
                                              const v1::SubmitTransactionRequest* request,
                                              v1::Payment* response) override;
  grpc::ServerUnaryReactor* ConfirmPayment(grpc::CallbackServerContext* context,
                                           const v1::ConfirmPaymentRequest* request,
                                           v1::ConfirmPaymentResponse* response) override;
  grpc::ServerWriteReactor<v1::Payment>* WatchPayment(
      grpc::CallbackServerContext* context, const v1::WatchPaymentRequest* request) override;
  grpc::ServerWriteReactor<v1::Event>* StreamEvents(
      grpc::CallbackServerContext* context, const v1::StreamEventsRequest* request) override;
  grpc::ServerUnaryReactor* CancelSession(grpc::CallbackServerContext* context,
                                          const v1::CancelSessionRequest* request,
                                          v1::Payment* response) override;
  grpc::ServerUnaryReactor* ListDiscrepancies(grpc::CallbackServerContext* context,
                                              const v1::ListDiscrepanciesRequest* request,
                                              v1::ListDiscrepanciesResponse* response) override;
  grpc::ServerUnaryReactor* ResolveDiscrepancy(grpc::CallbackServerContext* context,
                                               const v1::ResolveDiscrepancyRequest* request,
                                               v1::Discrepancy* response) override;

 private:
  const Serving serving_;
};

}  // namespace hilt::api
