#include "api/error.h"

#include <map>
#include <string>
#include <vector>

#include "confirmer/settle/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hilt/settlement/v1/error.pb.h"

namespace hilt::api {
namespace {

namespace v1 = ::hilt::settlement::v1;
using absl::StatusCode;

struct Sent {
  grpc::StatusCode code;
  std::string message;
  std::string reason;  // empty: no details
  std::map<std::string, std::string> metadata;
};

// What a client's library reads out of the trailers.
Sent Read(const grpc::Status& status) {
  Sent sent{status.error_code(), status.error_message(), "", {}};
  if (status.error_details().empty()) return sent;
  v1::ErrorStatus details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  EXPECT_EQ(details.code(), status.error_code());
  EXPECT_EQ(details.message(), status.error_message());
  EXPECT_EQ(details.details_size(), 1);
  EXPECT_EQ(details.details(0).type_url(), "type.googleapis.com/google.rpc.ErrorInfo");
  v1::ErrorInfo info;
  EXPECT_TRUE(info.ParseFromString(details.details(0).value()));
  EXPECT_EQ(info.domain(), "settlement.hilt");
  sent.reason = info.reason();
  sent.metadata = {info.metadata().begin(), info.metadata().end()};
  return sent;
}

TEST(Error, ARefusalKeepsItsCodeReasonAndDetails) {
  const Sent sent =
      Read(ToGrpc(settle::Refusal(StatusCode::kFailedPrecondition, "payment_failed",
                                  "the payment is FAILED", {{"failure_reason", "cancelled"}})));
  EXPECT_EQ(sent.code, grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(sent.message, "the payment is FAILED");
  EXPECT_EQ(sent.reason, "payment_failed");
  EXPECT_THAT(sent.metadata, testing::ElementsAre(testing::Pair("failure_reason", "cancelled")));
}

TEST(Error, EveryCodeOfTheContractReachesTheClientAsItself) {
  struct Row {
    StatusCode code;
    grpc::StatusCode sent;
  };
  for (const Row& row :
       std::vector<Row>{{StatusCode::kInvalidArgument, grpc::StatusCode::INVALID_ARGUMENT},
                        {StatusCode::kNotFound, grpc::StatusCode::NOT_FOUND},
                        {StatusCode::kAlreadyExists, grpc::StatusCode::ALREADY_EXISTS},
                        {StatusCode::kFailedPrecondition, grpc::StatusCode::FAILED_PRECONDITION},
                        {StatusCode::kOutOfRange, grpc::StatusCode::OUT_OF_RANGE},
                        {StatusCode::kResourceExhausted, grpc::StatusCode::RESOURCE_EXHAUSTED},
                        {StatusCode::kUnavailable, grpc::StatusCode::UNAVAILABLE},
                        {StatusCode::kUnauthenticated, grpc::StatusCode::UNAUTHENTICATED},
                        {StatusCode::kPermissionDenied, grpc::StatusCode::PERMISSION_DENIED}}) {
    EXPECT_EQ(ToGrpc(settle::Refusal(row.code, "r", "m")).error_code(), row.sent);
  }
}

TEST(Error, WithoutAReasonOnlyWhatTheContractKnowsReachesTheClient) {
  struct Row {
    absl::Status status;
    grpc::StatusCode code;
    std::string reason;
    bool alarming;
  };
  const std::vector<Row> rows = {
      {absl::InvalidArgumentError("fee: x"), grpc::StatusCode::INVALID_ARGUMENT, "invalid_field",
       false},
      {absl::UnavailableError("disk"), grpc::StatusCode::UNAVAILABLE, "store_unavailable", true},
      {absl::CancelledError("c"), grpc::StatusCode::CANCELLED, "", false},
      {absl::DeadlineExceededError("d"), grpc::StatusCode::DEADLINE_EXCEEDED, "", false},
      {absl::UnimplementedError("u"), grpc::StatusCode::UNIMPLEMENTED, "", false},
      {absl::DataLossError("key 50ab: secret"), grpc::StatusCode::INTERNAL, "", true},
      {absl::FailedPreconditionError("newer"), grpc::StatusCode::INTERNAL, "", true},
      {absl::AlreadyExistsError("nonce"), grpc::StatusCode::INTERNAL, "", true},
      {absl::NotFoundError("n"), grpc::StatusCode::INTERNAL, "", true},
      {absl::InternalError("i"), grpc::StatusCode::INTERNAL, "", true},
  };
  for (const Row& row : rows) {
    const Sent sent = Read(ToGrpc(row.status));
    EXPECT_EQ(sent.code, row.code) << row.status;
    EXPECT_EQ(sent.reason, row.reason) << row.status;
    EXPECT_EQ(IsAlarming(row.status), row.alarming) << row.status;
  }
}

TEST(Error, ADefectIsLoggedAndItsMessageStaysInside) {
  std::vector<std::string> lines;
  telemetry::Log log({.writer = [&](std::string_view line) { lines.emplace_back(line); }});
  const grpc::Status status =
      Answer(absl::DataLossError("key 50ab: torn"), "SettlementService/GetPayment", log);
  EXPECT_THAT(status.error_message(), testing::Not(testing::HasSubstr("50ab")));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], testing::HasSubstr("key 50ab: torn"));
  EXPECT_THAT(lines[0], testing::HasSubstr("SettlementService/GetPayment"));
  Answer(InvalidField("x", "y"), "m", log);
  EXPECT_TRUE(Answer(absl::OkStatus(), "m", log).ok());
  EXPECT_EQ(lines.size(), 1u);
}

TEST(Error, InvalidFieldNamesTheFieldWhateverItsName) {
  const Sent sent = Read(ToGrpc(InvalidField("metadata[\"a: b\"]", "is too long")));
  EXPECT_EQ(sent.message, "metadata[\"a: b\"]: is too long");
  EXPECT_EQ(sent.reason, "invalid_field");
  EXPECT_THAT(sent.metadata, testing::ElementsAre(testing::Pair("field", "metadata[\"a: b\"]")));
}

TEST(Error, TheDomainsRefusalsAreRenamedToTheRequestsFields) {
  const absl::Status refused = absl::InvalidArgumentError("fee: must be below the amount");
  const Sent sent = Read(ToGrpc(RenameField(refused, "fee", "fee_bps")));
  EXPECT_EQ(sent.message, "fee_bps: must be below the amount");
  EXPECT_EQ(sent.metadata.at("field"), "fee_bps");
  // Of another field, or with a reason of its own: untouched.
  const absl::Status wallet = absl::InvalidArgumentError("fee_wallet: given without a fee");
  EXPECT_EQ(RenameField(wallet, "fee", "fee_bps"), wallet);
  EXPECT_EQ(RenameField(InvalidField("fee", "x"), "fee", "y"), InvalidField("fee", "x"));
}

TEST(Error, TheWritersQueueSaysOverloadedOrShuttingDown) {
  EXPECT_EQ(Read(ToGrpc(NotSubmitted(absl::ResourceExhaustedError("full")))).reason, "overloaded");
  EXPECT_EQ(ToGrpc(NotSubmitted(absl::ResourceExhaustedError("full"))).error_code(),
            grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(Read(ToGrpc(NotSubmitted(absl::UnavailableError("stopping")))).reason, "shutting_down");
}

}  // namespace
}  // namespace hilt::api
