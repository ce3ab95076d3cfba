#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hilt/settlement/v1/admin_service.grpc.pb.h"
#include "hilt/settlement/v1/error.pb.h"
#include "hilt/settlement/v1/payment.pb.h"
#include "hilt/settlement/v1/session.pb.h"
#include "hilt/settlement/v1/settlement_service.grpc.pb.h"

namespace hilt::settlement::v1 {
namespace {

// google.rpc.ErrorInfo: reason = 1, domain = 2, map<string, string> metadata = 3. Written by hand,
// tag and length before each text.
std::string GoogleErrorInfoBytes() {
  return std::string(
      "\x0a\x0b"
      "log_changed"
      "\x12\x0f"
      "settlement.hilt"
      "\x1a\x10"
      "\x0a\x09"
      "log_epoch"
      "\x12\x03"
      "abc");
}

TEST(ErrorInfo, HasTheBytesOfGoogleRpcErrorInfo) {
  ErrorInfo info;
  info.set_reason("log_changed");
  info.set_domain("settlement.hilt");
  (*info.mutable_metadata())["log_epoch"] = "abc";
  EXPECT_EQ(info.SerializeAsString(), GoogleErrorInfoBytes());
}

TEST(ErrorInfo, ReadsTheBytesOfGoogleRpcErrorInfo) {
  ErrorInfo info;
  ASSERT_TRUE(info.ParseFromString(GoogleErrorInfoBytes()));
  EXPECT_EQ(info.reason(), "log_changed");
  EXPECT_EQ(info.domain(), "settlement.hilt");
  EXPECT_EQ(info.metadata().at("log_epoch"), "abc");
}

// google.rpc.Status: int32 code = 1, message = 2, repeated Any details = 3; Any: type_url = 1,
// value = 2.
TEST(ErrorStatus, HasTheBytesOfGoogleRpcStatus) {
  ErrorStatus status;
  status.set_code(11);
  status.set_message("gone");
  google::protobuf::Any* any = status.add_details();
  any->set_type_url("type.googleapis.com/google.rpc.ErrorInfo");
  any->set_value("xy");
  EXPECT_EQ(status.SerializeAsString(), std::string("\x08\x0b"
                                                    "\x12\x04"
                                                    "gone"
                                                    "\x1a\x2e"
                                                    "\x0a\x28"
                                                    "type.googleapis.com/google.rpc.ErrorInfo"
                                                    "\x12\x02"
                                                    "xy"));
}

TEST(CreateSessionRequest, TellsNoFeeFromAFeeOfZero) {
  CreateSessionRequest request;
  EXPECT_EQ(request.fee_case(), CreateSessionRequest::FEE_NOT_SET);
  request.set_fee_bps(0);
  CreateSessionRequest copy;
  ASSERT_TRUE(copy.ParseFromString(request.SerializeAsString()));
  EXPECT_EQ(copy.fee_case(), CreateSessionRequest::kFeeBps);
}

TEST(Candidate, TellsTheFirstInABlockFromAnUnknownPlace) {
  Candidate candidate;
  EXPECT_FALSE(candidate.has_index());
  candidate.set_index(0);
  Candidate copy;
  ASSERT_TRUE(copy.ParseFromString(candidate.SerializeAsString()));
  EXPECT_TRUE(copy.has_index());
}

TEST(Services, AreNamedAsClientsCallThem) {
  EXPECT_STREQ(SettlementService::service_full_name(), "hilt.settlement.v1.SettlementService");
  EXPECT_STREQ(AdminService::service_full_name(), "hilt.settlement.v1.AdminService");
}

}  // namespace
}  // namespace hilt::settlement::v1
