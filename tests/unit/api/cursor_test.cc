#include "api/cursor.h"

#include <limits>
#include <set>
#include <string>
#include <vector>

#include "api/convert_event.h"
#include "api/page_token.h"
#include "confirmer/settle/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hilt/settlement/v1/query.pb.h"
#include "tests/unit/storage/samples.h"

namespace hilt::api {
namespace {

using domain::EventSeq;
using storage::At;

constexpr char kEpoch[] = "0b8f3a52-9d1e-4c77-8a64-2f10aa6b9cde";
constexpr char kOtherEpoch[] = "1b8f3a52-9d1e-4c77-8a64-2f10aa6b9cde";

std::string ReasonOf(const absl::Status& status) {
  return settle::ReasonOf(status).value_or("none: " + std::string(status.message()));
}

TEST(Cursor, ComesBackAsThePlaceThatItNames) {
  for (const uint64_t seq : {uint64_t{0}, uint64_t{1}, uint64_t{258}, uint64_t{1} << 40}) {
    const std::string text = CursorText(kEpoch, EventSeq(seq));
    EXPECT_LE(text.size(), 128u);
    const auto parsed = ParseCursor(text, kEpoch, EventSeq(seq));
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(parsed->value(), seq);
  }
}

TEST(Cursor, OfAnotherLogOrBeyondItsEndSaysThatTheLogChanged) {
  const std::string mine = CursorText(kEpoch, EventSeq(9));
  for (const absl::Status& status : {ParseCursor(mine, kOtherEpoch, EventSeq(100)).status(),
                                     ParseCursor(mine, kEpoch, EventSeq(8)).status()}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
    EXPECT_EQ(ReasonOf(status), "log_changed");
  }
  EXPECT_THAT(settle::DetailsOf(ParseCursor(mine, kOtherEpoch, EventSeq(100)).status()),
              testing::ElementsAre(testing::Pair("log_epoch", kOtherEpoch)));
}

TEST(Cursor, EveryChangeOfOneCharacterIsNoCursor) {
  const std::string good = CursorText(kEpoch, EventSeq(77));
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = bad[i] == '0' ? '1' : '0';
    const absl::Status status = ParseCursor(bad, kEpoch, EventSeq(100)).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << i;
    EXPECT_EQ(ReasonOf(status), "invalid_cursor") << i;
  }
}

TEST(Cursor, TextOfOtherOriginIsNoCursor) {
  const std::string good = CursorText(kEpoch, EventSeq(77));
  for (const std::string& text :
       {std::string("7"), std::string("x"), good + "0", good.substr(1), std::string(66, 'e'),
        std::string(kEpoch), std::string(1 << 20, '0'), std::string(66, '\0')}) {
    EXPECT_EQ(ReasonOf(ParseCursor(text, kEpoch, EventSeq(100)).status()), "invalid_cursor");
  }
}

domain::Event EventOf(uint64_t seq, absl::Time at, uint8_t payment) {
  domain::Event event;
  event.seq = EventSeq(seq);
  event.type = domain::EventType::kPaymentCreated;
  event.at = at;
  event.payment = storage::NewPayment({.number = payment});
  return event;
}

TEST(EventId, IsTheSameInEveryEpochAndNeverAnotherEvents) {
  // The same number after a restore: another time, or another subject.
  const std::vector<domain::Event> events = {EventOf(5, At(1), 1), EventOf(6, At(1), 1),
                                             EventOf(5, At(2), 1), EventOf(5, At(1), 2)};
  std::set<std::string> ids;
  for (const domain::Event& event : events) {
    v1::Event before;
    v1::Event after;
    const auto assets = domain::AssetRegistry::Default(domain::Cluster::kMainnet);
    FillEvent(event, {.log_epoch = kEpoch, .assets = assets}, &before);
    FillEvent(event, {.log_epoch = kOtherEpoch, .assets = assets}, &after);
    EXPECT_EQ(before.event_id(), after.event_id());
    EXPECT_NE(before.cursor(), after.cursor());
    ids.insert(before.event_id());
  }
  EXPECT_EQ(ids.size(), events.size());
}

TEST(EventId, FitsIntoItsBoundWhateverTheNumbers) {
  domain::Event event =
      EventOf(std::numeric_limits<uint64_t>::max(), absl::FromUnixSeconds(253402300799), 0xff);
  EXPECT_LE(EventId(event).size(), 64u);
  event.payment.reset();
  event.discrepancy = storage::FullDiscrepancy();
  EXPECT_LE(EventId(event).size(), 64u);
}

TEST(Event, ShowsThePaymentAsItStoodAtTheEventsTime) {
  domain::Event event = EventOf(1, At(900), 1);
  v1::Event message;
  const auto assets = domain::AssetRegistry::Default(domain::Cluster::kMainnet);
  FillEvent(event, {.log_epoch = kEpoch, .assets = assets}, &message);
  EXPECT_FALSE(message.payment().expired());
  event.at = At(901);
  FillEvent(event, {.log_epoch = kEpoch, .assets = assets}, &message);
  EXPECT_TRUE(message.payment().expired());
}

TEST(PageToken, FitsItsOwnListAndFiltersAlone) {
  v1::ListPaymentsRequest request;
  request.set_merchant_id("merchant-1");
  request.add_statuses(v1::PAYMENT_STATUS_CONFIRMED);
  const std::string token = PageToken(request, "position");
  request.set_page_token(token);
  request.set_page_size(7);  // may change from page to page
  EXPECT_EQ(*ParsePageToken(request, token), "position");

  v1::ListPaymentsRequest other = request;
  other.set_product_id("merchant-1");
  EXPECT_EQ(ReasonOf(ParsePageToken(other, token).status()), "invalid_page_token");
  other = request;
  other.clear_statuses();
  EXPECT_EQ(ReasonOf(ParsePageToken(other, token).status()), "invalid_page_token");
  EXPECT_EQ(ReasonOf(ParsePageToken(request, token + "0").status()), "invalid_page_token");
  EXPECT_EQ(ReasonOf(ParsePageToken(request, "x").status()), "invalid_page_token");
}

TEST(PageToken, TheLastPageHasNoneAndTheFirstNeedsNone) {
  const v1::ListPaymentsRequest request;
  EXPECT_EQ(PageToken(request, ""), "");
  EXPECT_EQ(*ParsePageToken(request, ""), "");
}

TEST(PageLimit, HasADefaultAndACeiling) {
  EXPECT_EQ(PageLimit(0), 50u);
  EXPECT_EQ(PageLimit(1), 1u);
  EXPECT_EQ(PageLimit(200), 200u);
  EXPECT_EQ(PageLimit(4'000'000'000), 200u);
}

}  // namespace
}  // namespace hilt::api
