#include "app/grpc_options.h"

#include <utility>

#include "base/status.h"

namespace hilt::app {
namespace {

absl::StatusOr<std::string> ReadPem(const std::string& path) {
  absl::StatusOr<FileText> file = ReadFile(path);
  if (!file.ok()) return base::Annotate(file.status(), path);
  return std::move(file->text);
}

absl::StatusOr<api::MutualTls> ReadTls(const TlsConfig& config) {
  api::MutualTls tls;
  HILT_ASSIGN_OR_RETURN(tls.client_ca, ReadPem(config.ca_file));
  HILT_ASSIGN_OR_RETURN(tls.certificate, ReadPem(config.cert_file));
  absl::StatusOr<telemetry::Secret> key = ReadSecret(config.key_file, ReadFile);
  if (!key.ok()) return base::Annotate(key.status(), config.key_file);
  tls.key = *std::move(key);
  return tls;
}

}  // namespace

absl::StatusOr<api::ServerOptions> GrpcOptionsOf(const GrpcConfig& config) {
  api::ServerOptions options;
  if (config.listen) options.tcp_address = config.listen->ToString();
  options.unix_socket = config.unix_socket;
  if (config.tls) {
    HILT_ASSIGN_OR_RETURN(options.tls, ReadTls(*config.tls));
  }
  for (const ClientConfig& client : config.clients) {
    options.access.clients.push_back(
        {.name = client.name,
         .scopes = {.read = client.read, .write = client.write, .admin = client.admin}});
  }
  return options;
}

}  // namespace hilt::app
