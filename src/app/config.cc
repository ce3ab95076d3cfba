#include "app/config.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <utility>

#include "app/config_sections.h"
#include "app/toml_table.h"
#include "base/status.h"

namespace hilt::app {
namespace {

constexpr std::array<std::pair<std::string_view, telemetry::Level>, 4> kLevels = {{
    {"debug", telemetry::Level::kDebug},
    {"info", telemetry::Level::kInfo},
    {"warning", telemetry::Level::kWarning},
    {"error", telemetry::Level::kError},
}};

constexpr std::array<std::pair<std::string_view, domain::Commitment>, 2> kCommitments = {{
    {"confirmed", domain::Commitment::kConfirmed},
    {"finalized", domain::Commitment::kFinalized},
}};

// A webhook alone shows no more than `confirmed`.
domain::Commitment DerivedCommitment(const Config& config) {
  const bool by_webhook_alone =
      config.webhook.trust == settle::WebhookTrust::kEvidence && !config.has_chain_source();
  return by_webhook_alone ? domain::Commitment::kConfirmed : domain::Commitment::kFinalized;
}

std::vector<telemetry::Secret> Copies(const std::vector<telemetry::Secret>& secrets) {
  std::vector<telemetry::Secret> copies;
  copies.reserve(secrets.size());
  for (const telemetry::Secret& secret : secrets) {
    copies.emplace_back(std::string(secret.Reveal()));
  }
  return copies;
}

// To try whether they will do.
source::WebhookAuthOptions CopyWebhookAuth(const WebhookConfig& webhook) {
  source::WebhookAuthOptions options;
  options.hmac_sha256 = webhook.hmac_sha256.mode;
  options.hmac_secrets = Copies(webhook.hmac_sha256.secrets);
  options.static_header = webhook.static_header.mode;
  options.static_values = Copies(webhook.static_header.secrets);
  return options;
}

Config ReadDocument(const toml::table& document, const SectionContext& context) {
  Config config;
  TomlTable root(document, context.errors);
  TomlTable engine = root.Table("engine");
  const std::optional<domain::Commitment> commitment =
      engine.Choice("default_commitment", kCommitments);
  const bool default_assets = engine.Bool("default_assets").value_or(true);
  ReadEngine(std::move(engine), context, config.engine);
  ReadAssets(root.Tables("assets"), default_assets, config, context.errors);
  ReadGrpc(root.Table("grpc"), context, config.engine.data_dir, config.grpc);
  ReadHttp(root.Table("http"), context, config.http);
  ReadWebhook(root.Table("webhook"), context, config.webhook);
  ReadRpc(root.Table("rpc"), context, config.rpc_endpoints);
  ReadFollower(root.Table("follower"), config.follower);
  ReadLog(root.Table("log"), context, config.log_level);
  root.Finish();
  config.engine.default_commitment = commitment.value_or(DerivedCommitment(config));
  return config;
}

}  // namespace

void ReadLog(TomlTable table, const SectionContext& context, telemetry::Level& level) {
  level = table.Choice("level", kLevels).value_or(level);
  table.Finish();
  if (!context.overrides.log_level.has_value()) return;
  for (const auto& [name, value] : kLevels) {
    if (name != *context.overrides.log_level) continue;
    level = value;
    return;
  }
  context.errors.Add("--log-level: must be one of: debug, info, warning, error");
}

void CheckConfig(const Config& config, ConfigErrors& errors) {
  if (config.webhook.on()) {
    const absl::Status status =
        source::WebhookAuth::Create(CopyWebhookAuth(config.webhook)).status();
    if (!status.ok()) errors.Add("webhook: " + std::string(status.message()));
  }
  const bool fetches = !config.rpc_endpoints.empty();
  if (config.follower.enabled && !fetches) {
    errors.Add("follower.enabled: give an [[rpc.endpoints]] to read blocks from");
    return;  // what else is wrong follows from it
  }
  if (!config.webhook.on() && !config.has_chain_source()) {
    errors.Add(
        "no payment would ever be seen: set follower.enabled = true, or webhook.hmac_sha256.mode "
        "or webhook.static_header.mode to accepted or required");
  }
  if (config.webhook.trust == settle::WebhookTrust::kHint && !fetches) {
    errors.Add(
        "no payment would ever be confirmed: webhook.trust is hint, so what a webhook says is "
        "looked up on the chain; give an [[rpc.endpoints]] to ask");
  }
  if (config.engine.default_commitment == domain::Commitment::kFinalized && !fetches) {
    errors.Add(
        "engine.default_commitment is finalized, which a webhook alone cannot prove: give an "
        "[[rpc.endpoints]], or say confirmed");
  }
  for (const domain::Asset& asset : config.assets.assets()) {
    if (!asset.agreement_from.has_value() || config.rpc_endpoints.size() >= 2) continue;
    errors.Add(fmt::format(
        "{}: agreement_from: needs two [[rpc.endpoints]] that can agree; with fewer such a payment "
        "would never be confirmed",
        asset.symbol));
  }
}

absl::StatusOr<Config> Config::Load(const std::string& path, const ConfigOverrides& overrides) {
  const absl::StatusOr<FileText> file = ReadFile(path);
  if (!file.ok()) return base::Annotate(file.status(), path);
  return Parse(file->text, path, overrides, ReadFile);
}

absl::StatusOr<Config> Config::Parse(std::string_view text, const std::string& path,
                                     const ConfigOverrides& overrides,
                                     const ReadFileFn& read_file) {
  ConfigErrors errors(path);
  toml::table document;
  try {
    document = toml::parse(text);
  } catch (const toml::parse_error& error) {
    errors.Add(error.source().begin, "", error.description());
    return errors.ToStatus();
  }
  const SectionContext context{
      .folder = std::filesystem::path(path).parent_path().string(),
      .read_file = read_file,
      .overrides = overrides,
      .errors = errors,
  };
  Config config = ReadDocument(document, context);
  HILT_RETURN_IF_ERROR(errors.ToStatus());
  CheckConfig(config, errors);
  HILT_RETURN_IF_ERROR(errors.ToStatus());
  return config;
}

}  // namespace hilt::app
