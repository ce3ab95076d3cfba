#include "base/status.h"

#include <memory>
#include <string>
#include <utility>

#include "gtest/gtest.h"

namespace hilt::base {
namespace {

TEST(Annotate, PutsThePlaceBeforeTheMessageAndKeepsTheCode) {
  const absl::Status status = Annotate(absl::NotFoundError("no such mint"), "assets[2]");
  EXPECT_EQ(status, absl::NotFoundError("assets[2]: no such mint"));
}

TEST(Annotate, BuildsAPathFromTheOutsideIn) {
  const absl::Status inner = Annotate(absl::InvalidArgumentError("not base58"), "merchant_wallet");
  EXPECT_EQ(Annotate(inner, "terms"),
            absl::InvalidArgumentError("terms: merchant_wallet: not base58"));
}

TEST(Annotate, LeavesOkAlone) { EXPECT_EQ(Annotate(absl::OkStatus(), "terms"), absl::OkStatus()); }

absl::Status ReturnIfError(const absl::Status& status, bool& went_on) {
  HILT_RETURN_IF_ERROR(status);
  went_on = true;
  return absl::OkStatus();
}

TEST(ReturnIfError, LeavesWithTheStatusUnlessItIsOk) {
  bool went_on = false;
  EXPECT_EQ(ReturnIfError(absl::DataLossError("torn"), went_on), absl::DataLossError("torn"));
  EXPECT_FALSE(went_on);
  EXPECT_EQ(ReturnIfError(absl::OkStatus(), went_on), absl::OkStatus());
  EXPECT_TRUE(went_on);
}

absl::StatusOr<int> Sum(absl::StatusOr<int> left, absl::StatusOr<int> right) {
  HILT_ASSIGN_OR_RETURN(const int a, std::move(left));
  HILT_ASSIGN_OR_RETURN(const int b, std::move(right));
  return a + b;
}

TEST(AssignOrReturn, UnwrapsValues) { EXPECT_EQ(Sum(2, 40).value(), 42); }

TEST(AssignOrReturn, LeavesWithTheFirstError) {
  EXPECT_EQ(Sum(absl::AbortedError("left"), 1).status(), absl::AbortedError("left"));
  EXPECT_EQ(Sum(1, absl::AbortedError("right")).status(), absl::AbortedError("right"));
}

absl::StatusOr<std::string> Unwrap(absl::StatusOr<std::unique_ptr<std::string>> text) {
  std::unique_ptr<std::string> owned;
  HILT_ASSIGN_OR_RETURN(owned, std::move(text));
  return *owned;
}

TEST(AssignOrReturn, MovesValuesThatCannotBeCopiedIntoAVariableThatExists) {
  EXPECT_EQ(Unwrap(std::make_unique<std::string>("moved")).value(), "moved");
}

}  // namespace
}  // namespace hilt::base
