#pragma once

#include <string>

#include "app/config.h"
#include "confirmer/settle/engine_rules.h"
#include "indexer/source/rpc_client.h"
#include "indexer/source/webhook_auth.h"

// What the configuration means to each part of the engine.
namespace hilt::app {

settle::EngineRules EngineRulesOf(const Config& config);

// The webhook's secrets go with it: once only.
source::WebhookAuthOptions TakeWebhookAuth(WebhookConfig& webhook);

// The endpoints' URLs go with it: once only. Where there is no endpoint, there is no client either.
source::RpcClient::Options TakeRpcOptions(Config& config, std::string user_agent);

}  // namespace hilt::app
