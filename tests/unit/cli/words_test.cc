#include "cli/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hilt/settlement/v1/payment.pb.h"
#include "hilt/settlement/v1/verification.pb.h"

namespace hilt::cli {
namespace {

using settlement::v1::EventType;
using settlement::v1::PaymentStatus;
using settlement::v1::Verdict;

TEST(Words, AreTheContractsWithoutTheirPrefix) {
  EXPECT_EQ(Word(settlement::v1::PAYMENT_STATUS_PENDING_SIGNATURE), "PENDING_SIGNATURE");
  EXPECT_EQ(LowerWord(settlement::v1::VERDICT_MERCHANT_UNDERPAID), "merchant_underpaid");
  EXPECT_EQ(Word(static_cast<Verdict>(99)), "UNKNOWN_99");
}

TEST(Words, AreReadInEitherCaseAndUnspecifiedIsNone) {
  EXPECT_EQ(ParseWord<PaymentStatus>("confirmed"), settlement::v1::PAYMENT_STATUS_CONFIRMED);
  EXPECT_EQ(ParseWord<PaymentStatus>("CONFIRMED"), settlement::v1::PAYMENT_STATUS_CONFIRMED);
  EXPECT_EQ(ParseWord<PaymentStatus>("unspecified"), std::nullopt);
  EXPECT_EQ(ParseWord<PaymentStatus>(""), std::nullopt);
  EXPECT_EQ(ParseWord<PaymentStatus>("confirmed "), std::nullopt);
}

TEST(Words, EventsAreNamedAsInTheLog) {
  struct Case {
    EventType type;
    const char* name;
  };
  const Case cases[] = {
      {settlement::v1::EVENT_TYPE_PAYMENT_CREATED, "payment.created"},
      {settlement::v1::EVENT_TYPE_PAYMENT_ATTEMPT_FAILED, "payment.attempt_failed"},
      {settlement::v1::EVENT_TYPE_DISCREPANCY_OPENED, "discrepancy.opened"},
  };
  for (const Case& test : cases) {
    EXPECT_EQ(EventName(test.type), test.name);
    EXPECT_EQ(ParseEventName(test.name), test.type);
  }
  EXPECT_EQ(ParseEventName("unspecified"), std::nullopt);
  EXPECT_EQ(ParseEventName("payment_created"), std::nullopt);
}

TEST(Words, EveryEventNameIsReadBack) {
  const std::vector<std::string> names = EventNames();
  EXPECT_EQ(static_cast<int>(names.size()), TypeOf<EventType>().value_count() - 1);
  for (const std::string& name : names) {
    const auto type = ParseEventName(name);
    ASSERT_TRUE(type.has_value()) << name;
    EXPECT_EQ(EventName(*type), name);
  }
}

}  // namespace
}  // namespace hilt::cli
