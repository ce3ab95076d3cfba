#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "app/config.h"
#include "solana/programs.h"

namespace hilt::app {
namespace {

// A TOML basic string. Of control characters, which a path may hold, none is written raw.
std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      quoted += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

template <class T, class ToText>
std::string List(const std::vector<T>& values, ToText&& to_text) {
  std::vector<std::string> texts;
  texts.reserve(values.size());
  for (const T& value : values) texts.push_back(to_text(value));
  return fmt::format("[{}]", fmt::join(texts, ", "));
}

void Line(std::string& out, std::string_view key, std::string_view value) {
  out += fmt::format("{} = {}\n", key, value);
}

std::string_view ModeName(source::AuthMode mode) {
  switch (mode) {
    case source::AuthMode::kOff:
      return "off";
    case source::AuthMode::kAccepted:
      return "accepted";
    case source::AuthMode::kRequired:
      return "required";
  }
  return "";
}

std::string_view LevelName(telemetry::Level level) {
  switch (level) {
    case telemetry::Level::kDebug:
      return "debug";
    case telemetry::Level::kInfo:
      return "info";
    case telemetry::Level::kWarning:
      return "warning";
    case telemetry::Level::kError:
      return "error";
  }
  return "";
}

std::string ProgramPathsText(const EngineConfig& engine) {
  if (engine.program_paths == ProgramPathsMode::kAny) return Quoted("any");
  if (engine.program_paths == ProgramPathsMode::kDirect) return Quoted("direct");
  if (engine.more_programs.empty()) return Quoted("default");
  return List(engine.more_programs,
              [](const solana::Pubkey& program) { return Quoted(solana::ToString(program)); });
}

void AddEngine(std::string& out, const EngineConfig& engine) {
  out += "[engine]\n";
  Line(out, "cluster", Quoted(domain::Name(engine.cluster)));
  Line(out, "genesis_hash", Quoted(solana::ToString(engine.genesis_hash)));
  Line(out, "data_dir", Quoted(engine.data_dir));
  Line(out, "grace_seconds", std::to_string(absl::ToInt64Seconds(engine.grace)));
  Line(out, "program_paths", ProgramPathsText(engine));
  Line(out, "default_commitment", Quoted(domain::Name(engine.default_commitment)));
  Line(out, "default_assets", "false");  // all assets are written out
}

void AddGrpc(std::string& out, const GrpcConfig& grpc) {
  out += "\n[grpc]\n";
  Line(out, "listen", Quoted(grpc.listen.has_value() ? grpc.listen->ToString() : ""));
  Line(out, "unix_socket", Quoted(grpc.unix_socket));
  if (grpc.tls.has_value()) {
    out += "\n[grpc.tls]\n";
    Line(out, "ca_file", Quoted(grpc.tls->ca_file));
    Line(out, "cert_file", Quoted(grpc.tls->cert_file));
    Line(out, "key_file", Quoted(grpc.tls->key_file));
  }
  for (const ClientConfig& client : grpc.clients) {
    std::vector<std::string> scopes;
    if (client.read) scopes.emplace_back("read");
    if (client.write) scopes.emplace_back("write");
    if (client.admin) scopes.emplace_back("admin");
    out += "\n[[grpc.clients]]\n";
    Line(out, "name", Quoted(client.name));
    Line(out, "scopes", List(scopes, Quoted));
  }
}

void AddHttp(std::string& out, const HttpConfig& http) {
  out += "\n[http]\n";
  Line(out, "listen", Quoted(http.listen.ToString()));
  Line(out, "max_body_bytes", std::to_string(http.max_body_bytes));
  Line(out, "max_connections", std::to_string(http.max_connections));
  Line(out, "threads", std::to_string(http.threads));
}

void AddMode(std::string& out, std::string_view name, const WebhookModeConfig& mode) {
  out += fmt::format("\n[webhook.{}]\n", name);
  Line(out, "mode", Quoted(ModeName(mode.mode)));
  Line(out, "secret_files", List(mode.secret_files, Quoted));
}

void AddSources(std::string& out, const Config& config) {
  out += "\n[webhook]\n";
  const bool hint = config.webhook.trust == settle::WebhookTrust::kHint;
  Line(out, "trust", Quoted(hint ? "hint" : "evidence"));
  AddMode(out, "hmac_sha256", config.webhook.hmac_sha256);
  AddMode(out, "static_header", config.webhook.static_header);
  for (const RpcEndpointConfig& endpoint : config.rpc_endpoints) {
    out += "\n[[rpc.endpoints]]\n";
    Line(out, "name", Quoted(endpoint.name));
    if (endpoint.url_file.empty()) {
      Line(out, "url", Quoted(telemetry::RedactUrl(endpoint.url.Reveal())));
    } else {
      Line(out, "url_file", Quoted(endpoint.url_file));
    }
    Line(out, "allow_plain_http", endpoint.allow_plain_http ? "true" : "false");
    Line(out, "timeout_ms", std::to_string(absl::ToInt64Milliseconds(endpoint.timeout)));
    Line(out, "calls_per_second", std::to_string(endpoint.calls_per_second));
  }
}

void AddFollower(std::string& out, const FollowerConfig& follower) {
  out += "\n[follower]\n";
  Line(out, "enabled", follower.enabled ? "true" : "false");
  Line(out, "start",
       follower.start_slot ? std::to_string(follower.start_slot->value()) : Quoted("tip"));
  Line(out, "confirmed", follower.confirmed ? "true" : "false");
  Line(out, "window", std::to_string(follower.window));
  Line(out, "fetches", std::to_string(follower.fetches));
  Line(out, "max_lag_seconds", std::to_string(absl::ToInt64Seconds(follower.max_lag)));
}

void AddAsset(std::string& out, const domain::Asset& asset) {
  out += "\n[[assets]]\n";
  Line(out, "symbol", Quoted(asset.symbol));
  if (asset.mint.has_value()) {
    const bool token = asset.token_program == solana::kTokenProgram;
    Line(out, "mint", Quoted(solana::ToString(*asset.mint)));
    Line(out, "token_program", Quoted(token ? "token" : "token-2022"));
    Line(out, "decimals", std::to_string(asset.decimals));
  }
  if (asset.finalized_from.has_value()) {
    Line(out, "finalized_from", std::to_string(asset.finalized_from->value()));
  }
  if (asset.agreement_from.has_value()) {
    Line(out, "agreement_from", std::to_string(asset.agreement_from->value()));
  }
  Line(out, "allowed_extensions",
       List(asset.allowed_extensions, [](uint16_t type) { return std::to_string(type); }));
}

}  // namespace

std::string Describe(const Config& config) {
  std::string out;
  AddEngine(out, config.engine);
  AddGrpc(out, config.grpc);
  AddHttp(out, config.http);
  AddSources(out, config);
  AddFollower(out, config.follower);
  for (const domain::Asset& asset : config.assets.assets()) AddAsset(out, asset);
  out += "\n[log]\n";
  Line(out, "level", Quoted(LevelName(config.log_level)));
  return out;
}

}  // namespace hilt::app
