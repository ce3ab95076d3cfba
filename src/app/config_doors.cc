#include <fmt/format.h>

#include <array>
#include <set>
#include <utility>

#include "app/config_sections.h"

// Who may come in: [grpc] and [http].
namespace hilt::app {
namespace {

constexpr std::string_view kWantedAddress =
    "must be an IP address and a port, as in 127.0.0.1:7401 or [::1]:7401";
constexpr std::string_view kLocalClient = "local";  // who calls without a certificate
constexpr size_t kMaxClientNameChars = 64;
// sockaddr_un.sun_path (unix(7)): 108 bytes with the NUL.
constexpr size_t kMaxSocketPathChars = 107;

void ReadClients(std::vector<TomlTable> tables, GrpcConfig& grpc) {
  std::set<std::string> names;
  for (TomlTable& table : tables) {
    ClientConfig client;
    table.Require("name");
    table.Require("scopes");
    client.name = table.Text("name").value_or("");
    if (table.Has("name") && (client.name.empty() || client.name.size() > kMaxClientNameChars)) {
      table.Error("name", fmt::format("must have 1 to {} characters", kMaxClientNameChars));
    }
    if (client.name == kLocalClient) {
      table.Error("name", "is that of callers without a certificate");
    }
    if (!names.insert(client.name).second) table.Error("name", "given twice");
    const std::vector<std::string> scopes =
        table.Texts("scopes").value_or(std::vector<std::string>());
    for (const std::string& scope : scopes) {
      client.read = client.read || scope == "read";
      client.write = client.write || scope == "write";
      client.admin = client.admin || scope == "admin";
      if (scope != "read" && scope != "write" && scope != "admin") {
        table.Error("scopes", "must be of read, write, admin");
      }
    }
    if (table.Has("scopes") && scopes.empty()) table.Error("scopes", "must not be empty");
    table.Finish();
    grpc.clients.push_back(std::move(client));
  }
}

// A file that the server reads when it starts; here only whether it can.
std::string ReadPemPath(TomlTable& table, std::string_view key, const SectionContext& context,
                        bool secret) {
  table.Require(key);
  const std::optional<std::string> text = table.Text(key);
  if (!text.has_value()) return "";
  std::string path = PathFrom(context.folder, *text);
  if (secret) {
    ReadSecretOf(table, key, path, context.read_file);
  } else if (const auto file = context.read_file(path); !file.ok()) {
    table.Error(key, fmt::format("{}: {}", path, std::string(file.status().message())));
  }
  return path;
}

void ReadTls(TomlTable table, const SectionContext& context, GrpcConfig& grpc) {
  if (!table.present()) return;
  TlsConfig tls;
  tls.ca_file = ReadPemPath(table, "ca_file", context, false);
  tls.cert_file = ReadPemPath(table, "cert_file", context, false);
  tls.key_file = ReadPemPath(table, "key_file", context, true);
  table.Finish();
  grpc.tls = std::move(tls);
}

void ReadListen(TomlTable& table, const SectionContext& context, GrpcConfig& grpc) {
  if (const auto text = table.Text("listen")) {
    grpc.listen = text->empty() ? std::nullopt : ParseListenAddress(*text);
    if (!text->empty() && !grpc.listen.has_value()) table.Error("listen", kWantedAddress);
  }
  if (const auto& text = context.overrides.grpc_listen) {
    grpc.listen = text->empty() ? std::nullopt : ParseListenAddress(*text);
    if (!text->empty() && !grpc.listen.has_value()) {
      context.errors.Add(fmt::format("--grpc-listen: {}", kWantedAddress));
    }
  }
}

}  // namespace

void ReadGrpc(TomlTable table, const SectionContext& context, const std::string& data_dir,
              GrpcConfig& grpc) {
  ReadListen(table, context, grpc);
  const std::string socket = table.Text("unix_socket").value_or("hiltd.sock");
  grpc.unix_socket = socket.empty() ? "" : PathFrom(data_dir, socket);
  grpc.unix_socket = context.overrides.grpc_unix_socket.value_or(grpc.unix_socket);
  if (grpc.unix_socket.size() > kMaxSocketPathChars) {
    table.Error("unix_socket", fmt::format("{}: a socket's path has at most {} characters",
                                           grpc.unix_socket, kMaxSocketPathChars));
  }
  ReadTls(table.Table("tls"), context, grpc);
  ReadClients(table.Tables("clients"), grpc);
  if (!grpc.clients.empty() && !grpc.tls.has_value()) {
    table.Error("clients", "are told apart by certificates: needs [grpc.tls]");
  }
  if (grpc.tls.has_value() && grpc.clients.empty()) {
    table.Error("tls", "lets nobody in: needs at least one [[grpc.clients]]");
  }
  if (grpc.tls.has_value() && !grpc.listen.has_value()) {
    table.Error("tls", "has nothing to protect: listen is empty");
  }
  if (grpc.listen.has_value() && !grpc.listen->loopback() && !grpc.tls.has_value()) {
    const std::string what =
        fmt::format("{} is not a loopback address: needs [grpc.tls]", grpc.listen->ToString());
    if (context.overrides.grpc_listen.has_value()) {
      context.errors.Add("--grpc-listen: " + what);
    } else {
      table.Error("listen", what);
    }
  }
  if (!grpc.listen.has_value() && grpc.unix_socket.empty()) {
    table.Error("listen", "nothing is listened on: unix_socket is empty too");
  }
  table.Finish();
}

void ReadHttp(TomlTable table, const SectionContext& context, HttpConfig& http) {
  constexpr std::string_view kLoopbackOnly =
      "must be a loopback address: a reverse proxy on this machine ends TLS";
  if (const auto text = table.Text("listen")) {
    const std::optional<ListenAddress> address = ParseListenAddress(*text);
    if (!address.has_value()) {
      table.Error("listen", kWantedAddress);
    } else {
      http.listen = *address;
      if (!address->loopback()) table.Error("listen", kLoopbackOnly);
    }
  }
  if (const auto& text = context.overrides.http_listen) {
    const std::optional<ListenAddress> address = ParseListenAddress(*text);
    if (!address.has_value() || !address->loopback()) {
      context.errors.Add(
          fmt::format("--http-listen: {}", address.has_value() ? kLoopbackOnly : kWantedAddress));
    } else {
      http.listen = *address;
    }
  }
  if (const auto bytes = table.Integer("max_body_bytes", 64 << 10, 64 << 20)) {
    http.max_body_bytes = static_cast<size_t>(*bytes);
  }
  if (const auto count = table.Integer("max_connections", 1, 65536)) {
    http.max_connections = static_cast<size_t>(*count);
  }
  if (const auto count = table.Integer("threads", 1, 64)) {
    http.threads = static_cast<size_t>(*count);
  }
  table.Finish();
}

}  // namespace hilt::app
