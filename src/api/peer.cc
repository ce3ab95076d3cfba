#include "api/peer.h"

#include <optional>

#include "base/check.h"
#include "confirmer/settle/refusal.h"
#include "fmt/format.h"
#include "grpcpp/security/auth_context.h"

namespace hilt::api {
namespace {

// gRPC's names of what a handshake proved (grpc/grpc_security_constants.h).
constexpr char kTransportProperty[] = "transport_security_type";
constexpr char kAlternativeNameProperty[] = "x509_subject_alternative_name";
constexpr char kCommonNameProperty[] = "x509_common_name";

std::vector<std::string> Property(const grpc::AuthContext& context, const std::string& name) {
  std::vector<std::string> values;
  for (const grpc::string_ref& value : context.FindPropertyValues(name)) {
    values.emplace_back(value.data(), value.size());
  }
  return values;
}

bool IsLoopback(std::string_view peer) {
  return peer.starts_with("ipv4:127.") || peer.starts_with("ipv6:%5B::1%5D:") ||
         peer.starts_with("ipv6:[::1]:") || peer.starts_with("ipv6:%5B::ffff:127.") ||
         peer.starts_with("ipv6:[::ffff:127.");
}

absl::Status UnknownClient() {
  return settle::Refusal(absl::StatusCode::kUnauthenticated, "unknown_client",
                         "no client of the certificate's name is configured");
}

// The first of the certificate's names that is configured.
std::optional<Client> FindClient(const Access& access, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    for (const Client& client : access.clients) {
      if (client.name == name) return client;
    }
  }
  return std::nullopt;
}

absl::StatusOr<Client> Identify(const Access& access, const Connection& connection) {
  switch (connection.kind) {
    case Connection::Kind::kUnixSocket:
      return Client{.name = std::string(kLocalClient), .scopes = access.unix_socket};
    case Connection::Kind::kLoopback: {
      Client local{.name = std::string(kLocalClient), .scopes = access.loopback};
      local.scopes.admin = false;
      return local;
    }
    case Connection::Kind::kMutualTls:
      if (auto client = FindClient(access, connection.certificate_names)) return *client;
      return UnknownClient();
    case Connection::Kind::kOther:
      return UnknownClient();
  }
  base::CheckFailed("a Connection::Kind outside its enum", __FILE__, __LINE__);
}

}  // namespace

bool Scopes::Has(Scope scope) const {
  switch (scope) {
    case Scope::kRead:
      return read;
    case Scope::kWrite:
      return write;
    case Scope::kAdmin:
      return admin;
  }
  base::CheckFailed("a Scope outside its enum", __FILE__, __LINE__);
}

Connection ConnectionOf(const grpc::ServerContextBase& context) {
  Connection connection;
  const std::shared_ptr<const grpc::AuthContext> proved = context.auth_context();
  if (proved && Property(*proved, kTransportProperty) == std::vector<std::string>{"ssl"}) {
    connection.kind = Connection::Kind::kMutualTls;
    connection.certificate_names = Property(*proved, kAlternativeNameProperty);
    if (connection.certificate_names.empty()) {
      connection.certificate_names = Property(*proved, kCommonNameProperty);
    }
    return connection;
  }
  const std::string peer = context.peer();
  if (peer.starts_with("unix:")) {
    connection.kind = Connection::Kind::kUnixSocket;
  } else if (IsLoopback(peer)) {
    connection.kind = Connection::Kind::kLoopback;
  }
  return connection;
}

absl::StatusOr<Client> Authorize(const Access& access, const Connection& connection,
                                 std::string_view method) {
  const std::optional<Scope> needed = ScopeOf(method);
  HILT_CHECK(needed.has_value());
  absl::StatusOr<Client> client = Identify(access, connection);
  if (!client.ok() || client->scopes.Has(*needed)) return client;
  return settle::Refusal(absl::StatusCode::kPermissionDenied, "missing_scope",
                         fmt::format("{} needs the scope {}", method, Name(*needed)),
                         {{"scope", std::string(Name(*needed))}});
}

}  // namespace hilt::api
