#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "tests/integration/api/running_engine.h"

namespace hilt::api {
namespace {

using SteadyClock = std::chrono::steady_clock;

absl::Duration TimeOf(const std::function<void()>& work) {
  const SteadyClock::time_point begin = SteadyClock::now();
  work();
  return absl::FromChrono(SteadyClock::now() - begin);
}

void ExpectShuttingDown(const grpc::Status& status) {
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
  EXPECT_EQ(ReasonIn(status), "shutting_down");
}

TEST(Stop, WithStreamsAndUnansweredCallsItReturnsWithinTwoSeconds) {
  RunningEngine engine({.writer_runs = false});
  // The writer's queue holds one session for the watch, made before it stands still.
  std::thread creating([&] { CreateOrDie(engine.client(), "first"); });
  while (engine.writer().Step() == 0) std::this_thread::yield();
  creating.join();
  v1::ListPaymentsRequest list;
  list.set_merchant_id("merchant-1");
  v1::ListPaymentsResponse page;
  ASSERT_TRUE(engine.client().ListPayments(Context().get(), list, &page).ok());

  std::atomic<int> ready = 0;
  std::vector<std::thread> callers;
  callers.emplace_back([&] {
    v1::StreamEventsRequest request;
    request.set_follow(true);
    const auto context = Context();
    auto stream = engine.client().StreamEvents(context.get(), request);
    v1::Event event;
    EXPECT_TRUE(stream->Read(&event));
    ++ready;
    EXPECT_FALSE(stream->Read(&event));
    ExpectShuttingDown(stream->Finish());
  });
  callers.emplace_back([&] {
    v1::WatchPaymentRequest request;
    request.set_payment_id(page.payments(0).payment_id());
    const auto context = Context();
    auto stream = engine.client().WatchPayment(context.get(), request);
    v1::Payment payment;
    EXPECT_TRUE(stream->Read(&payment));
    ++ready;
    EXPECT_FALSE(stream->Read(&payment));
    ExpectShuttingDown(stream->Finish());
  });
  engine.confirmation.answer = [&](const auto&, absl::Time, const auto&) { ++ready; };
  callers.emplace_back([&] {
    v1::ConfirmPaymentRequest request;
    request.set_payment_id(page.payments(0).payment_id());
    request.mutable_wait()->set_seconds(60);
    v1::ConfirmPaymentResponse response;
    ExpectShuttingDown(engine.client().ConfirmPayment(Context().get(), request, &response));
  });
  callers.emplace_back([&] {
    v1::Payment payment;
    ExpectShuttingDown(
        engine.client().CreateSession(Context().get(), NewSession("never"), &payment));
  });
  while (ready < 3 || engine.writer().queue_depth() < 1) std::this_thread::yield();
  EXPECT_LT(TimeOf([&] { engine.server().Stop(absl::Milliseconds(200)); }), absl::Seconds(2));
  for (std::thread& caller : callers) caller.join();
}

TEST(Stop, ACallThatIsAnsweredInItsGraceIsAnsweredAndNewOnesAreRefused) {
  RunningEngine engine({.writer_runs = false});
  // Connections that are open: a stopping server takes no new ones.
  v1::ListDiscrepanciesResponse response;
  ASSERT_TRUE(engine.client().ListDiscrepancies(Context().get(), {}, &response).ok());
  grpc::Status answered(grpc::StatusCode::UNKNOWN, "");
  std::thread caller([&] {
    v1::Payment payment;
    answered = engine.client().CreateSession(Context().get(), NewSession("key"), &payment);
  });
  while (engine.writer().queue_depth() < 1) std::this_thread::yield();
  std::thread stopping([&] { engine.server().Stop(absl::Seconds(60)); });
  grpc::Status refused;
  while (refused.ok()) {
    refused = engine.client().ListDiscrepancies(Context().get(), {}, &response);
  }
  ExpectShuttingDown(refused);
  // HealthCheckResponse{status: NOT_SERVING}.
  EXPECT_EQ(CallRaw(engine.TcpChannel(), "/grpc.health.v1.Health/Check", "").bytes, "\x08\x02");
  engine.writer().Step();
  const absl::Duration rest = TimeOf([&] { stopping.join(); });
  EXPECT_LT(rest, absl::Seconds(2));
  caller.join();
  EXPECT_TRUE(answered.ok()) << answered.error_message();
}

TEST(Stop, AClientThatDoesNotReadHoldsUpNothing) {
  RunningEngine engine;
  v1::CreateSessionRequest request = NewSession("");
  for (int i = 0; i < 32; ++i) {
    (*request.mutable_metadata())[std::to_string(i)] = std::string(250, 'v');
  }
  constexpr int kEvents = 100;
  for (int i = 0; i < kEvents; ++i) {
    request.set_idempotency_key(std::to_string(i));
    v1::Payment payment;
    ASSERT_TRUE(engine.client().CreateSession(Context().get(), request, &payment).ok());
  }
  // A client that takes 64 KiB at most, of about 1 MB.
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 65'535);
  const auto slow = v1::SettlementService::NewStub(grpc::CreateCustomChannel(
      "unix:" + engine.socket_path(), grpc::InsecureChannelCredentials(), arguments));
  const auto context = Context();
  auto stream = slow->StreamEvents(context.get(), {});
  v1::Event event;
  ASSERT_TRUE(stream->Read(&event));
  // Time to fill what the connection takes, so that a write is outstanding.
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  EXPECT_LT(TimeOf([&] { engine.server().Stop(absl::Milliseconds(200)); }), absl::Seconds(2));
  int read = 1;
  while (stream->Read(&event)) ++read;
  EXPECT_LT(read, kEvents);  // it was in the middle of them
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST(Stop, TwiceIsOnce) {
  RunningEngine engine;
  engine.server().Stop(absl::ZeroDuration());
  EXPECT_LT(TimeOf([&] { engine.server().Stop(absl::Seconds(60)); }), absl::Seconds(1));
}

}  // namespace
}  // namespace hilt::api
