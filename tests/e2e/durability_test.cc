#include <set>
#include <string>
#include <thread>

#include "tests/e2e/client.h"

// What was answered is there after a power cut: the process is killed right after the answer.
namespace hilt::e2e {
namespace {

std::vector<GoldenScenario> Settled(size_t count) {
  std::vector<GoldenScenario> settled;
  for (GoldenScenario& scenario : LoadScenarios()) {
    const bool plain = !scenario.native() && scenario.Verdict(0) == "settled" &&
                       !scenario.expect().at(0).contains("duplicate_of_signature");
    if (plain && settled.size() < count) settled.push_back(std::move(scenario));
  }
  return settled;
}

TEST(Durability, WhatTheWebhookAcknowledgedSurvivesAKill) {
  const std::vector<GoldenScenario> scenarios = Settled(6);
  ASSERT_EQ(scenarios.size(), 6u);
  Hiltd hiltd({});
  ASSERT_NO_FATAL_FAILURE(hiltd.Start());
  CreateAll(hiltd, scenarios);
  int kills = 0;
  for (const GoldenScenario& scenario : scenarios) {
    ASSERT_EQ(hiltd.Deliver(scenario.WebhookBody()), 200);
    hiltd.Kill();
    ++kills;
    ASSERT_NO_FATAL_FAILURE(hiltd.Start());
    const v1::Payment payment = Get(hiltd, scenario.sessions().at(0).at("payment_id"));
    EXPECT_EQ(payment.status(), v1::PAYMENT_STATUS_CONFIRMED) << scenario.name;
    EXPECT_EQ(payment.settlement().tx_signature(), scenario.signature());
  }
  EXPECT_EQ(kills, 6);
  EXPECT_EQ(hiltd.Stop(), 0) << hiltd.Log();
}

TEST(Durability, ASessionThatWasAnsweredSurvivesAKill) {
  const std::vector<GoldenScenario> scenarios = Settled(3);
  Hiltd hiltd({});
  ASSERT_NO_FATAL_FAILURE(hiltd.Start());
  for (const GoldenScenario& scenario : scenarios) {
    const v1::Payment created =
        Create(hiltd, RequestOf(scenario.sessions().at(0), EngineNow(hiltd)));
    hiltd.Kill();
    ASSERT_NO_FATAL_FAILURE(hiltd.Start());
    const v1::Payment found = Get(hiltd, created.payment_id());
    EXPECT_EQ(found.nonce(), created.nonce());
    EXPECT_EQ(found.version(), created.version());
  }
}

// A consumer that keeps its cursor with its effects, while the engine is killed under it.
TEST(Durability, AConsumerOfTheLogThatResumesMissesAndRepeatsNothing) {
  const std::vector<GoldenScenario> scenarios = Settled(5);
  Hiltd hiltd({});
  ASSERT_NO_FATAL_FAILURE(hiltd.Start());
  CreateAll(hiltd, scenarios);
  std::vector<std::string> consumed;
  std::string cursor;
  const auto consume = [&](size_t at_most) {
    for (const v1::Event& event : ReadLog(hiltd, cursor, at_most)) {
      consumed.push_back(event.event_id());
      cursor = event.cursor();
    }
  };
  consume(2);
  for (const GoldenScenario& scenario : scenarios) {
    ASSERT_EQ(hiltd.Deliver(scenario.WebhookBody()), 200);
    consume(1);
    hiltd.Kill();
    ASSERT_NO_FATAL_FAILURE(hiltd.Start());
  }
  consume(SIZE_MAX);
  std::vector<std::string> whole;
  for (const v1::Event& event : ReadLog(hiltd)) whole.push_back(event.event_id());
  EXPECT_EQ(whole.size(), 10u);  // created and confirmed, five times
  EXPECT_EQ(consumed, whole);
  EXPECT_EQ(std::set<std::string>(whole.begin(), whole.end()).size(), whole.size());
}

TEST(Shutdown, EndsCleanlyWithStreamsOpenAndRequestsUnderWay) {
  const std::vector<GoldenScenario> scenarios = Settled(1);
  Hiltd hiltd({});
  ASSERT_NO_FATAL_FAILURE(hiltd.Start());
  CreateAll(hiltd, scenarios);
  grpc::ClientContext events_context;
  v1::StreamEventsRequest request;
  request.set_follow(true);
  const auto events = hiltd.payments().StreamEvents(&events_context, request);
  v1::Event event;
  ASSERT_TRUE(events->Read(&event));
  grpc::ClientContext watch_context;
  v1::WatchPaymentRequest watch_request;
  watch_request.set_payment_id(scenarios[0].sessions().at(0).at("payment_id"));
  const auto watch = hiltd.payments().WatchPayment(&watch_context, watch_request);
  v1::Payment payment;
  ASSERT_TRUE(watch->Read(&payment));

  EXPECT_EQ(hiltd.Stop(), 0) << hiltd.Log();
  EXPECT_FALSE(events->Read(&event));
  EXPECT_EQ(events->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_FALSE(watch->Read(&payment));
  EXPECT_EQ(watch->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

}  // namespace
}  // namespace hilt::e2e
