#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/config.h"
#include "app/toml_table.h"

// The sections of the configuration file, each read into its part of Config. What is wrong goes to
// the errors, and the part keeps its default there.
namespace hilt::app {

struct SectionContext {
  std::string folder;  // of the configuration file
  const ReadFileFn& read_file;
  const ConfigOverrides& overrides;
  ConfigErrors& errors;
};

void ReadEngine(TomlTable table, const SectionContext& context, EngineConfig& engine);
void ReadAssets(std::vector<TomlTable> tables, bool with_defaults, Config& config,
                ConfigErrors& errors);
void ReadGrpc(TomlTable table, const SectionContext& context, const std::string& data_dir,
              GrpcConfig& grpc);
void ReadHttp(TomlTable table, const SectionContext& context, HttpConfig& http);
void ReadWebhook(TomlTable table, const SectionContext& context, WebhookConfig& webhook);
void ReadRpc(TomlTable table, const SectionContext& context,
             std::vector<RpcEndpointConfig>& endpoints);
void ReadFollower(TomlTable table, FollowerConfig& follower);
void ReadLog(TomlTable table, const SectionContext& context, telemetry::Level& level);

// What is wrong with the configuration as a whole, each part being right.
void CheckConfig(const Config& config, ConfigErrors& errors);

// The secret in the file that `key` names, or an error at that key.
std::optional<telemetry::Secret> ReadSecretOf(const TomlTable& table, std::string_view key,
                                              const std::string& path, const ReadFileFn& read_file);

}  // namespace hilt::app
