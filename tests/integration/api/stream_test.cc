#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "api/cursor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/api/running_engine.h"

namespace hilt::api {
namespace {

// What is in the log after a cursor, to its end.
std::vector<v1::Event> ReadLog(v1::SettlementService::Stub& client,
                               const v1::StreamEventsRequest& request) {
  const auto context = Context();
  auto stream = client.StreamEvents(context.get(), request);
  std::vector<v1::Event> events;
  for (v1::Event event; stream->Read(&event);) events.push_back(event);
  const grpc::Status status = stream->Finish();
  EXPECT_TRUE(status.ok()) << status.error_message();
  return events;
}

v1::StreamEventsRequest After(const std::string& cursor) {
  v1::StreamEventsRequest request;
  request.set_after(cursor);
  return request;
}

std::vector<std::string> Ids(const std::vector<v1::Event>& events) {
  std::vector<std::string> ids;
  ids.reserve(events.size());
  for (const v1::Event& event : events) ids.push_back(event.event_id());
  return ids;
}

grpc::Status StatusOf(v1::SettlementService::Stub& client, const v1::StreamEventsRequest& request) {
  const auto context = Context();
  auto stream = client.StreamEvents(context.get(), request);
  v1::Event event;
  EXPECT_FALSE(stream->Read(&event));
  return stream->Finish();
}

TEST(StreamEvents, CutAtEveryPointAndResumedItMissesAndRepeatsNothing) {
  RunningEngine engine;
  // More than the pages that the stream reads in.
  for (int i = 0; i < 70; ++i) CreateOrDie(engine.client(), "order-" + std::to_string(i));
  const std::vector<v1::Event> whole = ReadLog(engine.client(), {});
  ASSERT_EQ(whole.size(), 70u);
  const std::vector<std::string> ids = Ids(whole);
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 70u);
  for (size_t cut = 1; cut <= whole.size(); ++cut) {
    const auto context = Context();
    auto stream = engine.client().StreamEvents(context.get(), {});
    std::vector<v1::Event> before(cut);
    for (v1::Event& event : before) ASSERT_TRUE(stream->Read(&event));
    context->TryCancel();
    stream->Finish();
    std::vector<std::string> seen = Ids(before);
    for (const std::string& id : Ids(ReadLog(engine.client(), After(before.back().cursor())))) {
      seen.push_back(id);
    }
    ASSERT_EQ(seen, ids) << "cut after " << cut;
  }
}

TEST(StreamEvents, AFollowerSeesEachNewEventOnceWhileTheyAreWritten) {
  RunningEngine engine;
  constexpr int kPayments = 200;
  std::thread creating([&] {
    for (int i = 0; i < kPayments; ++i) CreateOrDie(engine.client(), "order-" + std::to_string(i));
  });
  // Cut and resumed again and again, while the log grows.
  std::vector<std::string> seen;
  std::string cursor;
  auto client = v1::SettlementService::NewStub(engine.TcpChannel());
  while (seen.size() < kPayments) {
    v1::StreamEventsRequest request = After(cursor);
    request.set_follow(true);
    const auto context = Context();
    auto stream = client->StreamEvents(context.get(), request);
    v1::Event event;
    for (int i = 0; i < 23 && seen.size() < kPayments; ++i) {
      ASSERT_TRUE(stream->Read(&event)) << seen.size();
      seen.push_back(event.event_id());
      cursor = event.cursor();
    }
    context->TryCancel();
    stream->Finish();
  }
  creating.join();
  EXPECT_EQ(seen, Ids(ReadLog(engine.client(), {})));
}

TEST(StreamEvents, WithoutFollowItEndsWhereTheLogEndedWhenTheCallBegan) {
  RunningEngine engine;
  EXPECT_TRUE(ReadLog(engine.client(), {}).empty());
  CreateOrDie(engine.client(), "order-1");
  EXPECT_EQ(ReadLog(engine.client(), {}).size(), 1u);
}

TEST(StreamEvents, SendsTheTypesThatAreAskedForAndEventsOfAPaymentInOrder) {
  RunningEngine engine;
  for (int i = 0; i < 150; ++i) {
    const v1::Payment payment = CreateOrDie(engine.client(), "order-" + std::to_string(i));
    // The first pages of the log hold nothing of that type.
    if (i >= 148) engine.Observe(PaymentInFull(engine, payment, static_cast<uint8_t>(i)));
  }
  v1::StreamEventsRequest confirmed;
  confirmed.add_types(v1::EVENT_TYPE_PAYMENT_CONFIRMED);
  const std::vector<v1::Event> events = ReadLog(engine.client(), confirmed);
  ASSERT_EQ(events.size(), 2u);
  for (const v1::Event& event : events) {
    EXPECT_EQ(event.type(), v1::EVENT_TYPE_PAYMENT_CONFIRMED);
    EXPECT_EQ(event.payment().status(), v1::PAYMENT_STATUS_CONFIRMED);
  }
  // A cursor of one filter serves another.
  const std::vector<v1::Event> rest = ReadLog(engine.client(), After(events[1].cursor()));
  EXPECT_TRUE(rest.empty());
  std::map<std::string, uint64_t> versions;
  for (const v1::Event& event : ReadLog(engine.client(), {})) {
    uint64_t& version = versions[event.payment().payment_id()];
    EXPECT_GE(event.payment().version(), version);
    version = event.payment().version();
  }
}

TEST(StreamEvents, RefusesWhatIsNoPlaceInThisLog) {
  RunningEngine engine;
  CreateOrDie(engine.client(), "order-1");
  const grpc::Status invalid = StatusOf(engine.client(), After("7"));
  EXPECT_EQ(invalid.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonIn(invalid), "invalid_cursor");
  const std::string other = CursorText("ffffffff-9d1e-4c77-8a64-2f10aa6b9cde", domain::EventSeq(1));
  const grpc::Status changed = StatusOf(engine.client(), After(other));
  EXPECT_EQ(changed.error_code(), grpc::StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(ReasonIn(changed), "log_changed");
  EXPECT_EQ(DetailIn(changed, "log_epoch"), "0b8f3a52-9d1e-4c77-8a64-2f10aa6b9cde");
  v1::StreamEventsRequest types;
  types.add_types(v1::EVENT_TYPE_UNSPECIFIED);
  EXPECT_EQ(DetailIn(StatusOf(engine.client(), types), "field"), "types[0]");
}

}  // namespace
}  // namespace hilt::api
