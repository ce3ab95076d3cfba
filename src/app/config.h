#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "app/config_files.h"
#include "app/listen_address.h"
#include "confirmer/settle/transition.h"
#include "confirmer/verify/verifier.h"
#include "domain/asset.h"
#include "domain/evidence.h"
#include "domain/ids.h"
#include "indexer/source/helius_webhook.h"
#include "indexer/source/webhook_auth.h"
#include "solana/keys.h"
#include "telemetry/log.h"
#include "telemetry/secret.h"

// hiltd's configuration: one TOML file, of which hiltd.example.toml is the manual, under a few
// flags. Strict: a key that is not known, a value of another type or out of its range, a secret
// that others can read, and a configuration that could never confirm a payment are refused, with
// file, line and column, and all at once.
//
//   absl::StatusOr<Config> config = Config::Load("/etc/hilt/hiltd.toml", {.log_level = "debug"});
//
// Secrets come from files of their own, and none is ever in an error or in Describe's text.
namespace hilt::app {

enum class ProgramPathsMode { kAny, kDefault, kDirect };

struct EngineConfig {
  domain::Cluster cluster = domain::Cluster::kMainnet;
  solana::Blockhash genesis_hash;
  absl::Duration grace = absl::Seconds(120);
  ProgramPathsMode program_paths = ProgramPathsMode::kDefault;
  std::vector<solana::Pubkey> more_programs;  // allowed beside the default ones
  domain::Commitment default_commitment = domain::Commitment::kFinalized;
  std::string data_dir = "/var/lib/hilt";
};

struct TlsConfig {
  std::string ca_file;  // signs clients' certificates
  std::string cert_file;
  std::string key_file;
};

struct ClientConfig {
  std::string name;  // in its certificate
  bool read = false;
  bool write = false;
  bool admin = false;
};

struct GrpcConfig {
  std::optional<ListenAddress> listen = ListenAddress{"127.0.0.1", 7401};  // none: not over TCP
  std::string unix_socket;                                                 // empty: none
  std::optional<TlsConfig> tls;
  std::vector<ClientConfig> clients;  // with tls only
};

struct HttpConfig {
  ListenAddress listen = {"127.0.0.1", 7402};
  size_t max_body_bytes = source::kWebhookBodyLimitBytes;
  size_t max_connections = 1024;
  size_t threads = 2;
};

// One way in which a webhook proves where it comes from.
struct WebhookModeConfig {
  source::AuthMode mode = source::AuthMode::kOff;
  std::vector<std::string> secret_files;
  std::vector<telemetry::Secret> secrets;  // as many, unless the mode is off
};

struct WebhookConfig {
  settle::WebhookTrust trust = settle::WebhookTrust::kHint;
  WebhookModeConfig hmac_sha256;
  WebhookModeConfig static_header;

  bool on() const;
};

struct RpcEndpointConfig {
  std::string name;
  std::string url_file;  // empty: the URL stands in the configuration
  telemetry::Secret url;
  bool allow_plain_http = false;  // to another machine
  absl::Duration timeout = absl::Seconds(5);
  uint32_t calls_per_second = 0;  // 0: without a limit
};

// The block follower: see pipeline::FollowerOptions.
struct FollowerConfig {
  bool enabled = false;
  std::optional<domain::Slot> start_slot;  // none: behind the tip
  bool confirmed = true;
  size_t window = 32;
  size_t fetches = 8;
  absl::Duration max_lag = absl::Seconds(60);  // then /lagz and status say so
};

// What flags say over the file. A path is as seen from the working folder.
struct ConfigOverrides {
  std::optional<std::string> data_dir = std::nullopt;
  std::optional<std::string> grpc_listen = std::nullopt;  // "": none
  std::optional<std::string> grpc_unix_socket = std::nullopt;
  std::optional<std::string> http_listen = std::nullopt;
  std::optional<std::string> log_level = std::nullopt;
};

struct Config {
  EngineConfig engine;
  GrpcConfig grpc;
  HttpConfig http;
  WebhookConfig webhook;
  std::vector<RpcEndpointConfig> rpc_endpoints;  // the preferred one first
  FollowerConfig follower;
  domain::AssetRegistry assets = domain::AssetRegistry::Default(domain::Cluster::kMainnet);
  telemetry::Level log_level = telemetry::Level::kInfo;

  // A source with a cursor is configured.
  bool has_chain_source() const { return follower.enabled; }

  // INVALID_ARGUMENT with a line for each error; ReadFile's errors where there is no text.
  static absl::StatusOr<Config> Load(const std::string& path, const ConfigOverrides& overrides);

  // The same of a text that stands in the file `path`; other files are read by `read_file`. Paths
  // in it are as seen from its folder.
  static absl::StatusOr<Config> Parse(std::string_view text, const std::string& path,
                                      const ConfigOverrides& overrides,
                                      const ReadFileFn& read_file);
};

// The configuration in force, defaults and flags included, as TOML that shows secrets as ***.
std::string Describe(const Config& config);

}  // namespace hilt::app
