#pragma once

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "tests/e2e/golden.h"
#include "tests/e2e/hiltd_process.h"

// The calls that tests make, with a deadline, failing the test where the call fails.
namespace hilt::e2e {

namespace v1 = hilt::settlement::v1;

inline void SetDeadline(grpc::ClientContext& context) {
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
}

inline v1::Payment Create(Hiltd& hiltd, const v1::CreateSessionRequest& request) {
  grpc::ClientContext context;
  SetDeadline(context);
  v1::Payment payment;
  const grpc::Status status = hiltd.payments().CreateSession(&context, request, &payment);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return payment;
}

inline v1::Payment Get(Hiltd& hiltd, const std::string& payment_id) {
  grpc::ClientContext context;
  SetDeadline(context);
  v1::GetPaymentRequest request;
  request.set_payment_id(payment_id);
  v1::Payment payment;
  const grpc::Status status = hiltd.payments().GetPayment(&context, request, &payment);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return payment;
}

// The log after the cursor, to its end.
inline std::vector<v1::Event> ReadLog(Hiltd& hiltd, const std::string& after = "",
                                      size_t at_most = SIZE_MAX) {
  grpc::ClientContext context;
  SetDeadline(context);
  v1::StreamEventsRequest request;
  request.set_after(after);
  const auto stream = hiltd.payments().StreamEvents(&context, request);
  std::vector<v1::Event> events;
  for (v1::Event event; events.size() < at_most && stream->Read(&event);) events.push_back(event);
  if (events.size() == at_most) {
    context.TryCancel();
  } else {
    const grpc::Status status = stream->Finish();
    EXPECT_TRUE(status.ok()) << status.error_message();
  }
  return events;
}

inline std::vector<v1::Discrepancy> OpenDiscrepancies(Hiltd& hiltd) {
  grpc::ClientContext context;
  SetDeadline(context);
  v1::ListDiscrepanciesRequest request;
  request.set_page_size(200);
  v1::ListDiscrepanciesResponse response;
  const grpc::Status status = hiltd.payments().ListDiscrepancies(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return {response.discrepancies().begin(), response.discrepancies().end()};
}

// The engine's clock.
inline int64_t EngineNow(Hiltd& hiltd) {
  grpc::ClientContext context;
  SetDeadline(context);
  v1::EngineStatus answer;
  const grpc::Status status = hiltd.admin().GetStatus(&context, {}, &answer);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return answer.now().seconds();
}

// Creates the sessions of every scenario, each once.
inline void CreateAll(Hiltd& hiltd, const std::vector<GoldenScenario>& scenarios) {
  const int64_t now = EngineNow(hiltd);
  std::set<std::string> created;
  for (const GoldenScenario& scenario : scenarios) {
    for (const nlohmann::json& session : scenario.sessions()) {
      if (!created.insert(session.at("payment_id")).second) continue;
      Create(hiltd, RequestOf(session, now));
    }
  }
}

}  // namespace hilt::e2e
