#include "cli/client.h"

#include <chrono>
#include <cstdlib>
#include <sstream>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/time/clock.h"
#include "base/status.h"
#include "cli/files.h"
#include "cli/option_values.h"
#include "cli/terminal.h"
#include "fmt/format.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"

namespace hilt::cli {
namespace {

using settlement::v1::AdminService;
using settlement::v1::SettlementService;

constexpr std::string_view kUnix = "unix:";
constexpr absl::Duration kDefaultTimeout = absl::Seconds(10);
constexpr absl::Duration kLeastTimeout = absl::Milliseconds(100);
constexpr absl::Duration kMostTimeout = absl::Hours(1);

// settlement_service.proto asks clients for it: a full BatchGetPayments or page may need as much.
constexpr int kMaxMessageBytes = 64 << 20;

std::string SocketIn(std::string_view folder) { return fmt::format("unix:{}/hiltd.sock", folder); }

bool IsPort(const std::string& text) {
  const absl::StatusOr<uint64_t> port = ToWholeNumber(text);
  return port.ok() && *port > 0 && *port <= 65535;
}

// Of "HOST:PORT"; empty: it is not of that form.
std::string HostOf(const std::string& address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos || !IsPort(address.substr(colon + 1))) return "";
  std::string host = address.substr(0, colon);
  // An IPv6 address has colons of its own and stands in brackets.
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (!bracketed && host.find_first_of(":/[]") != std::string::npos) return "";
  return host;
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> Credentials(const ServerOptions& options,
                                                                      const std::string& address) {
  const bool any = !options.ca.empty() || !options.cert.empty() || !options.key.empty();
  const bool all = !options.ca.empty() && !options.cert.empty() && !options.key.empty();
  if (any && !all) {
    return absl::InvalidArgumentError("--ca, --cert and --key: give all three or none");
  }
  if (!any && !IsLocal(address)) {
    return absl::InvalidArgumentError(
        fmt::format("{}: not an address of this machine: give --ca, --cert and --key, since the "
                    "engine speaks nothing but mutual TLS there",
                    Printable(address, 200)));
  }
  if (!any) return grpc::InsecureChannelCredentials();
  std::istringstream no_input;
  grpc::SslCredentialsOptions tls;
  HILT_ASSIGN_OR_RETURN(tls.pem_root_certs, ReadInput(options.ca, no_input));
  HILT_ASSIGN_OR_RETURN(tls.pem_cert_chain, ReadInput(options.cert, no_input));
  HILT_ASSIGN_OR_RETURN(tls.pem_private_key, ReadInput(options.key, no_input));
  return grpc::SslCredentials(tls);
}

grpc::ChannelArguments Arguments(absl::Duration timeout) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  // Straight to the engine: no proxy of the environment, no name service for settings.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  // How long one try to connect may take; 20 s unless said.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS,
                   static_cast<int>(absl::ToInt64Milliseconds(timeout)));
  // A new channel is to try anew, whatever pause an old one to the same address is in.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return arguments;
}

}  // namespace

void DeclareServer(CLI::App& command, ServerOptions& options) {
  constexpr char kGroup[] = "Connection";
  command
      .add_option(
          "--server", options.server,
          "unix:PATH or HOST:PORT; default: HILT_SERVER, else hiltd.sock in the data folder")
      ->type_name("ADDRESS")
      ->group(kGroup);
  command
      .add_option("--data-dir", options.data_dir,
                  fmt::format("The engine's data folder; default {}", kDefaultDataDir))
      ->type_name("FOLDER")
      ->group(kGroup);
  command.add_option("--ca", options.ca, "PEM of the authority that the engine must show")
      ->type_name("FILE")
      ->group(kGroup);
  command.add_option("--cert", options.cert, "PEM of our certificate")
      ->type_name("FILE")
      ->group(kGroup);
  command.add_option("--key", options.key, "PEM of our private key")
      ->type_name("FILE")
      ->group(kGroup);
  command
      .add_option("--timeout", options.timeout,
                  "How long an answer may take, 100ms to 1h; default 10s")
      ->type_name("TIME")
      ->group(kGroup);
}

absl::StatusOr<std::string> ServerAddress(const ServerOptions& options, const char* environment) {
  if (!options.server.empty() && !options.data_dir.empty()) {
    return absl::InvalidArgumentError("--server and --data-dir: give one of them");
  }
  std::string address = options.server;
  if (address.empty() && !options.data_dir.empty()) address = SocketIn(options.data_dir);
  if (address.empty() && environment != nullptr) address = environment;
  if (address.empty()) address = SocketIn(kDefaultDataDir);
  const bool socket = address.starts_with(kUnix) && address.size() > kUnix.size();
  if (socket || !HostOf(address).empty()) return address;
  return absl::InvalidArgumentError(
      fmt::format("{}: the address must be unix:PATH or HOST:PORT", Printable(address, 200)));
}

bool IsLocal(const std::string& address) {
  if (address.starts_with(kUnix)) return true;
  const std::string host = HostOf(address);
  if (host == "localhost" || host == "[::1]") return true;
  return host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos;
}

absl::StatusOr<Client> Client::Create(const ServerOptions& options) {
  HILT_ASSIGN_OR_RETURN(const std::string address,
                        ServerAddress(options, std::getenv("HILT_SERVER")));
  absl::Duration timeout = kDefaultTimeout;
  if (!options.timeout.empty()) {
    const auto given = ToDuration(options.timeout, kLeastTimeout, kMostTimeout);
    if (!given.ok()) return base::Annotate(given.status(), "--timeout");
    timeout = *given;
  }
  HILT_ASSIGN_OR_RETURN(const auto credentials, Credentials(options, address));
  return Client(address, timeout, credentials);
}

Client::Client(std::string address, absl::Duration timeout,
               std::shared_ptr<grpc::ChannelCredentials> credentials)
    : address_(std::move(address)), timeout_(timeout), credentials_(std::move(credentials)) {
  OpenChannel();
}

void Client::OpenChannel() {
  channel_ = grpc::CreateCustomChannel(address_, credentials_, Arguments(timeout_));
  settlement_ = SettlementService::NewStub(channel_);
  admin_ = AdminService::NewStub(channel_);
}

bool Client::Connect(InterruptGuard& interrupt) {
  constexpr absl::Duration kLook = absl::Milliseconds(50);  // how long an interrupt may go unseen
  if (channel_->GetState(/*try_to_connect=*/false) == GRPC_CHANNEL_READY) return true;
  OpenChannel();
  const absl::Time give_up = absl::Now() + timeout_;
  while (!interrupt.Requested() && absl::Now() < give_up) {
    const grpc_connectivity_state state = channel_->GetState(/*try_to_connect=*/true);
    if (state == GRPC_CHANNEL_READY) return true;
    if (state == GRPC_CHANNEL_TRANSIENT_FAILURE) return false;
    channel_->WaitForStateChange(state, absl::ToChronoTime(absl::Now() + kLook));
  }
  return false;
}

std::chrono::system_clock::time_point Client::Deadline(absl::Duration extra) const {
  return absl::ToChronoTime(absl::Now() + timeout_ + extra);
}

}  // namespace hilt::cli
