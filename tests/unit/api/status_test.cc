#include "api/convert_status.h"

#include "api/cursor.h"
#include "gtest/gtest.h"
#include "tests/unit/api/engine_fixture.h"

namespace hilt::api {
namespace {

TEST(GetStatus, TellsWhatTheApiKnowsByItself) {
  EngineFixture fixture;
  fixture.Write([](storage::Ledger& ledger) {
    domain::Event event;
    event.type = domain::EventType::kPaymentCreated;
    event.payment = storage::NewPayment();
    ASSERT_TRUE(ledger.AppendEvent(event).ok());
  });
  v1::EngineStatus status;
  ASSERT_TRUE(GetStatus(fixture.engine, status).ok());
  EXPECT_NE(status.version(), "");
  EXPECT_EQ(status.cluster(), v1::CLUSTER_MAINNET);
  EXPECT_TRUE(status.livemode());
  EXPECT_EQ(status.genesis_hash(), fixture.engine.identity.genesis_hash);
  EXPECT_EQ(status.log().epoch(), fixture.engine.identity.log_epoch);
  EXPECT_EQ(status.log().event_count(), 1u);
  EXPECT_EQ(status.log().end_cursor(),
            CursorText(fixture.engine.identity.log_epoch, domain::EventSeq(1)));
  ASSERT_EQ(status.assets_size(), 2);
  EXPECT_FALSE(status.has_clock_skew_seconds());
  EXPECT_EQ(status.health(), v1::HEALTH_OK);
}

TEST(GetStatus, ShowsEachPartAndHoldsItToItsBounds) {
  EngineFixture fixture;
  EngineView& view = fixture.view;
  view.clock_skew = -absl::Seconds(31);
  SourceView source{.name = "follower", .kind = SourceKind::kBlockFollower};
  source.cursor = ChainPoint{domain::Slot(90), storage::At(1)};
  source.tip = ChainPoint{domain::Slot(100), std::nullopt};
  source.lag = absl::Seconds(4);
  for (uint64_t i = 0; i < 40; ++i) source.gaps.push_back({domain::Slot(i), domain::Slot(i)});
  source.last_error = LastError{std::string(600, 'e'), storage::At(2)};
  source.waits_for = std::string(600, 'w');
  view.sources = {source};
  view.queues = {{.name = "writer", .depth = 1, .capacity = 10}};
  view.open_discrepancies = {{domain::DiscrepancyKind::kLate, 3}};
  v1::EngineStatus status;
  ASSERT_TRUE(GetStatus(fixture.engine, status).ok());
  EXPECT_EQ(status.clock_skew_seconds(), -31);
  const v1::SourceStatus& shown = status.sources(0);
  EXPECT_EQ(shown.lag_slots(), 10u);
  EXPECT_EQ(shown.lag_seconds(), 4u);
  EXPECT_EQ(shown.gaps_size(), 32);
  EXPECT_EQ(shown.gap_count(), 40u);
  EXPECT_EQ(shown.last_error().size(), 512u);
  EXPECT_EQ(shown.waits_for(), std::string(512, 'w'));
  EXPECT_FALSE(shown.has_last_success_at());
  EXPECT_EQ(status.queues(0).depth(), 1u);
  EXPECT_EQ(status.open_discrepancies(0).kind(), v1::DISCREPANCY_KIND_LATE);
  EXPECT_EQ(status.open_discrepancies(0).open_count(), 3u);
}

TEST(GetStatus, TheEngineIsAsWellAsItsWorstPart) {
  EngineView view;
  EXPECT_EQ(HealthOf(view), Health::kOk);
  view.queues = {{.name = "writer", .depth = 8, .capacity = 10}};
  EXPECT_EQ(HealthOf(view), Health::kOk);
  view.queues[0].depth = 9;
  EXPECT_EQ(HealthOf(view), Health::kLagging);
  view.sources = {{.name = "webhook", .health = Health::kFailing}};
  EXPECT_EQ(HealthOf(view), Health::kFailing);
  view.sources.clear();
  view.endpoints = {{.name = "rpc", .health = Health::kFailing}};
  EXPECT_EQ(HealthOf(view), Health::kFailing);
  view.endpoints.clear();
  view.queues.clear();
  view.store.health = Health::kLagging;
  EXPECT_EQ(HealthOf(view), Health::kLagging);
  view.clock_skew = absl::Seconds(-30);
  EXPECT_EQ(HealthOf(view), Health::kLagging);
  view.clock_skew = absl::Seconds(-31);
  EXPECT_EQ(HealthOf(view), Health::kFailing) << "it creates no session";
}

}  // namespace
}  // namespace hilt::api
