#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <vector>

#include "api/scopes.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/api/running_engine.h"
#include "tests/support/certificates.h"

namespace hilt::api {
namespace {

using test_support::Authority;
using test_support::KeyAndCertificate;

constexpr char kPackage[] = "/hilt.settlement.v1.";

TEST(Access, EveryMethodIsRefusedToAClientWithoutItsScope) {
  RunningEngine engine({.server = [](ServerOptions& options) { options.access.loopback = {}; }});
  for (const MethodScope& row : MethodScopes()) {
    const RawAnswer answer = CallRaw(engine.TcpChannel(), kPackage + std::string(row.method), "");
    EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::PERMISSION_DENIED) << row.method;
    EXPECT_EQ(ReasonIn(answer.status), "missing_scope") << row.method;
    EXPECT_EQ(DetailIn(answer.status, "scope"), Name(row.scope)) << row.method;
  }
}

TEST(Access, AdminIsForTheUnixSocketAndNotForLoopback) {
  RunningEngine engine;
  v1::EngineStatus status;
  EXPECT_TRUE(engine.admin().GetStatus(Context().get(), {}, &status).ok());
  EXPECT_EQ(status.cluster(), v1::CLUSTER_MAINNET);
  const auto tcp = v1::AdminService::NewStub(engine.TcpChannel());
  EXPECT_EQ(tcp->GetStatus(Context().get(), {}, &status).error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
  // The socket serves everything else too, to the same client.
  const auto local = v1::SettlementService::NewStub(engine.UnixChannel());
  EXPECT_EQ(CreateOrDie(*local, "key").payment_id(),
            CreateOrDie(engine.client(), "key").payment_id());
}

TEST(Access, WhatThisEngineCannotDoYetSaysSo) {
  RunningEngine engine;
  v1::Payment payment;
  v1::BackupReport report;
  v1::BackfillProgress progress;
  const auto context = Context();
  auto backfill = engine.admin().Backfill(context.get(), {});
  EXPECT_FALSE(backfill->Read(&progress));
  for (const grpc::Status& status :
       {engine.client().SubmitTransaction(Context().get(), {}, &payment),
        engine.admin().Backup(Context().get(), {}, &report), backfill->Finish()}) {
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
    EXPECT_THAT(status.error_message(), testing::HasSubstr("this engine"));
  }
}

TEST(Access, ExplainIsAnsweredFromAWorkersThread) {
  RunningEngine engine;
  v1::ExplainRequest request;
  request.set_payment_id(CreateOrDie(engine.client(), "key").payment_id());
  std::string signature(64, '\1');
  v1::Explanation answer;
  request.mutable_supplied()->set_json("{}");
  request.mutable_supplied()->set_shape(v1::TRANSACTION_SHAPE_RPC_TRANSACTION);
  const grpc::Status status = engine.admin().Explain(Context().get(), request, &answer);
  EXPECT_EQ(ReasonIn(status), "invalid_field");
  EXPECT_EQ(DetailIn(status, "field"), "supplied.json");
}

// How a client with this certificate fares, by the server's mutual TLS.
grpc::Status CallWith(const Authority& authority, const KeyAndCertificate& client, uint16_t port,
                      const std::string& method) {
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = authority.certificate();
  tls.pem_private_key = client.key;
  tls.pem_cert_chain = client.certificate;
  grpc::ChannelArguments arguments;
  arguments.SetSslTargetNameOverride("engine.test");
  const auto channel = grpc::CreateCustomChannel(fmt::format("127.0.0.1:{}", port),
                                                 grpc::SslCredentials(tls), arguments);
  return CallRaw(channel, method, "").status;
}

TEST(Access, ByMutualTlsTheCertificatesNameDecides) {
  const Authority authority;
  const KeyAndCertificate own = authority.Issue("engine", "DNS:engine.test");
  RunningEngine engine({.server = [&](ServerOptions& options) {
    options.tls = MutualTls{authority.certificate(), own.certificate,
                            telemetry::Secret(std::string(own.key))};
    options.access.clients = {{"api-1", {.read = true, .write = true}},
                              {"ops.example", {.read = true, .admin = true}}};
  }});
  struct Row {
    KeyAndCertificate client;
    std::string method;
    grpc::StatusCode code;
    std::string reason;
  };
  const std::string list = std::string(kPackage) + "SettlementService/ListDiscrepancies";
  const std::string create = std::string(kPackage) + "SettlementService/CreateSession";
  const std::string status = std::string(kPackage) + "AdminService/GetStatus";
  const std::vector<Row> rows = {
      {authority.Issue("api-1", ""), list, grpc::StatusCode::OK, ""},
      {authority.Issue("api-1", ""), status, grpc::StatusCode::PERMISSION_DENIED, "missing_scope"},
      {authority.Issue("x", "DNS:ops.example"), status, grpc::StatusCode::OK, ""},
      {authority.Issue("x", "DNS:ops.example"), create, grpc::StatusCode::PERMISSION_DENIED,
       "missing_scope"},
      {authority.Issue("nobody", ""), list, grpc::StatusCode::UNAUTHENTICATED, "unknown_client"},
      // The alternative name counts where there is one, whatever the common name says.
      {authority.Issue("api-1", "DNS:nobody.example"), list, grpc::StatusCode::UNAUTHENTICATED,
       "unknown_client"},
      {authority.Issue("local", ""), list, grpc::StatusCode::UNAUTHENTICATED, "unknown_client"},
      // Signed by another authority: not even connected.
      {Authority().Issue("api-1", ""), list, grpc::StatusCode::UNAVAILABLE, ""},
  };
  for (const Row& row : rows) {
    const grpc::Status answer = CallWith(authority, row.client, engine.port(), row.method);
    EXPECT_EQ(answer.error_code(), row.code) << row.method << ": " << answer.error_message();
    EXPECT_EQ(ReasonIn(answer), row.reason);
  }
  // Without TLS nothing is served there.
  EXPECT_EQ(CallRaw(engine.TcpChannel(), list, "").status.error_code(),
            grpc::StatusCode::UNAVAILABLE);
}

TEST(Listen, TheSocketIsForItsUserAloneAndGoneAfterwards) {
  struct stat file {};
  std::string path;
  {
    RunningEngine engine;
    path = engine.socket_path();
    ASSERT_EQ(stat(path.c_str(), &file), 0);
    EXPECT_TRUE(S_ISSOCK(file.st_mode));
    EXPECT_EQ(file.st_mode & 07777, 0600u);
    engine.server().Stop(absl::ZeroDuration());
    EXPECT_NE(stat(path.c_str(), &file), 0);
  }
}

// A second server with the engine of `engine`, of which only Start matters.
absl::Status StartAnother(ServerOptions options) {
  struct Parts {
    storage::MemoryStore store;
    base::SystemClock clock;
    base::SecureRandom random;
    settle::EngineRules rules;
    settle::Writer writer{store, rules, clock, {}};
    publish::EventFeed feed{store};
    telemetry::Log log{{.level = telemetry::Level::kError}};
  } parts;
  Server server({.writer = parts.writer,
                 .store = parts.store,
                 .feed = parts.feed,
                 .rules = parts.rules,
                 .clock = parts.clock,
                 .random = parts.random,
                 .identity = {},
                 .view = [] { return EngineView(); },
                 .run_blocking = [](const std::function<void()>&) {},
                 .log = parts.log},
                std::move(options));
  return server.Start().status();
}

TEST(Listen, ALiveSocketIsNeverTakenAndAStaleOneIs) {
  RunningEngine engine;
  const absl::Status taken = StartAnother({.unix_socket = engine.socket_path()});
  EXPECT_EQ(taken.code(), absl::StatusCode::kUnavailable);
  // The first one still answers.
  v1::EngineStatus status;
  EXPECT_TRUE(engine.admin().GetStatus(Context().get(), {}, &status).ok());

  const std::string stale = engine.socket_path() + ".stale";
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  stale.copy(address.sun_path, sizeof(address.sun_path) - 1);
  ASSERT_EQ(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  close(fd);  // the file stays, and nobody listens
  EXPECT_TRUE(StartAnother({.unix_socket = stale}).ok());
}

TEST(Listen, RefusesWhatIsNoPlaceForASocket) {
  RunningEngine engine;
  const std::string file = engine.socket_path() + ".txt";
  std::ofstream(file) << "precious";
  EXPECT_EQ(StartAnother({.unix_socket = file}).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(std::ifstream(file).good());
  EXPECT_EQ(StartAnother({.unix_socket = "/" + std::string(200, 'x')}).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(Listen, RefusesOptionsThatWouldBeUnsafe) {
  RunningEngine engine;
  const std::string taken = fmt::format("127.0.0.1:{}", engine.port());
  struct Row {
    ServerOptions options;
    absl::StatusCode code;
  };
  std::vector<Row> rows(5);
  rows[0] = {{}, absl::StatusCode::kInvalidArgument};
  rows[1] = {{.tcp_address = "0.0.0.0:0"}, absl::StatusCode::kInvalidArgument};
  rows[2] = {{.tcp_address = taken}, absl::StatusCode::kUnavailable};
  rows[3] = {{.tcp_address = "127.0.0.1:0"}, absl::StatusCode::kInvalidArgument};
  rows[3].options.access.clients = {{"local", {}}};
  rows[4] = {{.tcp_address = "127.0.0.1:0"}, absl::StatusCode::kInvalidArgument};
  rows[4].options.access.clients = {{"a", {}}, {"a", {}}};
  for (Row& row : rows) EXPECT_EQ(StartAnother(std::move(row.options)).code(), row.code);
}

TEST(StandardServices, HealthIsServedAndReflectionKnowsBothServices) {
  RunningEngine engine;
  // HealthCheckResponse{status: SERVING}.
  EXPECT_EQ(CallRaw(engine.TcpChannel(), "/grpc.health.v1.Health/Check", "").bytes, "\x08\x01");
  for (const std::string& service :
       {std::string("SettlementService"), std::string("AdminService")}) {
    const std::string name = "hilt.settlement.v1." + service;
    // ServerReflectionRequest{file_containing_symbol: name}.
    const std::string request = "\x22" + std::string(1, static_cast<char>(name.size())) + name;
    const RawAnswer answer =
        CallRaw(engine.TcpChannel(),
                "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", request);
    // Within the answer, the file's descriptor.
    EXPECT_THAT(answer.bytes,
                testing::HasSubstr(service == "AdminService" ? "Backfill" : "CreateSession"))
        << answer.status.error_message();
  }
}

}  // namespace
}  // namespace hilt::api
