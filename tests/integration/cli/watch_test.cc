#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>

#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "tests/integration/cli/fake_engine.h"
#include "tests/integration/cli/samples.h"

namespace hilt::cli {
namespace {

using grpc::ServerContext;
using settlement::v1::Payment;
using settlement::v1::WatchPaymentRequest;
using testing::HasSubstr;
using testing::StartsWith;

using Writer = grpc::ServerWriter<Payment>;

grpc::Status Lost() { return RefusalStatus(grpc::StatusCode::UNAVAILABLE, "shutting_down", "bye"); }

std::vector<int> Versions(const std::string& json_lines) {
  std::vector<int> versions;
  for (const absl::string_view line : absl::StrSplit(json_lines, '\n', absl::SkipEmpty())) {
    versions.push_back(std::stoi(Json::parse(line)["version"].get<std::string>()));
  }
  return versions;
}

TEST(PaymentWatch, ShowsEachChangeAndEndsWithThePayment) {
  FakeEngine engine;
  engine.watch = [](const WatchPaymentRequest& request, ServerContext&, Writer& writer) {
    EXPECT_EQ(request.payment_id(), kPaymentId);
    writer.Write(NewPayment());
    writer.Write(AnnouncedPayment());
    writer.Write(PaidPayment());
    return grpc::Status::OK;
  };
  const CliResult result = engine.Table({"payment", "watch", kPaymentId});
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(
      result.out,
      StartsWith("2026-09-21T14:14:01Z  PENDING_SIGNATURE\n"
                 "2026-09-21T14:15:55Z  PENDING_CONFIRMATION  hcSF..BxWs, as announced by the "
                 "caller; no evidence\n"
                 "2026-09-21T14:16:15Z  CONFIRMED             hcSF..BxWs, its settlement\n"
                 "\n"
                 "PAYMENT 5e9b4379-bd65-46e4-9de3-93a22ba2c8ef  CONFIRMED\n"));
}

TEST(PaymentWatch, TheExitCodeTellsHowItEnded) {
  Payment reverted = PaidPayment();
  reverted.set_reverted(true);
  struct Case {
    Payment last;
    int code;
  };
  const Case cases[] = {
      {PaidPayment(), 0}, {ExpiredPayment(), 1}, {reverted, 1}, {AnnouncedPayment(), 3}};
  FakeEngine engine;
  Payment last;
  engine.watch = [&](const WatchPaymentRequest&, ServerContext&, Writer& writer) {
    writer.Write(last);
    return grpc::Status::OK;
  };
  for (const Case& test : cases) {
    last = test.last;
    EXPECT_EQ(engine.Run({"payment", "watch", kPaymentId}).code, test.code);
  }
}

TEST(PaymentWatch, MakesALostConnectionAgainAndRepeatsNothing) {
  FakeEngine engine;
  std::atomic<int> streams = 0;
  engine.watch = [&](const WatchPaymentRequest&, ServerContext&, Writer& writer) {
    switch (++streams) {
      case 1:
        writer.Write(NewPayment());
        writer.Write(AnnouncedPayment());
        return Lost();
      case 2:
        return Lost();
      default:
        writer.Write(AnnouncedPayment());
        writer.Write(PaidPayment());
        return grpc::Status::OK;
    }
  };
  const CliResult result = engine.Run({"payment", "watch", kPaymentId});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(Versions(result.out), (std::vector<int>{1, 2, 3}));
  EXPECT_THAT(result.err, HasSubstr("connection lost, trying again\n"));
}

TEST(PaymentWatch, GivesUpALostConnectionAfterTheTimeout) {
  FakeEngine engine;
  std::atomic<bool> lost = false;
  engine.watch = [&](const WatchPaymentRequest&, ServerContext&, Writer& writer) {
    if (!lost.exchange(true)) writer.Write(NewPayment());
    return Lost();
  };
  const absl::Time start = absl::Now();
  const CliResult result = engine.Run({"payment", "watch", kPaymentId, "--timeout", "300ms"});
  EXPECT_EQ(result.code, 5);
  EXPECT_EQ(Versions(result.out), (std::vector<int>{1}));
  EXPECT_THAT(result.err, HasSubstr("UNAVAILABLE shutting_down: bye"));
  EXPECT_LT(absl::Now() - start, absl::Seconds(20));
}

TEST(PaymentWatch, AFirstRefusalIsFinal) {
  FakeEngine engine;
  engine.watch = [](const WatchPaymentRequest&, ServerContext&, Writer&) {
    return RefusalStatus(grpc::StatusCode::NOT_FOUND, "payment_not_found", "no such payment");
  };
  const CliResult result = engine.Run({"payment", "watch", kPaymentId});
  EXPECT_EQ(result.code, 4);
  EXPECT_THAT(result.err, HasSubstr("NOT_FOUND payment_not_found"));
}

TEST(PaymentWatch, CtrlCEndsItCleanly) {
  FakeEngine engine;
  std::atomic<bool> cancelled = false;
  engine.watch = [&](const WatchPaymentRequest&, ServerContext& context, Writer& writer) {
    writer.Write(NewPayment());
    raise(SIGINT);
    for (int i = 0; i < 1000 && !context.IsCancelled(); ++i) absl::SleepFor(absl::Milliseconds(10));
    cancelled = context.IsCancelled();
    return grpc::Status::CANCELLED;
  };
  const CliResult result = engine.Run({"payment", "watch", kPaymentId});
  EXPECT_EQ(result.code, 130);
  EXPECT_EQ(result.err, "");
  // The engine is told, and does not go on for nobody.
  for (int i = 0; i < 1000 && !cancelled; ++i) absl::SleepFor(absl::Milliseconds(10));
  EXPECT_TRUE(cancelled);
}

}  // namespace
}  // namespace hilt::cli
