#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "app/config_sections.h"
#include "indexer/source/rpc_endpoint.h"
#include "indexer/source/rpc_transport.h"

// Where what we know of the chain comes from: [webhook], [rpc] and [follower].
namespace hilt::app {
namespace {

constexpr size_t kMaxEndpoints = 16;
// Path segments as long as this are keys.
constexpr size_t kKeyChars = 16;

void ReadMode(TomlTable table, const SectionContext& context, WebhookModeConfig& mode) {
  static constexpr std::array<std::pair<std::string_view, source::AuthMode>, 3> kModes = {{
      {"off", source::AuthMode::kOff},
      {"accepted", source::AuthMode::kAccepted},
      {"required", source::AuthMode::kRequired},
  }};
  if (!table.present()) return;
  table.Require("mode");
  mode.mode = table.Choice("mode", kModes).value_or(source::AuthMode::kOff);
  for (const std::string& text : table.Texts("secret_files").value_or(std::vector<std::string>())) {
    mode.secret_files.push_back(PathFrom(context.folder, text));
  }
  table.Finish();
  if (mode.mode == source::AuthMode::kOff) return;
  if (mode.secret_files.empty() || mode.secret_files.size() > source::kMaxSecrets) {
    table.Error("secret_files", "must name one file, or two while a secret is exchanged");
    return;
  }
  for (const std::string& path : mode.secret_files) {
    std::optional<telemetry::Secret> secret =
        ReadSecretOf(table, "secret_files", path, context.read_file);
    if (!secret.has_value()) continue;
    if (secret->size() < source::kMinSecretBytes || secret->size() > source::kMaxSecretBytes) {
      table.Error("secret_files", fmt::format("{}: must hold {} to {} bytes", path,
                                              source::kMinSecretBytes, source::kMaxSecretBytes));
    }
    mode.secrets.push_back(*std::move(secret));
  }
}

// Of a URL that stands in the configuration, which everybody may read.
bool HoldsKey(const source::RpcUrl& url) {
  if (url.has_user || url.has_query) return true;
  size_t segment = 0;
  for (const char c : url.path) {
    segment = c == '/' ? 0 : segment + 1;
    if (segment >= kKeyChars) return true;
  }
  return false;
}

void CheckUrl(const TomlTable& table, std::string_view key, const RpcEndpointConfig& endpoint) {
  const absl::StatusOr<source::RpcUrl> url = source::ReadRpcUrl(endpoint.url);
  if (!url.ok()) {
    const std::string file = endpoint.url_file.empty() ? "" : endpoint.url_file + ": ";
    table.Error(key, file + "must be an http or https URL with a host and no fragment");
    return;
  }
  if (endpoint.url_file.empty() && HoldsKey(*url)) {
    table.Error(key, "looks as if it held a key: put it into a file, and name that as url_file");
  }
  if (!url->https && !endpoint.allow_plain_http && !IsLoopbackHost(url->host)) {
    table.Error(key,
                "is plain http to another machine: whoever is between can confirm payments; say "
                "allow_plain_http = true where that is nobody");
  }
}

// An endpoint that is given twice would agree with itself. The same URL, byte for byte: what else
// leads to the same node is not noticed.
void CheckIsNew(const TomlTable& table, const std::vector<RpcEndpointConfig>& others,
                const RpcEndpointConfig& endpoint) {
  if (endpoint.url.empty()) return;
  for (const RpcEndpointConfig& other : others) {
    if (other.url.Reveal() != endpoint.url.Reveal()) continue;
    table.Error(endpoint.url_file.empty() ? "url" : "url_file",
                fmt::format("is the URL of {} already", other.name));
    return;
  }
}

void ReadUrl(TomlTable& table, const SectionContext& context, RpcEndpointConfig& endpoint) {
  const std::optional<std::string> url_file = table.Text("url_file");
  std::optional<std::string> url = table.Text("url");
  endpoint.allow_plain_http = table.Bool("allow_plain_http").value_or(false);
  if (table.Has("url") == table.Has("url_file")) {
    table.Error("url", "give either url or url_file");
    return;
  }
  if (url_file.has_value()) {
    endpoint.url_file = PathFrom(context.folder, *url_file);
    std::optional<telemetry::Secret> secret =
        ReadSecretOf(table, "url_file", endpoint.url_file, context.read_file);
    if (!secret.has_value()) return;
    endpoint.url = *std::move(secret);
    CheckUrl(table, "url_file", endpoint);
  } else if (url.has_value()) {
    endpoint.url = telemetry::Secret(*std::move(url));
    CheckUrl(table, "url", endpoint);
  }
}

}  // namespace

std::optional<telemetry::Secret> ReadSecretOf(const TomlTable& table, std::string_view key,
                                              const std::string& path,
                                              const ReadFileFn& read_file) {
  absl::StatusOr<telemetry::Secret> secret = ReadSecret(path, read_file);
  if (secret.ok()) return *std::move(secret);
  table.Error(key, fmt::format("{}: {}", path, std::string(secret.status().message())));
  return std::nullopt;
}

bool WebhookConfig::on() const {
  return hmac_sha256.mode != source::AuthMode::kOff || static_header.mode != source::AuthMode::kOff;
}

void ReadWebhook(TomlTable table, const SectionContext& context, WebhookConfig& webhook) {
  static constexpr std::array<std::pair<std::string_view, settle::WebhookTrust>, 2> kTrusts = {{
      {"hint", settle::WebhookTrust::kHint},
      {"evidence", settle::WebhookTrust::kEvidence},
  }};
  webhook.trust = table.Choice("trust", kTrusts).value_or(webhook.trust);
  ReadMode(table.Table("hmac_sha256"), context, webhook.hmac_sha256);
  ReadMode(table.Table("static_header"), context, webhook.static_header);
  table.Finish();
}

void ReadRpc(TomlTable table, const SectionContext& context,
             std::vector<RpcEndpointConfig>& endpoints) {
  std::vector<TomlTable> tables = table.Tables("endpoints");
  if (tables.size() > kMaxEndpoints) {
    table.Error("endpoints", fmt::format("must be at most {}", kMaxEndpoints));
  }
  table.Finish();
  std::set<std::string> names;
  for (TomlTable& each : tables) {
    RpcEndpointConfig endpoint;
    each.Require("name");
    endpoint.name = each.Text("name").value_or("");
    if (each.Has("name") && !source::IsRpcEndpointName(endpoint.name)) {
      each.Error("name", "must be 1 to 32 of [a-z0-9_-]");
    }
    if (!names.insert(endpoint.name).second) each.Error("name", "given twice");
    ReadUrl(each, context, endpoint);
    CheckIsNew(each, endpoints, endpoint);
    if (const auto timeout = each.Integer("timeout_ms", 100, 120'000)) {
      endpoint.timeout = absl::Milliseconds(*timeout);
    }
    if (const auto calls = each.Integer("calls_per_second", 0, 100'000)) {
      endpoint.calls_per_second = static_cast<uint32_t>(*calls);
    }
    each.Finish();
    endpoints.push_back(std::move(endpoint));
  }
}

void ReadFollower(TomlTable table, FollowerConfig& follower) {
  follower.enabled = table.Bool("enabled").value_or(follower.enabled);
  constexpr std::string_view kStart = "must be \"tip\" or a slot";
  const auto start = table.TextOrInteger("start", 0, int64_t{1} << 62, kStart);
  if (start.has_value() && start->text.has_value() && *start->text != "tip") {
    table.Error("start", kStart);
  }
  if (start.has_value() && !start->text.has_value()) {
    follower.start_slot = domain::Slot(static_cast<uint64_t>(start->integer));
  }
  if (follower.enabled) table.Require("start");
  follower.confirmed = table.Bool("confirmed").value_or(follower.confirmed);
  if (const auto window = table.Integer("window", 2, 512)) {
    follower.window = static_cast<size_t>(*window);
  }
  if (const auto fetches = table.Integer("fetches", 1, 64)) {
    follower.fetches = static_cast<size_t>(*fetches);
  }
  if (const auto max_lag = table.Integer("max_lag_seconds", 1, 86'400)) {
    follower.max_lag = absl::Seconds(*max_lag);
  }
  table.Finish();
}

}  // namespace hilt::app
