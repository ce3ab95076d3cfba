#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "api/engine.h"
#include "api/peer.h"
#include "telemetry/secret.h"

// The gRPC server of the engine: both services, health and reflection.
//
//   Server server(engine, {.tcp_address = "127.0.0.1:7401", .unix_socket = "/var/.../hiltd.sock"});
//   auto bound = server.Start();
//   ...
//   server.Stop(absl::Seconds(5));
namespace hilt::api {

// Certificates in PEM. Clients must present one that `client_ca` signed.
struct MutualTls {
  std::string client_ca;
  std::string certificate;
  telemetry::Secret key;
};

struct ServerLimits {
  size_t request_bytes = size_t{4} << 20;
  size_t metadata_bytes = size_t{8} << 10;
  size_t calls_per_connection = 100;
  size_t streams_per_client = 64;
};

struct ServerOptions {
  std::string tcp_address = {};       // "127.0.0.1:7401"; port 0: any free one; empty: no TCP
  std::string unix_socket = {};       // a path; empty: none
  std::optional<MutualTls> tls = {};  // of TCP; needed where the address is not loopback
  Access access = {};
  ServerLimits limits = {};
};

class Server {
 public:
  // `engine` names what it borrows; see there.
  Server(Engine engine, ServerOptions options);
  // Stops without grace, if it was not stopped. What calls had begun may end later than they (a
  // command, a confirmation, a function that was to run) and still looks at the server then: first
  // stop the server, then those who do such work, then destroy it.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  struct Bound {
    uint16_t port = 0;  // of TCP; 0: none
  };
  // Serves when OK is returned; gRPC has its own threads. Once. The unix socket is for this user
  // alone (mode 0600); while it is made, so is every file that other threads make.
  // INVALID_ARGUMENT: nothing to listen on, an address that needs TLS and has none, a socket path
  // that cannot be one, or a client whose name is empty, given twice or `local`.
  // UNAVAILABLE: an address or the socket is taken.
  absl::StatusOr<Bound> Start();

  // Health says NOT_SERVING and new calls are refused (shutting_down); streams and confirmations
  // end so at once; other calls get up to `grace` to be answered, and end so then. What they asked
  // of the writer may still be done. Returns when no call is left, at most a second after `grace`.
  // The writer goes on meanwhile and is stopped after. Blocks; not from a call's thread.
  void Stop(absl::Duration grace);

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace hilt::api
