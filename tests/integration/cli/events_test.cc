#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <memory>
#include <thread>

#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "tests/integration/cli/fake_engine.h"
#include "tests/integration/cli/samples.h"

namespace hilt::cli {
namespace {

using grpc::ServerContext;
using settlement::v1::Event;
using settlement::v1::StreamEventsRequest;
using testing::HasSubstr;

using Writer = grpc::ServerWriter<Event>;

Event Created(int n) {
  return PaymentEvent(n, settlement::v1::EVENT_TYPE_PAYMENT_CREATED, NewPayment());
}

// The log of n events after the cursor that is asked for.
void WriteLog(const StreamEventsRequest& request, int last, Writer& writer) {
  const int first = request.after().empty() ? 1 : std::stoi(request.after().substr(1)) + 1;
  for (int n = first; n <= last; ++n) writer.Write(Created(n));
}

std::vector<std::string> Cursors(const std::string& json_lines) {
  std::vector<std::string> cursors;
  for (const absl::string_view line : absl::StrSplit(json_lines, '\n', absl::SkipEmpty())) {
    cursors.push_back(Json::parse(line)["cursor"].get<std::string>());
  }
  return cursors;
}

TEST(Events, AreOneLineEachWithTheCursorToGoOnFrom) {
  FakeEngine engine;
  engine.events = [](const StreamEventsRequest&, ServerContext&, Writer& writer) {
    writer.Write(Created(1));
    writer.Write(PaymentEvent(2, settlement::v1::EVENT_TYPE_PAYMENT_CONFIRMED, PaidPayment()));
    Event opened;
    opened.set_type(settlement::v1::EVENT_TYPE_DISCREPANCY_OPENED);
    opened.mutable_occurred_at()->set_seconds(1790000103);
    opened.set_cursor("c3");
    *opened.mutable_discrepancy() = OpenDiscrepancy();
    writer.Write(opened);
    return grpc::Status::OK;
  };
  const CliResult result = engine.Table({"events"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out,
            "2026-09-21T14:15:01Z  payment.created         5e9b4379-bd65-46e4-9de3-93a22ba2c8ef  "
            "96.267165 USDC  PENDING_SIGNATURE\n"
            "2026-09-21T14:15:02Z  payment.confirmed       5e9b4379-bd65-46e4-9de3-93a22ba2c8ef  "
            "96.267165 USDC  CONFIRMED\n"
            "2026-09-21T14:15:03Z  discrepancy.opened      0b5a3c50-7a51-4d0e-8c5f-2f6c3a1d9e77  "
            "duplicate_payment  96.267165 USDC + 3 minor units of 799o..RX33\n"
            "To go on from here: --after c3\n");
}

TEST(Events, TheFilterAndTheCursorReachTheEngine) {
  FakeEngine engine;
  StreamEventsRequest asked;
  engine.events = [&](const StreamEventsRequest& request, ServerContext&, Writer&) {
    asked = request;
    return grpc::Status::OK;
  };
  const CliResult result = engine.Run(
      {"events", "--after", "c41", "--type", "payment.confirmed", "--type", "discrepancy.opened"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(asked.after(), "c41");
  EXPECT_FALSE(asked.follow());
  ASSERT_EQ(asked.types_size(), 2);
  EXPECT_EQ(asked.types(0), settlement::v1::EVENT_TYPE_PAYMENT_CONFIRMED);
  EXPECT_EQ(asked.types(1), settlement::v1::EVENT_TYPE_DISCREPANCY_OPENED);
}

TEST(Events, ResumeAfterALostConnectionWithoutGapOrRepeat) {
  FakeEngine engine;
  std::atomic<int> streams = 0;
  engine.events = [&](const StreamEventsRequest& request, ServerContext&, Writer& writer) {
    const int stream = ++streams;
    WriteLog(request, 3 * stream, writer);
    return stream < 4 ? RefusalStatus(grpc::StatusCode::UNAVAILABLE, "shutting_down", "bye")
                      : grpc::Status::OK;
  };
  const CliResult result = engine.Run({"events", "--follow"});
  EXPECT_EQ(result.code, 0);
  std::vector<std::string> all;
  for (int n = 1; n <= 12; ++n) all.push_back("c" + std::to_string(n));
  EXPECT_EQ(Cursors(result.out), all);
}

TEST(Events, AQuietStreamThatIsLostIsResumedToo) {
  FakeEngine engine;
  std::atomic<int> streams = 0;
  engine.events = [&](const StreamEventsRequest& request, ServerContext&, Writer& writer) {
    EXPECT_EQ(request.after(), "c5");
    if (++streams == 1) {
      absl::SleepFor(absl::Milliseconds(1200));
      return RefusalStatus(grpc::StatusCode::UNAVAILABLE, "shutting_down", "bye");
    }
    WriteLog(request, 6, writer);
    return grpc::Status::OK;
  };
  const CliResult result = engine.Run({"events", "--follow", "--after", "c5"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(Cursors(result.out), std::vector<std::string>{"c6"});
}

TEST(Events, GoOnWithAnEngineThatWasRestarted) {
  const TempFolder folder;
  const std::string address = "unix:" + folder.path() + "/hiltd.sock";
  std::atomic<bool> told = false;
  auto engine = std::make_unique<FakeEngine>(address, grpc::InsecureServerCredentials());
  engine->events = [&](const StreamEventsRequest& request, ServerContext& context, Writer& writer) {
    WriteLog(request, 1, writer);
    told = true;
    while (!context.IsCancelled()) absl::SleepFor(absl::Milliseconds(10));
    return grpc::Status::CANCELLED;
  };
  std::thread restart([&] {
    while (!told) absl::SleepFor(absl::Milliseconds(10));
    engine.reset();
    absl::SleepFor(absl::Milliseconds(300));  // refused meanwhile
    engine = std::make_unique<FakeEngine>(
        address, grpc::InsecureServerCredentials(), [](FakeEngine& again) {
          again.events = [](const StreamEventsRequest& request, ServerContext&, Writer& writer) {
            WriteLog(request, 3, writer);
            return grpc::Status::OK;
          };
        });
  });
  const CliResult result = RunCli({"events", "--follow", "--data-dir", folder.path()});
  restart.join();
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.err, "hiltctl events: connection lost, trying again\n");
  EXPECT_EQ(Cursors(result.out), (std::vector<std::string>{"c1", "c2", "c3"}));
}

TEST(Events, AStreamThatTheServerCancelsIsResumedAndIsNoInterrupt) {
  FakeEngine engine;
  std::atomic<int> streams = 0;
  engine.events = [&](const StreamEventsRequest& request, ServerContext&, Writer& writer) {
    const int stream = ++streams;
    WriteLog(request, stream, writer);
    return stream < 3 ? grpc::Status::CANCELLED : grpc::Status::OK;
  };
  const CliResult resumed = engine.Run({"events", "--follow"});
  EXPECT_EQ(resumed.code, 0);
  EXPECT_EQ(Cursors(resumed.out), (std::vector<std::string>{"c1", "c2", "c3"}));

  engine.events = [](const StreamEventsRequest&, ServerContext&, Writer&) {
    return grpc::Status::CANCELLED;
  };
  EXPECT_EQ(engine.Run({"events", "--follow"}).code, 5);
}

TEST(Events, AChangedLogIsNotReadOnSilently) {
  FakeEngine engine;
  engine.events = [](const StreamEventsRequest&, ServerContext&, Writer&) {
    return RefusalStatus(grpc::StatusCode::OUT_OF_RANGE, "log_changed", "another log",
                         {{"log_epoch", "b"}});
  };
  const CliResult result = engine.Run({"events", "--after", "c9"});
  EXPECT_EQ(result.code, 4);
  EXPECT_THAT(result.err,
              testing::AllOf(HasSubstr("OUT_OF_RANGE log_changed: another log\n  log_epoch: b\n"),
                             HasSubstr("restored from a backup")));
}

TEST(Events, CtrlCEndsFollowingAndKeepsTheCursor) {
  FakeEngine engine;
  engine.events = [](const StreamEventsRequest& request, ServerContext& context, Writer& writer) {
    EXPECT_TRUE(request.follow());
    WriteLog(request, 2, writer);
    absl::SleepFor(absl::Milliseconds(100));
    raise(SIGINT);
    for (int i = 0; i < 1000 && !context.IsCancelled(); ++i) absl::SleepFor(absl::Milliseconds(10));
    return grpc::Status::CANCELLED;
  };
  const CliResult result = engine.Table({"events", "--follow"});
  EXPECT_EQ(result.code, 130);
  EXPECT_EQ(result.err, "");
  EXPECT_THAT(result.out, testing::EndsWith("To go on from here: --after c2\n"));
}

TEST(Events, CtrlCIsHeardInAStreamThatNeverPauses) {
  FakeEngine engine;
  engine.events = [](const StreamEventsRequest&, ServerContext& context, Writer& writer) {
    int n = 0;
    while (!context.IsCancelled() && writer.Write(Created(++n))) {
      if (n == 100) raise(SIGINT);
    }
    return grpc::Status::CANCELLED;
  };
  EXPECT_EQ(engine.Run({"events"}).code, 130);
}

}  // namespace
}  // namespace hilt::cli
