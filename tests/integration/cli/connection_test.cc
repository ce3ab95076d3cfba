#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "absl/time/clock.h"
#include "fmt/format.h"
#include "tests/integration/cli/fake_engine.h"
#include "tests/integration/cli/samples.h"
#include "tests/support/certificates.h"

namespace hilt::cli {
namespace {

using settlement::v1::GetPaymentRequest;
using settlement::v1::Payment;
using test_support::Authority;
using test_support::KeyAndCertificate;
using testing::HasSubstr;

grpc::Status GivePaid(const GetPaymentRequest&, Payment* payment) {
  *payment = PaidPayment();
  return grpc::Status::OK;
}

TEST(Connection, TheSocketInTheDataFolderIsFound) {
  const TempFolder folder;
  FakeEngine engine("unix:" + folder.path() + "/hiltd.sock", grpc::InsecureServerCredentials());
  engine.get = GivePaid;
  EXPECT_EQ(RunCli({"payment", "get", kPaymentId, "--data-dir", folder.path()}).code, 0);
}

TEST(Connection, TheEnvironmentNamesTheServerUnlessAFlagDoes) {
  FakeEngine engine;
  engine.get = GivePaid;
  const std::string address = fmt::format("127.0.0.1:{}", engine.port());
  setenv("HILT_SERVER", address.c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
  EXPECT_EQ(RunCli({"payment", "get", kPaymentId}).code, 0);
  const TempFolder folder;
  EXPECT_EQ(RunCli({"payment", "get", kPaymentId, "--data-dir", folder.path()}).code, 5);
  unsetenv("HILT_SERVER");  // NOLINT(concurrency-mt-unsafe)
}

TEST(Connection, WhereNobodyListensItSaysSoAtOnce) {
  const TempFolder folder;
  const absl::Time start = absl::Now();
  for (const std::vector<std::string>& command : {std::vector<std::string>{"status"},
                                                  {"events", "--follow"},
                                                  {"payment", "watch", kPaymentId},
                                                  {"payment", "get", kPaymentId}}) {
    std::vector<std::string> args = command;
    args.insert(args.end(), {"--data-dir", folder.path()});
    const CliResult result = RunCli(args);
    EXPECT_EQ(result.code, 5) << command.front();
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("no answer from unix:" + folder.path() + "/hiltd.sock"));
    EXPECT_THAT(result.err, HasSubstr("Is hiltd running"));
  }
  EXPECT_LT(absl::Now() - start, absl::Seconds(20));
}

TEST(Connection, ASlowEngineIsGivenUpAfterTheTimeout) {
  FakeEngine engine;
  engine.get = [](const GetPaymentRequest&, Payment*) {
    absl::SleepFor(absl::Milliseconds(1500));
    return grpc::Status::OK;
  };
  const CliResult result = engine.Run({"payment", "get", kPaymentId, "--timeout", "100ms"});
  EXPECT_EQ(result.code, 5);
  EXPECT_THAT(result.err, HasSubstr("DEADLINE_EXCEEDED"));
}

class Tls : public testing::Test {
 protected:
  Tls() {
    grpc::SslServerCredentialsOptions options(
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    options.pem_root_certs = authority_.certificate();
    options.pem_key_cert_pairs.push_back({server_.key, server_.certificate});
    engine_ = std::make_unique<FakeEngine>("127.0.0.1:0", grpc::SslServerCredentials(options));
    engine_->get = GivePaid;
    ca_ = folder_.Write("ca.pem", authority_.certificate());
  }

  CliResult Get(const std::string& ca, const KeyAndCertificate& client) {
    return engine_->Run({"payment", "get", kPaymentId, "--timeout", "5s", "--ca", ca, "--cert",
                         folder_.Write("cert.pem", client.certificate), "--key",
                         folder_.Write("key.pem", client.key)});
  }

  const TempFolder folder_;
  const Authority authority_;
  const KeyAndCertificate server_ = authority_.Issue("hiltd", "DNS:localhost,IP:127.0.0.1");
  std::unique_ptr<FakeEngine> engine_;
  std::string ca_;
};

TEST_F(Tls, BothSidesShowTheirCertificates) {
  EXPECT_EQ(Get(ca_, authority_.Issue("operator", "")).code, 0);
}

TEST_F(Tls, AnEngineOfAnotherAuthorityIsNotTrusted) {
  const Authority other;
  const CliResult result =
      Get(folder_.Write("other.pem", other.certificate()), authority_.Issue("operator", ""));
  EXPECT_EQ(result.code, 5);
  EXPECT_EQ(result.out, "");
}

TEST_F(Tls, WithoutACertificateNothingIsAnswered) {
  EXPECT_EQ(engine_->Run({"payment", "get", kPaymentId, "--timeout", "5s"}).code, 5);
}

TEST_F(Tls, AFileThatIsMissingIsNamed) {
  const CliResult result =
      engine_->Run({"payment", "get", kPaymentId, "--ca", folder_.path() + "/absent.pem", "--cert",
                    ca_, "--key", ca_});
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, HasSubstr("absent.pem: No such file"));
}

}  // namespace
}  // namespace hilt::cli
