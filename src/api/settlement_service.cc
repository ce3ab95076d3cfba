#include "api/settlement_service.h"

#include <memory>
#include <string>

#include "api/convert_confirm.h"
#include "api/convert_discrepancy.h"
#include "api/convert_payment.h"
#include "api/deadline.h"
#include "api/event_stream.h"
#include "api/fields.h"
#include "api/payment_watch.h"
#include "api/query.h"
#include "api/session_request.h"
#include "api/unary_call.h"
#include "confirmer/settle/create_session.h"
#include "confirmer/settle/refusal.h"
#include "confirmer/settle/requests.h"
#include "hilt/settlement/v1/settlement_service.pb.h"

namespace hilt::api {
namespace {

using grpc::CallbackServerContext;
using grpc::ServerUnaryReactor;

template <class Response>
using Call = std::shared_ptr<UnaryCall<Response>>;

// The contract's file defines the service and no message, so nothing else names what it registers:
// the linker would leave it out of a static library, and reflection would not know the service.
[[gnu::used]] const void* const kDescribed =
    &descriptor_table_hilt_2fsettlement_2fv1_2fsettlement_5fservice_2eproto;

PaymentView ViewNow(const Engine& engine) {
  return {.now = engine.clock.Now(), .cluster = engine.rules.cluster};
}

// A command whose answer is the payment.
void SubmitForPayment(const Serving& serving, const Call<v1::Payment>& call,
                      std::function<absl::StatusOr<domain::Payment>(settle::WriteContext&)> apply) {
  SubmitCommand<domain::Payment, v1::Payment>(
      serving, call, std::move(apply),
      [&engine = serving.engine](const domain::Payment& payment, v1::Payment* response) {
        FillPayment(payment, ViewNow(engine), response);
      });
}

void SubmitSession(const Serving& serving, const Client& client,
                   const v1::CreateSessionRequest& request, const Call<v1::Payment>& call) {
  const Engine& engine = serving.engine;
  absl::StatusOr<settle::SessionRequest> session = ReadRequest(
      request, {.client = client.name, .now = engine.clock.Now(), .random = engine.random});
  if (!session.ok()) return call->End(session.status());
  session->clock_skew = engine.clock_skew();
  SubmitForPayment(serving, call,
                   [session = *std::move(session),
                    request](settle::WriteContext& context) -> absl::StatusOr<domain::Payment> {
                     absl::StatusOr<domain::Payment> payment =
                         settle::CreateSession(context, session);
                     if (payment.ok()) return payment;
                     return InRequestTerms(payment.status(), request, session.fingerprint);
                   });
}

void Confirm(const Serving& serving, const CallbackServerContext& context,
             const v1::ConfirmPaymentRequest& request,
             const Call<v1::ConfirmPaymentResponse>& call) {
  const Engine& engine = serving.engine;
  const absl::StatusOr<ConfirmQuestion> question = ReadRequest(request);
  if (!question.ok()) return call->End(question.status());
  if (engine.confirmation == nullptr) {
    return call->End(settle::Refusal(absl::StatusCode::kFailedPrecondition, "no_endpoint",
                                     "no JSON-RPC endpoint is configured"));
  }
  const absl::Duration wait = WithinDeadline(question->wait, TimeLeft(context));
  engine.confirmation->Confirm(question->request, engine.clock.Now() + wait,
                               [call, &engine](absl::StatusOr<finality::ConfirmAnswer> answer) {
                                 if (!answer.ok()) return call->End(answer.status());
                                 if (call->ended()) return;
                                 v1::ConfirmPaymentResponse response;
                                 FillConfirmAnswer(*answer, ViewNow(engine), &response);
                                 call->Answer(std::move(response));
                               });
}

// Admits a stream of one of the two kinds and starts it.
template <class Stream, class Request>
Stream* ServeStream(const Serving& serving, const CallbackServerContext& context,
                    std::string_view method, const Request& request) {
  const auto stream = std::make_shared<Stream>(serving);
  const absl::StatusOr<Client> client =
      serving.Admit(context, method, stream, LiveCalls::Kind::kWaits);
  absl::Status status = client.status();
  if (status.ok()) status = stream->CountFor(client->name);
  if (status.ok()) status = stream->Start(request);
  if (!status.ok()) stream->End(status);
  // gRPC holds back OnDone until this has returned, so the live calls still own it.
  return stream.get();
}

}  // namespace

ServerUnaryReactor* SettlementService::CreateSession(CallbackServerContext* context,
                                                     const v1::CreateSessionRequest* request,
                                                     v1::Payment* response) {
  return ServeUnary(serving_, *context, "SettlementService/CreateSession", response,
                    LiveCalls::Kind::kAnswersSoon,
                    [&](const Client& client, const Call<v1::Payment>& call) {
                      SubmitSession(serving_, client, *request, call);
                    });
}

ServerUnaryReactor* SettlementService::GetPayment(CallbackServerContext* context,
                                                  const v1::GetPaymentRequest* request,
                                                  v1::Payment* response) {
  return ServeRead(
      serving_, *context, "SettlementService/GetPayment", response,
      [&](v1::Payment& answer) { return api::GetPayment(serving_.engine, *request, answer); });
}

ServerUnaryReactor* SettlementService::BatchGetPayments(CallbackServerContext* context,
                                                        const v1::BatchGetPaymentsRequest* request,
                                                        v1::BatchGetPaymentsResponse* response) {
  return ServeRead(serving_, *context, "SettlementService/BatchGetPayments", response,
                   [&](v1::BatchGetPaymentsResponse& answer) {
                     return api::BatchGetPayments(serving_.engine, *request, answer);
                   });
}

ServerUnaryReactor* SettlementService::ListPayments(CallbackServerContext* context,
                                                    const v1::ListPaymentsRequest* request,
                                                    v1::ListPaymentsResponse* response) {
  return ServeRead(serving_, *context, "SettlementService/ListPayments", response,
                   [&](v1::ListPaymentsResponse& answer) {
                     return api::ListPayments(serving_.engine, *request, answer);
                   });
}

ServerUnaryReactor* SettlementService::RecordBroadcast(CallbackServerContext* context,
                                                       const v1::RecordBroadcastRequest* request,
                                                       v1::Payment* response) {
  return ServeUnary(
      serving_, *context, "SettlementService/RecordBroadcast", response,
      LiveCalls::Kind::kAnswersSoon, [&](const Client&, const Call<v1::Payment>& call) {
        const absl::StatusOr<settle::BroadcastRequest> broadcast = ReadRequest(*request);
        if (!broadcast.ok()) return call->End(broadcast.status());
        SubmitForPayment(serving_, call, [broadcast = *broadcast](settle::WriteContext& writing) {
          return settle::RecordBroadcast(writing, broadcast);
        });
      });
}

ServerUnaryReactor* SettlementService::SubmitTransaction(CallbackServerContext* context,
                                                         const v1::SubmitTransactionRequest*,
                                                         v1::Payment* response) {
  return ServeRead(serving_, *context, "SettlementService/SubmitTransaction", response,
                   [](v1::Payment&) {
                     return absl::UnimplementedError(
                         "this engine does not send transactions yet: have the buyer's wallet "
                         "send it, and RecordBroadcast its signature");
                   });
}

ServerUnaryReactor* SettlementService::ConfirmPayment(CallbackServerContext* context,
                                                      const v1::ConfirmPaymentRequest* request,
                                                      v1::ConfirmPaymentResponse* response) {
  return ServeUnary(serving_, *context, "SettlementService/ConfirmPayment", response,
                    LiveCalls::Kind::kWaits,
                    [&](const Client&, const Call<v1::ConfirmPaymentResponse>& call) {
                      Confirm(serving_, *context, *request, call);
                    });
}

grpc::ServerWriteReactor<v1::Payment>* SettlementService::WatchPayment(
    CallbackServerContext* context, const v1::WatchPaymentRequest* request) {
  return ServeStream<PaymentWatch>(serving_, *context, "SettlementService/WatchPayment", *request);
}

grpc::ServerWriteReactor<v1::Event>* SettlementService::StreamEvents(
    CallbackServerContext* context, const v1::StreamEventsRequest* request) {
  return ServeStream<EventStream>(serving_, *context, "SettlementService/StreamEvents", *request);
}

ServerUnaryReactor* SettlementService::CancelSession(CallbackServerContext* context,
                                                     const v1::CancelSessionRequest* request,
                                                     v1::Payment* response) {
  return ServeUnary(serving_, *context, "SettlementService/CancelSession", response,
                    LiveCalls::Kind::kAnswersSoon,
                    [&](const Client&, const Call<v1::Payment>& call) {
                      const absl::StatusOr<domain::PaymentId> id =
                          PaymentIdField("payment_id", request->payment_id());
                      if (!id.ok()) return call->End(id.status());
                      SubmitForPayment(serving_, call, [id = *id](settle::WriteContext& writing) {
                        return settle::CancelSession(writing, id);
                      });
                    });
}

ServerUnaryReactor* SettlementService::ListDiscrepancies(
    CallbackServerContext* context, const v1::ListDiscrepanciesRequest* request,
    v1::ListDiscrepanciesResponse* response) {
  return ServeRead(serving_, *context, "SettlementService/ListDiscrepancies", response,
                   [&](v1::ListDiscrepanciesResponse& answer) {
                     return api::ListDiscrepancies(serving_.engine, *request, answer);
                   });
}

ServerUnaryReactor* SettlementService::ResolveDiscrepancy(
    CallbackServerContext* context, const v1::ResolveDiscrepancyRequest* request,
    v1::Discrepancy* response) {
  return ServeUnary(
      serving_, *context, "SettlementService/ResolveDiscrepancy", response,
      LiveCalls::Kind::kAnswersSoon, [&](const Client& client, const Call<v1::Discrepancy>& call) {
        const absl::StatusOr<settle::ResolveRequest> resolve = ReadRequest(*request, client.name);
        if (!resolve.ok()) return call->End(resolve.status());
        SubmitCommand<domain::Discrepancy, v1::Discrepancy>(
            serving_, call,
            [resolve = *resolve](settle::WriteContext& writing) {
              return settle::ResolveDiscrepancy(writing, resolve);
            },
            [&engine = serving_.engine](const domain::Discrepancy& discrepancy,
                                        v1::Discrepancy* answer) {
              FillDiscrepancy(discrepancy, engine.rules.assets, answer);
            });
      });
}

}  // namespace hilt::api
