#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "tests/integration/api/running_engine.h"

namespace hilt::api {
namespace {

TEST(Limits, ARequestOverItsSizeIsRefusedByGrpc) {
  RunningEngine engine;
  v1::CreateSessionRequest request = NewSession("key");
  request.set_slug(std::string(size_t{4} << 20, 's'));
  v1::Payment payment;
  EXPECT_EQ(engine.client().CreateSession(Context().get(), request, &payment).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  request.set_slug(std::string((size_t{4} << 20) - 1000, 's'));
  EXPECT_EQ(ReasonIn(engine.client().CreateSession(Context().get(), request, &payment)),
            "invalid_field");
}

TEST(Limits, MetadataOverItsSizeIsRefusedByGrpc) {
  RunningEngine engine;
  const auto send = [&](size_t bytes) {
    const auto context = Context();
    context->AddMetadata("x-note", std::string(bytes, 'm'));
    v1::ListDiscrepanciesResponse response;
    return engine.client().ListDiscrepancies(context.get(), {}, &response).error_code();
  };
  EXPECT_EQ(send(7'000), grpc::StatusCode::OK);
  EXPECT_NE(send(9'000), grpc::StatusCode::OK);
}

TEST(Limits, AClientHasSoManyStreamsAndGetsThemBack) {
  RunningEngine engine;
  struct Stream {
    std::unique_ptr<grpc::ClientContext> context;
    std::unique_ptr<grpc::ClientReader<v1::Event>> reader;
  };
  v1::StreamEventsRequest follow;
  follow.set_follow(true);
  CreateOrDie(engine.client(), "key");
  const auto open = [&] {
    Stream stream{.context = Context(), .reader = nullptr};
    stream.reader = engine.client().StreamEvents(stream.context.get(), follow);
    return stream;
  };
  std::vector<Stream> streams;
  v1::Event event;
  for (int i = 0; i < 64; ++i) {
    streams.push_back(open());
    ASSERT_TRUE(streams.back().reader->Read(&event)) << i;
  }
  Stream refused = open();
  EXPECT_FALSE(refused.reader->Read(&event));
  const grpc::Status status = refused.reader->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ReasonIn(status), "too_many_streams");

  streams.back().context->TryCancel();
  streams.back().reader->Finish();
  // The server learns of it in its own time.
  for (bool accepted = false; !accepted;) {
    Stream again = open();
    accepted = again.reader->Read(&event);
    if (accepted) again.context->TryCancel();
    const grpc::Status end = again.reader->Finish();
    if (!accepted) {
      ASSERT_EQ(ReasonIn(end), "too_many_streams");
    }
  }
}

TEST(Limits, AFullQueueIsOverloadAndNotAnError) {
  RunningEngine engine({.writer_runs = false, .writer = {.queue_commands = 2}});
  std::vector<std::thread> waiting;
  std::vector<grpc::Status> answers(2);
  for (size_t i = 0; i < 2; ++i) {
    waiting.emplace_back([&, i] {
      v1::Payment payment;
      answers[i] =
          engine.client().CreateSession(Context().get(), NewSession(std::to_string(i)), &payment);
    });
  }
  while (engine.writer().queue_depth() < 2) std::this_thread::yield();
  v1::Payment payment;
  const grpc::Status status =
      engine.client().CreateSession(Context().get(), NewSession("third"), &payment);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonIn(status), "overloaded");
  engine.writer().Step();
  for (std::thread& thread : waiting) thread.join();
  for (const grpc::Status& answer : answers) EXPECT_TRUE(answer.ok());
}

TEST(Limits, AWriteWhoseCallerGaveUpBeforeItsTurnIsNotMade) {
  RunningEngine engine({.writer_runs = false});
  v1::Payment payment;
  const grpc::Status status = engine.client().CreateSession(Context(absl::Milliseconds(200)).get(),
                                                            NewSession("key"), &payment);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  // Until the server has noticed as well, the turn would still count.
  v1::ListPaymentsRequest list;
  list.set_merchant_id("merchant-1");
  v1::ListPaymentsResponse page;
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_EQ(engine.writer().Step(), 1u);
  ASSERT_TRUE(engine.client().ListPayments(Context().get(), list, &page).ok());
  EXPECT_EQ(page.payments_size(), 0);
}

}  // namespace
}  // namespace hilt::api
