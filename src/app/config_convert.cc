#include "app/config_convert.h"

#include <utility>

namespace hilt::app {
namespace {

verify::ProgramPaths ProgramPathsOf(const EngineConfig& engine) {
  switch (engine.program_paths) {
    case ProgramPathsMode::kAny:
      return verify::ProgramPaths::Any();
    case ProgramPathsMode::kDirect:
      return {};
    case ProgramPathsMode::kDefault:
      break;
  }
  verify::ProgramPaths paths = verify::ProgramPaths::Default();
  paths.allowed.insert(engine.more_programs.begin(), engine.more_programs.end());
  return paths;
}

}  // namespace

settle::EngineRules EngineRulesOf(const Config& config) {
  settle::EngineRules rules;
  rules.cluster = config.engine.cluster;
  rules.assets = config.assets;
  rules.webhook_trust = config.webhook.trust;
  rules.policy.grace = config.engine.grace;
  rules.policy.program_paths = ProgramPathsOf(config.engine);
  rules.default_commitment = config.engine.default_commitment;
  rules.webhook = config.webhook.on();
  rules.chain_source = config.has_chain_source();
  rules.rpc_endpoint = !config.rpc_endpoints.empty();
  return rules;
}

source::WebhookAuthOptions TakeWebhookAuth(WebhookConfig& webhook) {
  source::WebhookAuthOptions options;
  options.hmac_sha256 = webhook.hmac_sha256.mode;
  options.hmac_secrets = std::exchange(webhook.hmac_sha256.secrets, {});
  options.static_header = webhook.static_header.mode;
  options.static_values = std::exchange(webhook.static_header.secrets, {});
  return options;
}

source::RpcClient::Options TakeRpcOptions(Config& config, std::string user_agent) {
  source::RpcClient::Options options;
  options.user_agent = std::move(user_agent);
  for (RpcEndpointConfig& endpoint : config.rpc_endpoints) {
    source::RpcEndpointOptions& taken = options.endpoints.emplace_back();
    taken.name = endpoint.name;
    taken.url = std::move(endpoint.url);
    taken.timeout = endpoint.timeout;
    taken.calls_per_second = endpoint.calls_per_second;
  }
  return options;
}

}  // namespace hilt::app
