#include "api/server.h"

#include <limits>
#include <set>
#include <utility>

#include "api/admin_service.h"
#include "api/listen_address.h"
#include "api/serving.h"
#include "api/settlement_service.h"
#include "base/check.h"
#include "base/status.h"
#include "fmt/format.h"
#include "grpc/grpc.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"

namespace hilt::api {
namespace {

// After every call of ours is finished: for the last bytes to leave, and for calls that gRPC serves
// by itself (a health watch) to be cut.
constexpr absl::Duration kLastBytes = absl::Milliseconds(500);

// A dead connection is noticed after 40 s; clients may ask as often as every 10 s whether we live.
constexpr int kKeepaliveMs = 30'000;
constexpr int kKeepaliveTimeoutMs = 10'000;
constexpr int kMinPingIntervalMs = 10'000;
// Connections are renewed, so that clients behind a balancer spread again.
constexpr int kMaxConnectionAgeMs = 30 * 60 * 1000;
constexpr int kMaxConnectionAgeGraceMs = 60'000;

int ToInt(size_t value) {
  HILT_CHECK(value <= static_cast<size_t>(std::numeric_limits<int>::max()));
  return static_cast<int>(value);
}

gpr_timespec MachineTimeIn(absl::Duration wait) {
  return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                      gpr_time_from_millis(absl::ToInt64Milliseconds(wait), GPR_TIMESPAN));
}

absl::Status CheckClients(const Access& access) {
  std::set<std::string> names;
  for (const Client& client : access.clients) {
    if (client.name.empty()) return absl::InvalidArgumentError("clients: a name is empty");
    if (client.name == kLocalClient || !names.insert(client.name).second) {
      return absl::InvalidArgumentError(fmt::format("clients: the name {} is taken", client.name));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckOptions(const ServerOptions& options) {
  if (options.tcp_address.empty() && options.unix_socket.empty()) {
    return absl::InvalidArgumentError("neither a TCP address nor a unix socket to listen on");
  }
  const bool needs_tls = !options.tcp_address.empty() && !IsLoopbackAddress(options.tcp_address);
  if (needs_tls && !options.tls) {
    return absl::InvalidArgumentError(
        fmt::format("{}: an address that others can reach needs mutual TLS", options.tcp_address));
  }
  return CheckClients(options.access);
}

std::shared_ptr<grpc::ServerCredentials> TcpCredentials(const ServerOptions& options) {
  if (!options.tls) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions tls(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  tls.pem_root_certs = options.tls->client_ca;
  tls.pem_key_cert_pairs.push_back(
      {std::string(options.tls->key.Reveal()), options.tls->certificate});
  return grpc::SslServerCredentials(tls);
}

void SetLimits(const ServerLimits& limits, grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(ToInt(limits.request_bytes));
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, ToInt(limits.metadata_bytes));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, ToInt(limits.calls_per_connection));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kMinPingIntervalMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, kMaxConnectionAgeMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, kMaxConnectionAgeGraceMs);
  // Two engines on one port would each get some of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

}  // namespace

class Server::Impl {
 public:
  Impl(Engine engine, ServerOptions options)
      : engine_(std::move(engine)),
        options_(std::move(options)),
        streams_(options_.limits.streams_per_client),
        settlement_(Serving{engine_, options_.access, calls_, streams_}),
        admin_(Serving{engine_, options_.access, calls_, streams_}) {}

  absl::StatusOr<Bound> Start() {
    HILT_CHECK(server_ == nullptr);
    HILT_RETURN_IF_ERROR(CheckOptions(options_));
    if (!options_.unix_socket.empty()) {
      HILT_RETURN_IF_ERROR(PrepareUnixSocket(options_.unix_socket));
    }
    // Both are settings of the process, and may be made again.
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    HILT_ASSIGN_OR_RETURN(const Bound bound, Listen());
    server_->GetHealthCheckService()->SetServingStatus(true);
    for (const char* service :
         {v1::SettlementService::service_full_name(), v1::AdminService::service_full_name()}) {
      server_->GetHealthCheckService()->SetServingStatus(service, true);
    }
    return bound;
  }

  void Stop(absl::Duration grace) {
    if (server_ == nullptr) return;
    server_->GetHealthCheckService()->SetServingStatus(false);
    calls_.Stop(grace);
    server_->Shutdown(MachineTimeIn(kLastBytes));
    server_->Wait();
    server_.reset();
  }

 private:
  absl::StatusOr<Bound> Listen() {
    grpc::ServerBuilder builder;
    int tcp_port = 0;
    int unix_port = 0;
    if (!options_.tcp_address.empty()) {
      builder.AddListeningPort(options_.tcp_address, TcpCredentials(options_), &tcp_port);
    }
    if (!options_.unix_socket.empty()) {
      builder.AddListeningPort("unix:" + options_.unix_socket, grpc::InsecureServerCredentials(),
                               &unix_port);
    }
    SetLimits(options_.limits, builder);
    builder.RegisterService(&settlement_);
    builder.RegisterService(&admin_);
    {
      const PrivateFiles for_the_socket;
      server_ = builder.BuildAndStart();
    }
    if (server_ == nullptr) {
      return absl::UnavailableError(
          fmt::format("cannot listen on {} {}", options_.tcp_address, options_.unix_socket));
    }
    return Bound{.port = static_cast<uint16_t>(tcp_port)};
  }

  const Engine engine_;
  const ServerOptions options_;
  LiveCalls calls_;
  StreamLimit streams_;
  SettlementService settlement_;
  AdminService admin_;
  std::unique_ptr<grpc::Server> server_;
};

Server::Server(Engine engine, ServerOptions options)
    : impl_(std::make_unique<Impl>(std::move(engine), std::move(options))) {}

Server::~Server() { Stop(absl::ZeroDuration()); }

absl::StatusOr<Server::Bound> Server::Start() { return impl_->Start(); }

void Server::Stop(absl::Duration grace) { impl_->Stop(grace); }

}  // namespace hilt::api
