#include "confirmer/settle/refusal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hilt::settle {
namespace {

using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

TEST(Refusal, CarriesItsReasonAndDetails) {
  const absl::Status status =
      Refusal(absl::StatusCode::kFailedPrecondition, "payment_failed", "the payment is FAILED",
              {{"failure_reason", "cancelled"}, {"empty", ""}});
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(status.message(), "the payment is FAILED");
  EXPECT_EQ(ReasonOf(status), "payment_failed");
  EXPECT_THAT(DetailsOf(status),
              UnorderedElementsAre(Pair("failure_reason", "cancelled"), Pair("empty", "")));
}

TEST(Refusal, OfAFieldNamesIt) {
  const absl::Status status = InvalidField("metadata[\"a: b\"]", "too long");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "metadata[\"a: b\"]: too long");
  EXPECT_EQ(ReasonOf(status), "invalid_field");
  EXPECT_THAT(DetailsOf(status), UnorderedElementsAre(Pair("field", "metadata[\"a: b\"]")));
}

TEST(Refusal, IsToldFromAStatusThatHasNoReason) {
  EXPECT_EQ(ReasonOf(absl::NotFoundError("no row")), std::nullopt);
  EXPECT_THAT(DetailsOf(absl::NotFoundError("no row")), IsEmpty());
  EXPECT_EQ(ReasonOf(absl::OkStatus()), std::nullopt);
}

}  // namespace
}  // namespace hilt::settle
