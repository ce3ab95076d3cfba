#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cli/cli11_forward.h"
#include "cli/interrupt.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/security/credentials.h"
#include "hilt/settlement/v1/admin_service.grpc.pb.h"
#include "hilt/settlement/v1/settlement_service.grpc.pb.h"

// The way from hiltctl to a running hiltd.
namespace hilt::cli {

// Where hiltd keeps its store and its socket unless it is told otherwise.
inline constexpr char kDefaultDataDir[] = "/var/lib/hilt";

// As typed; empty: not given.
struct ServerOptions {
  std::string server;
  std::string data_dir;
  std::string ca;
  std::string cert;
  std::string key;
  std::string timeout;
};

// Adds --server, --data-dir, --ca, --cert, --key and --timeout.
void DeclareServer(CLI::App& command, ServerOptions& options);

// The address to connect to: --server, else the socket in --data-dir, else `environment` (the value
// of HILT_SERVER; may be null), else the socket in kDefaultDataDir. INVALID_ARGUMENT where it is
// neither "unix:PATH" nor "HOST:PORT".
absl::StatusOr<std::string> ServerAddress(const ServerOptions& options, const char* environment);

// Whether the address never leaves the machine, so that it needs no TLS. Names but `localhost` do
// not count: whom they name is not for us to say.
bool IsLocal(const std::string& address);

class Client {
 public:
  // Sends nothing yet. INVALID_ARGUMENT: an option is bad, TLS is half given or missing where the
  // address is not of this machine, or a file cannot be read.
  static absl::StatusOr<Client> Create(const ServerOptions& options);

  settlement::v1::SettlementService::Stub& settlement() const { return *settlement_; }
  settlement::v1::AdminService::Stub& admin() const { return *admin_; }
  const std::string& address() const { return address_; }
  // How long a call may take, and how long a broken stream is tried again.
  absl::Duration timeout() const { return timeout_; }

  // Whether there is a connection; makes one where there is none, at once and not when gRPC's own
  // pauses are over. false as soon as it fails, after `timeout()`, or after an interrupt. No call
  // may be under way: the stubs are new ones afterwards.
  bool Connect(InterruptGuard& interrupt);

  // One call with the deadline `timeout() + extra` from now.
  //   Call(client.settlement(), &SettlementService::Stub::GetPayment, request, response)
  template <class Stub, class Request, class Response>
  grpc::Status Call(Stub& stub,
                    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Request& request, Response& response,
                    absl::Duration extra = absl::ZeroDuration()) const {
    grpc::ClientContext context;
    context.set_deadline(Deadline(extra));
    return (stub.*method)(&context, request, &response);
  }

 private:
  Client(std::string address, absl::Duration timeout,
         std::shared_ptr<grpc::ChannelCredentials> credentials);

  void OpenChannel();

  std::chrono::system_clock::time_point Deadline(absl::Duration extra) const;

  std::string address_;
  absl::Duration timeout_;
  std::shared_ptr<grpc::ChannelCredentials> credentials_;  // gRPC shares it with the channels
  std::shared_ptr<grpc::Channel> channel_;                 // gRPC shares it with the stubs
  std::unique_ptr<settlement::v1::SettlementService::Stub> settlement_;
  std::unique_ptr<settlement::v1::AdminService::Stub> admin_;
};

}  // namespace hilt::cli
