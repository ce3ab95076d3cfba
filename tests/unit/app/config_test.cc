#include "app/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>

#include "app/config_convert.h"
#include "config_fixture.h"
#include "confirmer/verify/smart_wallets.h"
#include "solana/programs.h"

namespace hilt::app {
namespace {

using testing::HasSubstr;
using testing::Not;

Config ParseOrDie(std::string_view text, const ConfigOverrides& overrides = {}) {
  absl::StatusOr<Config> config = FakeFiles().Parse(text, overrides);
  EXPECT_TRUE(config.ok()) << config.status().message();
  return config.ok() ? *std::move(config) : Config();
}

std::string ReadExample() {
  std::ifstream in(HILT_EXAMPLE_CONFIG);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

FakeFiles ExampleFiles() {
  FakeFiles files;
  for (const std::string name : {"secrets/helius-hmac", "secrets/helius-auth-header",
                                 "tls/clients-ca.pem", "tls/hiltd.pem", "tls/hiltd.key"}) {
    files.Put("/etc/hilt/" + name, "0123456789abcdef");
  }
  files.Put("/etc/hilt/secrets/main-rpc-url", "https://rpc.example.com/KEY");
  files.Put("/etc/hilt/secrets/spare-rpc-url", "https://rpc.example.org/KEY");
  return files;
}

TEST(Config, HasDefaultsForAllThatIsNotSaid) {
  const Config config = ParseOrDie(Least());
  EXPECT_EQ(config.engine.cluster, domain::Cluster::kMainnet);
  EXPECT_EQ(solana::ToString(config.engine.genesis_hash),
            "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d");
  EXPECT_EQ(config.engine.grace, absl::Seconds(120));
  EXPECT_EQ(config.engine.data_dir, "/var/lib/hilt");
  EXPECT_EQ(config.engine.default_commitment, domain::Commitment::kFinalized);
  EXPECT_EQ(config.grpc.listen->ToString(), "127.0.0.1:7401");
  EXPECT_EQ(config.grpc.unix_socket, "/var/lib/hilt/hiltd.sock");
  EXPECT_EQ(config.http.listen.ToString(), "127.0.0.1:7402");
  EXPECT_EQ(config.http.max_body_bytes, size_t{8} << 20);
  EXPECT_EQ(config.webhook.trust, settle::WebhookTrust::kHint);
  EXPECT_EQ(config.assets.assets().size(), 2u);
  EXPECT_EQ(config.rpc_endpoints.at(0).timeout, absl::Seconds(5));
}

TEST(Config, TakesSecretsFromFilesWithoutTheLastLineEnd) {
  const Config config = ParseOrDie(Least(R"(
[webhook.static_header]
mode = "accepted"
secret_files = ["header"]
)"));
  EXPECT_EQ(config.webhook.hmac_sha256.secrets.at(0).Reveal(), "0123456789abcdef-HMAC");
  EXPECT_EQ(config.webhook.static_header.secrets.at(0).Reveal(), "Bearer 0123456789-HEADER");
  EXPECT_EQ(config.rpc_endpoints.at(0).url.Reveal(), "https://rpc.example.com/v2/KEY?api-key=KEY");
}

TEST(Config, DerivesTheCommitmentThatCanBeProved) {
  struct Case {
    std::string trust, given;
    domain::Commitment commitment;
  };
  const Case kCases[] = {
      {"hint", "", domain::Commitment::kFinalized},
      {"hint", "confirmed", domain::Commitment::kConfirmed},
      {"evidence", "", domain::Commitment::kConfirmed},
      {"evidence", "finalized", domain::Commitment::kFinalized},
  };
  for (const Case& c : kCases) {
    std::string text = "[engine]\ncluster = \"devnet\"\n";
    if (!c.given.empty()) text += "default_commitment = \"" + c.given + "\"\n";
    text += "[webhook]\ntrust = \"" + c.trust + "\"\n";
    text.append(kWebhook).append(kEndpoint);
    EXPECT_EQ(ParseOrDie(text).engine.default_commitment, c.commitment) << text;
  }
}

TEST(Config, NeedsNoEndpointWhereWebhooksAreEvidence) {
  std::string text = "[engine]\ncluster = \"devnet\"\n[webhook]\ntrust = \"evidence\"\n";
  const Config config = ParseOrDie(text.append(kWebhook));
  EXPECT_TRUE(config.rpc_endpoints.empty());
  EXPECT_EQ(config.engine.default_commitment, domain::Commitment::kConfirmed);
}

TEST(Config, NeedsNoWebhookWhereBlocksAreFollowed) {
  std::string text = "[engine]\ncluster = \"devnet\"\n";
  const Config config = ParseOrDie(
      text.append(kEndpoint).append("[follower]\nenabled = true\nstart = 300_000_000\n"));
  EXPECT_TRUE(config.has_chain_source());
  EXPECT_TRUE(EngineRulesOf(config).chain_source);
  EXPECT_EQ(config.follower.start_slot, domain::Slot(300'000'000));
  EXPECT_EQ(config.engine.default_commitment, domain::Commitment::kFinalized);
}

TEST(Config, ProvesFinalityByBlocksWhereWebhooksAreEvidence) {
  std::string text = "[engine]\ncluster = \"devnet\"\n[webhook]\ntrust = \"evidence\"\n";
  text.append(kWebhook).append(kEndpoint);
  const Config config = ParseOrDie(text + "[follower]\nenabled = true\nstart = \"tip\"\n");
  EXPECT_EQ(config.engine.default_commitment, domain::Commitment::kFinalized);
  EXPECT_EQ(config.follower.start_slot, std::nullopt);
}

TEST(Config, AddsAssetsToTheDefaultsAndChangesThose) {
  const std::string mint(44, '1');
  const Config config = ParseOrDie(Least(R"(
[[assets]]
symbol = "USDC"
finalized_from = 1_000
[[assets]]
symbol = "EXMP"
mint = "ExampLe1111111111111111111111111111111111111"
token_program = "token-2022"
decimals = 2
allowed_extensions = [18, 19]
)"));
  const auto exmp = solana::ParsePubkey("ExampLe1111111111111111111111111111111111111");
  const domain::Asset* added = config.assets.Find(*exmp);
  ASSERT_NE(added, nullptr);
  EXPECT_EQ(added->symbol, "EXMP");
  EXPECT_EQ(added->decimals, 2);
  EXPECT_EQ(added->token_program, solana::kToken2022Program);
  EXPECT_EQ(added->allowed_extensions, (std::vector<uint16_t>{18, 19}));
  const domain::AssetRegistry defaults = domain::AssetRegistry::Default(domain::Cluster::kMainnet);
  for (const domain::Asset& asset : defaults.assets()) {
    const domain::Asset* kept = config.assets.Find(asset.mint);
    ASSERT_NE(kept, nullptr) << asset.symbol;
    EXPECT_EQ(kept->decimals, asset.decimals);
    EXPECT_EQ(kept->finalized_from.has_value(), asset.symbol == "USDC");
  }
  EXPECT_EQ(config.assets.assets().size(), 3u);
}

TEST(Config, LeavesTheDefaultAssetsOutWhereToldTo) {
  std::string text = "[engine]\ncluster = \"mainnet\"\ndefault_assets = false\n";
  text.append(kWebhook).append(kEndpoint).append("[[assets]]\nsymbol = \"SOL\"\n");
  const Config config = ParseOrDie(text);
  ASSERT_EQ(config.assets.assets().size(), 1u);
  EXPECT_TRUE(config.assets.assets()[0].is_native());
  EXPECT_EQ(config.assets.assets()[0].decimals, 9);
}

TEST(Config, LetsFlagsOverrideTheFile) {
  const Config config = ParseOrDie(
      Least("[http]\nlisten = \"127.0.0.1:1\"\n"),
      {.data_dir = "here", .grpc_listen = "", .http_listen = "[::1]:0", .log_level = "debug"});
  EXPECT_EQ(config.engine.data_dir, "here");
  EXPECT_EQ(config.grpc.listen.has_value(), false);
  EXPECT_EQ(config.grpc.unix_socket, "here/hiltd.sock");
  EXPECT_EQ(config.http.listen.ToString(), "[::1]:0");
  EXPECT_EQ(config.log_level, telemetry::Level::kDebug);
}

TEST(Config, ReadsTheExample) {
  const auto config = ExampleFiles().Parse(ReadExample());
  EXPECT_TRUE(config.ok()) << config.status().message();
}

// The example's keys that are commented out are what it says they are.
TEST(Config, ReadsTheExampleWithEveryKeyInForce) {
  std::string text = std::regex_replace(ReadExample(),
                                        std::regex("^# (# .*|[a-z_]+ = .*|\\[\\[?[a-z_.]+\\]\\]?)$",
                                                   std::regex::ECMAScript | std::regex::multiline),
                                        "$1");
  text = std::regex_replace(text, std::regex("\nurl = [^\n]*"), "");  // url_file stands beside it
  FakeFiles files = ExampleFiles();
  const auto config = files.Parse(text);
  ASSERT_TRUE(config.ok()) << config.status().message() << text;
  EXPECT_TRUE(config->grpc.tls.has_value());
  EXPECT_EQ(config->grpc.clients.size(), 1u);
  EXPECT_EQ(config->assets.assets().size(), 3u);
  EXPECT_EQ(config->engine.data_dir, Config().engine.data_dir);
  EXPECT_EQ(config->http.max_body_bytes, Config().http.max_body_bytes);
  EXPECT_EQ(config->http.max_connections, Config().http.max_connections);
  EXPECT_EQ(config->http.threads, Config().http.threads);
}

TEST(Describe, ShowsNoSecret) {
  const std::string text = Describe(ParseOrDie(Least(R"(
[webhook.static_header]
mode = "accepted"
secret_files = ["header"]
[[rpc.endpoints]]
name = "spare"
url = "https://rpc.example.com/short"
)")));
  for (const std::string part : {"KEY", "HMAC", "HEADER", "0123456789", "short"}) {
    EXPECT_THAT(text, Not(HasSubstr(part)));
  }
  EXPECT_THAT(text, HasSubstr(R"(url_file = "/etc/hilt/url")"));
  EXPECT_THAT(text, HasSubstr(R"(url = "https://rpc.example.com/***")"));
}

TEST(Describe, IsAConfigurationThatSaysTheSame) {
  for (const std::string& more : {std::string(), std::string(R"(
[log]
level = "error"
[[assets]]
symbol = "SOL"
finalized_from = 5
[grpc]
listen = "[::1]:1"
unix_socket = ""
[grpc.tls]
ca_file = "pem"
cert_file = "pem"
key_file = "pem"
[[grpc.clients]]
name = "api"
scopes = ["read", "admin"]
)")}) {
    const std::string text = Describe(ParseOrDie(Least(more)));
    EXPECT_EQ(Describe(ParseOrDie(text)), text);
  }
}

TEST(ConfigConvert, GivesTheEngineItsRules) {
  const Config config = ParseOrDie(Least());
  const settle::EngineRules rules = EngineRulesOf(config);
  EXPECT_TRUE(rules.webhook);
  EXPECT_TRUE(rules.rpc_endpoint);
  EXPECT_FALSE(rules.chain_source);
  EXPECT_TRUE(rules.livemode());
  EXPECT_EQ(rules.policy.grace, absl::Seconds(120));
}

TEST(ConfigConvert, GivesTheVerifierItsPrograms) {
  const solana::Pubkey squads = verify::SmartWalletPrograms().at(0).id;
  const solana::Pubkey listed =
      *solana::ParsePubkey("ExampLe1111111111111111111111111111111111111");
  struct Case {
    std::string value;
    bool any, squads, listed;
  };
  const Case kCases[] = {
      {"\"any\"", true, false, false},
      {"\"direct\"", false, false, false},
      {"\"default\"", false, true, false},
      {"[\"" + solana::ToString(listed) + "\"]", false, true, true},
  };
  for (const Case& c : kCases) {
    std::string text = "[engine]\ncluster = \"mainnet\"\nprogram_paths = " + c.value;
    const Config config = ParseOrDie(text.append(kWebhook).append(kEndpoint));
    const verify::ProgramPaths paths = EngineRulesOf(config).policy.program_paths;
    EXPECT_EQ(paths.any, c.any) << c.value;
    EXPECT_EQ(paths.allowed.contains(squads), c.squads) << c.value;
    EXPECT_EQ(paths.allowed.contains(listed), c.listed) << c.value;
  }
}

TEST(ConfigConvert, HandsTheSecretsOver) {
  Config config = ParseOrDie(Least());
  EXPECT_TRUE(source::WebhookAuth::Create(TakeWebhookAuth(config.webhook)).ok());
  EXPECT_TRUE(config.webhook.hmac_sha256.secrets.empty());
  const source::RpcClient::Options options = TakeRpcOptions(config, "agent");
  ASSERT_EQ(options.endpoints.size(), 1u);
  EXPECT_EQ(options.endpoints[0].url.Reveal(), "https://rpc.example.com/v2/KEY?api-key=KEY");
  EXPECT_TRUE(config.rpc_endpoints.at(0).url.empty());
}

}  // namespace
}  // namespace hilt::app
