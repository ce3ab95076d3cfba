#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "api/scopes.h"
#include "grpcpp/server_context.h"

// Who calls, and whether he may.
namespace hilt::api {

struct Scopes {
  bool read = false;
  bool write = false;
  bool admin = false;

  bool Has(Scope scope) const;
};

struct Client {
  std::string name;
  Scopes scopes;
};

// Who may call what. Without TLS the caller is on this machine, and is the client `local`.
struct Access {
  Scopes loopback = {.read = true, .write = true};  // over TCP; admin is never given here
  Scopes unix_socket = {.read = true, .write = true, .admin = true};
  // By the name in the client's certificate: a subject alternative name or, where it has none, the
  // common name.
  std::vector<Client> clients = {};
};

inline constexpr std::string_view kLocalClient = "local";

// How a call reached us, as the transport proves it.
struct Connection {
  enum class Kind { kUnixSocket, kLoopback, kMutualTls, kOther };
  Kind kind = Kind::kOther;
  std::vector<std::string> certificate_names = {};  // kMutualTls
};

Connection ConnectionOf(const grpc::ServerContextBase& context);

// The client, if it may call `method` ("SettlementService/GetPayment", a row of the scopes' table).
// UNAUTHENTICATED unknown_client; PERMISSION_DENIED missing_scope with "scope".
absl::StatusOr<Client> Authorize(const Access& access, const Connection& connection,
                                 std::string_view method);

}  // namespace hilt::api
