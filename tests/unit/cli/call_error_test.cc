#include "cli/call_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "cli/words.h"
#include "hilt/settlement/v1/error.pb.h"

namespace hilt::cli {
namespace {

using settlement::v1::ErrorInfo;
using settlement::v1::ErrorReason;
using settlement::v1::ErrorStatus;
using testing::HasSubstr;

constexpr char kType[] = "type.googleapis.com/google.rpc.ErrorInfo";

grpc::Status Error(grpc::StatusCode code, const ErrorInfo& info, const char* type = kType) {
  ErrorStatus details;
  details.set_code(code);
  google::protobuf::Any* detail = details.add_details();
  detail->set_type_url(type);
  detail->set_value(info.SerializeAsString());
  return {code, "the message", details.SerializeAsString()};
}

ErrorInfo Info(const char* reason, const char* domain = "settlement.hilt") {
  ErrorInfo info;
  info.set_reason(reason);
  info.set_domain(domain);
  return info;
}

struct Printed {
  ExitCode code;
  std::string err;
};

Printed Print(const grpc::Status& status) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  Io io{in, out, err, Style()};
  const ExitCode code = PrintCallError(status, "payment get", "unix:/x", io);
  EXPECT_EQ(out.str(), "");
  return {code, err.str()};
}

TEST(CallError, EveryReasonHasAdviceOfItsOwn) {
  std::set<std::string_view> generic;
  for (int code = 1; code <= 16; ++code) {
    generic.insert(Advice(std::nullopt, static_cast<grpc::StatusCode>(code)));
  }
  for (const std::string& reason : LowerWords(TypeOf<ErrorReason>())) {
    const std::string_view advice = Advice(Refusal{reason, {}}, grpc::StatusCode::UNKNOWN);
    EXPECT_FALSE(advice.empty()) << reason;
    EXPECT_FALSE(generic.contains(advice)) << reason;
  }
}

TEST(CallError, AReasonOfALaterContractFallsBackToTheCode) {
  EXPECT_EQ(Advice(Refusal{"brand_new", {}}, grpc::StatusCode::INTERNAL),
            Advice(std::nullopt, grpc::StatusCode::INTERNAL));
}

TEST(CallError, OnlyTheEnginesOwnDetailsAreAReason) {
  const auto code = grpc::StatusCode::NOT_FOUND;
  EXPECT_EQ(RefusalOf(Error(code, Info("payment_not_found")))->reason, "payment_not_found");
  EXPECT_FALSE(RefusalOf(Error(code, Info("payment_not_found", "proxy.example"))).has_value());
  EXPECT_FALSE(
      RefusalOf(Error(code, Info("payment_not_found"), "type.googleapis.com/a.B")).has_value());
  EXPECT_FALSE(RefusalOf({code, "m", "\xff\xff not protobuf"}).has_value());
  EXPECT_FALSE(RefusalOf({code, "m"}).has_value());
}

TEST(CallError, SaysCodeReasonMessageFiguresAndWhatToDo) {
  ErrorInfo info = Info("clock_skew");
  (*info.mutable_metadata())["skew_seconds"] = "61";
  const Printed printed = Print(Error(grpc::StatusCode::UNAVAILABLE, info));
  EXPECT_EQ(printed.code, ExitCode::kUnavailable);
  EXPECT_EQ(printed.err,
            "hiltctl payment get: UNAVAILABLE clock_skew: the message\n"
            "  skew_seconds: 61\n"
            "Next: Set the engine's clock (NTP), then try the same call again.\n");
}

TEST(CallError, ExitCodesTellRefusedFromNotReached) {
  struct Case {
    grpc::StatusCode code;
    ExitCode exit_code;
    const char* says;
  };
  const Case cases[] = {
      {grpc::StatusCode::UNAVAILABLE, ExitCode::kUnavailable, "no answer from unix:/x"},
      {grpc::StatusCode::DEADLINE_EXCEEDED, ExitCode::kUnavailable, "longer --timeout"},
      {grpc::StatusCode::CANCELLED, ExitCode::kUnavailable, "as it does when it stops"},
      {grpc::StatusCode::INVALID_ARGUMENT, ExitCode::kRefused, "refused by unix:/x"},
      {grpc::StatusCode::UNIMPLEMENTED, ExitCode::kRefused, "UNIMPLEMENTED"},
      {grpc::StatusCode::INTERNAL, ExitCode::kRefused, "report it"},
      {grpc::StatusCode::UNKNOWN, ExitCode::kRefused, "UNKNOWN"},
  };
  for (const Case& test : cases) {
    const Printed printed = Print({test.code, "m"});
    EXPECT_EQ(printed.code, test.exit_code) << test.says;
    EXPECT_THAT(printed.err, HasSubstr(test.says));
  }
}

TEST(CallError, TheEnginesWordsCannotSteerTheTerminal) {
  ErrorInfo info = Info("\x1b[2J");
  (*info.mutable_metadata())["\x1b[31m"] = "\x1b[0m";
  const Printed printed = Print(Error(grpc::StatusCode::NOT_FOUND, info));
  EXPECT_EQ(printed.err.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace hilt::cli
