#include "api/fields.h"

#include <set>
#include <string>
#include <vector>

#include "api/deadline.h"
#include "api/ids.h"
#include "base/random.h"
#include "gtest/gtest.h"

namespace hilt::api {
namespace {

TEST(Fields, Utf8IsWhatUnicodeSaysItIs) {
  struct Row {
    std::string text;
    bool valid;
    const char* what;
  };
  const std::vector<Row> rows = {
      {"", true, "empty"},
      {"abc\x7f", true, "ASCII"},
      {"\xc3\xa4", true, "two bytes"},
      {"\xe2\x82\xac", true, "three bytes"},
      {"\xf0\x9f\x98\x80", true, "four bytes"},
      {"\xf4\x8f\xbf\xbf", true, "U+10FFFF"},
      {"\x80", false, "a lone continuation"},
      {"\xc3", false, "cut short"},
      {"\xe2\x82", false, "cut short"},
      {"\xc0\x80", false, "overlong"},
      {"\xe0\x80\x80", false, "overlong"},
      {"\xf0\x80\x80\x80", false, "overlong"},
      {"\xed\xa0\x80", false, "a surrogate"},
      {"\xf4\x90\x80\x80", false, "past U+10FFFF"},
      {"\xf5\x80\x80\x80", false, "past U+10FFFF"},
      {"\xe2\x28\xa1", false, "a broken second byte"},
      {"\xe2\x82\x28", false, "a broken third byte"},
      {"\xff", false, "no lead"},
  };
  for (const Row& row : rows) EXPECT_EQ(IsUtf8(row.text), row.valid) << row.what;
}

TEST(Fields, TimesAndDurationsOutsideProtobufsBoundsAreRefused) {
  google::protobuf::Timestamp time;
  time.set_seconds(253402300799);
  time.set_nanos(999'999'999);
  EXPECT_TRUE(TimeField("t", time).ok());
  time.set_seconds(253402300800);
  EXPECT_FALSE(TimeField("t", time).ok());
  time.set_seconds(0);
  time.set_nanos(-1);
  EXPECT_FALSE(TimeField("t", time).ok());
  google::protobuf::Duration duration;
  duration.set_seconds(1);
  duration.set_nanos(-1);
  EXPECT_FALSE(DurationField("d", duration).ok());
  duration.set_nanos(500'000'000);
  EXPECT_EQ(*DurationField("d", duration), absl::Milliseconds(1500));
  duration.set_seconds(315576000001);
  EXPECT_FALSE(DurationField("d", duration).ok());
}

TEST(Ids, PaymentIdsAreVersion7UuidsInOrderOfTime) {
  base::SeededRandom random(7);
  const absl::Time now = absl::FromUnixMillis(0x0190'1122'3344);
  const domain::PaymentId id = NewPaymentId(now, random);
  const std::string text = domain::ToString(id);
  EXPECT_EQ(text.substr(0, 13), "01901122-3344");
  EXPECT_EQ(text[14], '7');
  EXPECT_NE(std::string("89ab").find(text[19]), std::string::npos) << text;
  EXPECT_LT(id, NewPaymentId(now + absl::Milliseconds(1), random));
}

TEST(Ids, NoTwoAreAlike) {
  base::SecureRandom random;
  std::set<domain::PaymentId> ids;
  std::set<domain::Nonce> nonces;
  for (int i = 0; i < 1000; ++i) {
    ids.insert(NewPaymentId(absl::UnixEpoch(), random));
    nonces.insert(NewNonce(random));
  }
  EXPECT_EQ(ids.size(), 1000u);
  EXPECT_EQ(nonces.size(), 1000u);
}

TEST(Deadline, AWaitEndsALittleBeforeItsCallerGivesUp) {
  EXPECT_EQ(WithinDeadline(absl::Seconds(10), absl::InfiniteDuration()), absl::Seconds(10));
  EXPECT_EQ(WithinDeadline(absl::Seconds(10), absl::Seconds(60)), absl::Seconds(10));
  EXPECT_LT(WithinDeadline(absl::Seconds(10), absl::Seconds(5)), absl::Seconds(5));
  EXPECT_GT(WithinDeadline(absl::Seconds(10), absl::Seconds(5)), absl::Seconds(4));
  EXPECT_EQ(WithinDeadline(absl::Seconds(10), absl::Milliseconds(1)), absl::ZeroDuration());
  EXPECT_EQ(WithinDeadline(absl::Seconds(10), -absl::Seconds(1)), absl::ZeroDuration());
}

}  // namespace
}  // namespace hilt::api
