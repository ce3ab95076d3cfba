#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/cli/fake_engine.h"
#include "tests/integration/cli/samples.h"

namespace hilt::cli {
namespace {

using settlement::v1::EngineStatus;
using settlement::v1::GetStatusRequest;
using testing::HasSubstr;
using testing::Not;

TEST(EngineStatusReport, ShowsEveryPart) {
  FakeEngine engine;
  engine.status = [](const GetStatusRequest&, EngineStatus* status) {
    *status = HealthyEngine();
    return grpc::Status::OK;
  };
  const CliResult result = engine.Table({"status"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out,
            "ENGINE 0.1.0 on mainnet (real money)  OK\n"
            "  running for   3 h 12 min\n"
            "  clock         2026-09-21T14:16:40Z, -1 s off the chain's time\n"
            "  genesis       5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d\n"
            "  payments      2 pending, 27 in all\n"
            "  events        61, log ends at c61\n"
            "  store         rocksdb, 1.5 MiB used, 5.0 GiB free, ok\n"
            "\n"
            "SOURCES\n"
            "  NAME    KIND            HEALTH     CURSOR  LAG                  SEEN  GAPS\n"
            "  helius  helius_webhook  OK                 2 s                    31     0\n"
            "  blocks  block_follower  OK      447600400  1 min 30 s, 4 slots  1204     0\n"
            "\n"
            "ENDPOINTS\n"
            "  NAME  HEALTH  FINALIZED\n"
            "  main  OK      447600404\n"
            "\n"
            "QUEUES\n"
            "  NAME    WAITING  CAPACITY\n"
            "  writer        0      4096\n"
            "\n"
            "ASSETS\n"
            "  ASSET    FINALIZED FROM  AGREEMENT FROM  MINT\n"
            "  USDC   1000.000000 USDC           never  EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt"
            "1v\n"
            "  SOL               never           never  native\n"
            "\n"
            "OPEN DISCREPANCIES\n"
            "  KIND               OPEN\n"
            "  duplicate_payment     1\n"
            "  See them: hiltctl discrepancy list\n");
}

TEST(EngineStatusReport, APartThatIsUnwellSaysWhyAndTheExitCodeIsOne) {
  FakeEngine engine;
  engine.status = [](const GetStatusRequest&, EngineStatus* status) {
    *status = HealthyEngine();
    status->set_health(settlement::v1::HEALTH_FAILING);
    status->clear_clock_skew_seconds();
    settlement::v1::SourceStatus* source = status->mutable_sources(1);
    source->set_health(settlement::v1::HEALTH_FAILING);
    source->set_gap_count(2);
    source->set_last_error("429 too many requests \x1b[2J");
    source->mutable_last_error_at()->set_seconds(1790000140);
    source->set_waits_for("the block of slot 447600401 at finalized: main: HTTP 429");
    status->mutable_sources(0)->set_waits_for("what is well is not told of");
    return grpc::Status::OK;
  };
  const CliResult result = engine.Table({"status"});
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(
      result.out,
      HasSubstr("  blocks: 429 too many requests \\x1b[2J (1 min ago)\n"
                "  blocks waits for the block of slot 447600401 at finalized: main: HTTP 429\n"));
  EXPECT_THAT(result.out, Not(HasSubstr("is not told of")));
  EXPECT_THAT(result.out, HasSubstr("the chain's time is not known"));
}

TEST(EngineStatusReport, JsonComesWithTheSameExitCode) {
  FakeEngine engine;
  engine.status = [](const GetStatusRequest&, EngineStatus* status) {
    *status = HealthyEngine();
    status->set_health(settlement::v1::HEALTH_LAGGING);
    return grpc::Status::OK;
  };
  const CliResult result = engine.Run({"status"});
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(Json::parse(result.out)["health"], "HEALTH_LAGGING");
}

TEST(EngineStatusReport, WithoutTheScopeItSaysWhatToUse) {
  FakeEngine engine;
  engine.status = [](const GetStatusRequest&, EngineStatus*) {
    return RefusalStatus(grpc::StatusCode::PERMISSION_DENIED, "missing_scope", "needs admin",
                         {{"scope", "admin"}});
  };
  const CliResult result = engine.Run({"status"});
  EXPECT_EQ(result.code, 4);
  EXPECT_THAT(result.err, HasSubstr("  scope: admin\nNext: Use the unix socket"));
}

}  // namespace
}  // namespace hilt::cli
