#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "app/config.h"
#include "config_fixture.h"

namespace hilt::app {
namespace {

// The lines of the refusal, without the file's name; "" where it is none.
std::string Refusal(const FakeFiles& files, std::string_view text,
                    const ConfigOverrides& overrides = {}) {
  std::string message(files.Parse(text, overrides).status().message());
  const std::string file = "/etc/hilt/hiltd.toml:";
  for (size_t at = message.find(file); at != std::string::npos; at = message.find(file)) {
    message.erase(at, file.size());
  }
  return message;
}

struct Case {
  std::string more;   // from line 12 on
  std::string error;  // in full
};

void ExpectRefusals(const FakeFiles& files, const std::vector<Case>& cases) {
  for (const Case& c : cases) EXPECT_EQ(Refusal(files, Least(c.more)), c.error) << c.more;
}

TEST(ConfigRefusal, NamesKeysThatAreNotKnown) {
  ExpectRefusals(
      FakeFiles(),
      {
          {"timeout = 5",
           "11:1: rpc.endpoints[0].timeout: unknown key; known here: allow_plain_http, "
           "calls_per_second, name, timeout_ms, url, url_file"},
          {"[http]\nport = 5",
           "12:1: http.port: unknown key; known here: listen, max_body_bytes, max_connections, "
           "threads"},
          {"[log]\nformat = 'text'", "12:1: log.format: unknown key; known here: level"},
          {"[webhook.hmac]",
           "11:10: webhook.hmac: unknown key; known here: hmac_sha256, static_header, trust"},
          {"[metrics]",
           "11:2: metrics: unknown key; known here: assets, engine, follower, grpc, http, log, "
           "rpc, "
           "webhook"},
      });
}

TEST(ConfigRefusal, NamesValuesOfAnotherTypeOrRange) {
  const std::string address =
      "must be an IP address and a port, as in 127.0.0.1:7401 or [::1]:7401";
  ExpectRefusals(FakeFiles(),
                 {
                     {"timeout_ms = '5'",
                      "11:14: rpc.endpoints[0].timeout_ms: must be an integer from 100 to 120000"},
                     {"timeout_ms = 99",
                      "11:14: rpc.endpoints[0].timeout_ms: must be an integer from 100 to 120000"},
                     {"timeout_ms = 120001",
                      "11:14: rpc.endpoints[0].timeout_ms: must be an integer from 100 to 120000"},
                     {"timeout_ms = 5e3",
                      "11:14: rpc.endpoints[0].timeout_ms: must be an integer from 100 to 120000"},
                     {"allow_plain_http = 1",
                      "11:20: rpc.endpoints[0].allow_plain_http: must be true or false"},
                     {"[http]\nmax_body_bytes = 1",
                      "12:18: http.max_body_bytes: must be an integer from 65536 to 67108864"},
                     {"[http]\nlisten = 7402", "12:10: http.listen: must be a string"},
                     {"[http]\nlisten = 'localhost:7402'", "12:10: http.listen: " + address},
                     {"[http]\nlisten = '127.0.0.1'", "12:10: http.listen: " + address},
                     {"[http]\nlisten = '127.0.0.1:65536'", "12:10: http.listen: " + address},
                     {"[http]\nlisten = '::1:7402'", "12:10: http.listen: " + address},
                     {"[http]\nlisten = '127.0.0.1:+5'", "12:10: http.listen: " + address},
                     {"[log]\nlevel = 'trace'",
                      "12:9: log.level: must be one of: debug, info, warning, error"},
                     {"[[log]]", "11:1: log: must be a table"},
                     {"[grpc]\nclients = 5",
                      "12:11: grpc.clients: must be tables, each begun by "
                      "[[grpc.clients]]"},
                 });
}

TEST(ConfigRefusal, SaysWhereTheTextIsNoToml) {
  EXPECT_THAT(Refusal(FakeFiles(), Least("name = ")), testing::StartsWith("11:8: "));
  EXPECT_THAT(Refusal(FakeFiles(), Least("name = 'again'")), testing::StartsWith("11:"));
}

TEST(ConfigRefusal, IsOfTheEngineSection) {
  struct EngineCase {
    std::string engine, error;
  };
  const std::string programs = "must be any, default, direct, or a list of at most 256 program ids";
  const EngineCase kCases[] = {
      {"", "1:1: engine.cluster: missing"},
      {"cluster = 'testnet'", "2:11: engine.cluster: must be one of: mainnet, devnet, localnet"},
      {"cluster = 'localnet'", "1:1: engine.genesis_hash: missing"},
      {"cluster = 'devnet'\ngenesis_hash = 'x'",
       "3:16: engine.genesis_hash: must be the base58 text of 32 bytes"},
      {"cluster = 'devnet'\ngenesis_hash = '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d'",
       "3:16: engine.genesis_hash: is not that of devnet, "
       "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG"},
      {"cluster = 'devnet'\ngrace_seconds = -1",
       "3:17: engine.grace_seconds: must be an integer from 0 to 3600"},
      {"cluster = 'devnet'\ndata_dir = ''", "3:12: engine.data_dir: must not be empty"},
      {"cluster = 'devnet'\ndefault_commitment = 'processed'",
       "3:22: engine.default_commitment: must be one of: confirmed, finalized"},
      {"cluster = 'devnet'\nprogram_paths = 'all'", "3:17: engine.program_paths: " + programs},
      {"cluster = 'devnet'\nprogram_paths = ['x']", "3:17: engine.program_paths: " + programs},
      {"cluster = 'devnet'\nprogram_paths = [5]", "3:17: engine.program_paths: " + programs},
  };
  for (const EngineCase& c : kCases) {
    std::string text = "[engine]\n" + c.engine;
    EXPECT_EQ(Refusal(FakeFiles(), text.append(kWebhook).append(kEndpoint)), c.error) << c.engine;
  }
}

TEST(ConfigRefusal, IsOfDoorsThatWouldStandOpen) {
  const std::string loopback =
      "must be a loopback address: a reverse proxy on this machine ends TLS";
  ExpectRefusals(
      FakeFiles(),
      {
          {"[http]\nlisten = '0.0.0.0:7402'", "12:10: http.listen: " + loopback},
          {"[http]\nlisten = '[::]:7402'", "12:10: http.listen: " + loopback},
          {"[grpc]\nlisten = '0.0.0.0:7401'",
           "12:10: grpc.listen: 0.0.0.0:7401 is not a loopback address: needs [grpc.tls]"},
          {"[grpc]\nlisten = ''\nunix_socket = ''",
           "12:10: grpc.listen: nothing is listened on: unix_socket is empty too"},
          {"[grpc.tls]\nca_file = 'pem'\ncert_file = 'pem'\nkey_file = 'pem'",
           "11:1: grpc.tls: lets nobody in: needs at least one [[grpc.clients]]"},
          {"[[grpc.clients]]\nname = 'api'\nscopes = ['read']",
           "11:1: grpc.clients: are told apart by certificates: needs [grpc.tls]"},
          {"[grpc]\nunix_socket = '/" + std::string(107, 'x') + "'",
           "12:15: grpc.unix_socket: /" + std::string(107, 'x') +
               ": a socket's path has at most 107 characters"},
      });
}

TEST(ConfigRefusal, IsOfClientsThatCannotBe) {
  const std::string tls =
      "[grpc.tls]\nca_file = 'pem'\ncert_file = 'pem'\nkey_file = 'pem'\n[[grpc.clients]]\n";
  ExpectRefusals(
      FakeFiles(),
      {
          {tls + "name = 'api'", "15:1: grpc.clients[0].scopes: missing"},
          {tls + "name = 'api'\nscopes = []", "17:10: grpc.clients[0].scopes: must not be empty"},
          {tls + "name = 'api'\nscopes = ['root']",
           "17:10: grpc.clients[0].scopes: must be of read, write, admin"},
          {tls + "name = 'local'\nscopes = ['read']",
           "16:8: grpc.clients[0].name: is that of callers without a certificate"},
          {tls + "name = 'a'\nscopes = ['read']\n[[grpc.clients]]\nname = 'a'\nscopes = ['read']",
           "19:8: grpc.clients[1].name: given twice"},
          {"[grpc.tls]\nca_file = 'none'\ncert_file = 'pem'\n[[grpc.clients]]\nname = 'a'\n"
           "scopes = ['read']",
           "12:11: grpc.tls.ca_file: /etc/hilt/none: no such file\n"
           "11:1: grpc.tls.key_file: missing"},
      });
}

TEST(ConfigRefusal, IsOfSecretsThatAreNone) {
  FakeFiles files;
  files.Put("/etc/hilt/open", "0123456789abcdef", true);
  files.Put("/etc/hilt/short", "0123456789abcde\n");
  files.Put("/etc/hilt/long", std::string(1025, 'x'));
  files.Put("/etc/hilt/lines", "0123456789abcdef\nMORE");
  files.Put("/etc/hilt/ftp", "ftp://example.com/");
  const std::string header = "[webhook.static_header]\nmode = 'accepted'\nsecret_files = ";
  const std::string key = "13:16: webhook.static_header.secret_files: ";
  const std::string count = "must name one file, or two while a secret is exchanged";
  ExpectRefusals(files,
                 {
                     {header + "['open']",
                      key + "/etc/hilt/open: anybody on this machine may read it: chmod o-r"},
                     {header + "['none']", key + "/etc/hilt/none: no such file"},
                     {header + "['short']", key + "/etc/hilt/short: must hold 16 to 1024 bytes"},
                     {header + "['long']", key + "/etc/hilt/long: must hold 16 to 1024 bytes"},
                     {header + "['lines']",
                      "webhook: static_header: holds what no header can, or white space at an end"},
                     {header + "[]", key + count},
                     {header + "['hmac', 'hmac-next', 'header']", key + count},
                     {"[webhook.static_header]\nmode = 'accepted'",
                      "11:1: webhook.static_header.secret_files: " + count},
                     {"[webhook.static_header]\nsecret_files = ['header']",
                      "11:1: webhook.static_header.mode: missing"},
                     {"[[rpc.endpoints]]\nname = 'spare'\nurl_file = 'ftp'",
                      "13:12: rpc.endpoints[1].url_file: /etc/hilt/ftp: must be an http or https "
                      "URL with a host "
                      "and no fragment"},
                 });
}

TEST(ConfigRefusal, IsOfEndpointsThatCannotBe) {
  const std::string spare = "[[rpc.endpoints]]\nname = 'spare'\n";
  const std::string key = "13:7: rpc.endpoints[1].url: ";
  const std::string has_key =
      key + "looks as if it held a key: put it into a file, and name that as url_file";
  ExpectRefusals(
      FakeFiles(),
      {
          {spare, "11:1: rpc.endpoints[1].url: give either url or url_file"},
          {spare + "url = 'https://example.com'\nurl_file = 'url'",
           key + "give either url or url_file"},
          {spare + "url = 'https://example.com/?api-key=1'", has_key},
          {spare + "url = 'https://user@example.com/'", has_key},
          {spare + "url = 'https://example.com/v2/0123456789abcdef'", has_key},
          {spare + "url = 'https://example.com/v2/0123456789abcde/'", ""},
          {spare + "url = 'example.com'",
           key + "must be an http or https URL with a host and no fragment"},
          {spare + "url = 'http://10.0.0.5:8899'",
           key + "is plain http to another machine: whoever is between can confirm payments; say "
                 "allow_plain_http = true where that is nobody"},
          {spare + "url = 'http://10.0.0.5:8899'\nallow_plain_http = true", ""},
          {spare + "url = 'http://[::1]:8899'", ""},
          {spare + "url = 'http://localhost:8899'", ""},
          {"[[rpc.endpoints]]\nname = 'main'\nurl = 'https://example.com'",
           "12:8: rpc.endpoints[1].name: given twice"},
          {"[[rpc.endpoints]]\nname = 'Main'\nurl = 'https://example.com'",
           "12:8: rpc.endpoints[1].name: must be 1 to 32 of [a-z0-9_-]"},
      });
}

// It would agree with itself.
TEST(ConfigRefusal, IsOfOneUrlForTwoEndpoints) {
  const std::string spare = "[[rpc.endpoints]]\nname = 'spare'\n";
  const std::string third = "\n[[rpc.endpoints]]\nname = 'third'\n";
  const std::string url = "url = 'https://example.com/'";
  ExpectRefusals(FakeFiles(), {
                                  {spare + "url_file = 'url'",
                                   "13:12: rpc.endpoints[1].url_file: is the URL of main already"},
                                  {spare + url + third + url,
                                   "16:7: rpc.endpoints[2].url: is the URL of spare already"},
                                  {spare + url + third + "url = 'https://example.com/2'", ""},
                              });
}

TEST(ConfigRefusal, IsOfAFollowerThatCannotBe) {
  const std::string begin = "[follower]\nenabled = true\n";
  const std::string start = "start = 'tip'\n";
  ExpectRefusals(FakeFiles(),
                 {
                     {begin, "11:1: follower.start: missing"},
                     {"[follower]\nenabled = false", ""},
                     {begin + "start = 'now'", "13:9: follower.start: must be \"tip\" or a slot"},
                     {begin + "start = -1", "13:9: follower.start: must be \"tip\" or a slot"},
                     {begin + "start = 5.5", "13:9: follower.start: must be \"tip\" or a slot"},
                     {begin + "start = 0", ""},
                     {begin + start + "window = 1",
                      "14:10: follower.window: must be an integer from 2 to 512"},
                     {begin + start + "fetches = 65",
                      "14:11: follower.fetches: must be an integer from 1 to 64"},
                     {begin + start + "max_lag_seconds = 0",
                      "14:19: follower.max_lag_seconds: must be an integer from 1 to 86400"},
                     {begin + start + "tip = 5",
                      "14:1: follower.tip: unknown key; known here: confirmed, enabled, fetches, "
                      "max_lag_seconds, start, window"},
                 });
}

TEST(ConfigRefusal, IsOfAssetsThatCannotBe) {
  const std::string mint = "mint = 'ExampLe1111111111111111111111111111111111111'\n";
  const std::string entry = "[[assets]]\nsymbol = 'EXMP'\n";
  ExpectRefusals(
      FakeFiles(),
      {
          {"[[assets]]\n" + mint + "decimals = 6", "11:1: assets[0].symbol: missing"},
          {entry, "11:1: assets[0].mint: missing"},
          {entry + mint, "11:1: assets[0].decimals: missing"},
          {entry + mint + "decimals = 19",
           "14:12: assets[0].decimals: must be an integer from 0 to 18"},
          {entry + "mint = 'x'\ndecimals = 6",
           "13:8: assets[0].mint: must be the base58 text of 32 bytes"},
          {entry + mint + "decimals = 6\ntoken_program = 'spl'",
           "15:17: assets[0].token_program: must be one of: token, token-2022"},
          {entry + mint + "decimals = 6\nfinalized_from = 0",
           "15:18: assets[0].finalized_from: must be an integer from 1 to 9223372036854775807"},
          {entry + mint + "decimals = 6\nallowed_extensions = [65536]",
           "15:22: assets[0].allowed_extensions: must be a list of integers from 0 to 65535"},
          {"[[assets]]\nsymbol = 'SOL'\ndecimals = 6",
           "13:12: assets[0].decimals: goes with a mint only"},
          {"[[assets]]\nsymbol = 'SOL'\n" + mint + "decimals = 9",
           "13:8: assets[0].mint: SOL has none"},
          {entry + mint + "decimals = 6\n" + entry + mint + "decimals = 6",
           "assets: EXMP: symbol: configured twice"},
          {"[[assets]]\nsymbol = 'SOL'\nagreement_from = 5",
           "SOL: agreement_from: needs two [[rpc.endpoints]] that can agree; with fewer such a "
           "payment would never be confirmed"},
      });
}

TEST(ConfigRefusal, IsOfWhatCouldNeverConfirmAPayment) {
  const std::string engine = "[engine]\ncluster = 'devnet'\n";
  const std::string webhook(kWebhook);
  const std::string endpoint(kEndpoint);
  const std::string follower = "[follower]\nenabled = true\nstart = 'tip'\n";
  const std::string unseen =
      "no payment would ever be seen: set follower.enabled = true, or webhook.hmac_sha256.mode "
      "or webhook.static_header.mode to accepted or required";
  const std::string unconfirmed =
      "no payment would ever be confirmed: webhook.trust is hint, so what a webhook says is "
      "looked up on the chain; give an [[rpc.endpoints]] to ask";
  const std::string unproved =
      "engine.default_commitment is finalized, which a webhook alone cannot prove: give an "
      "[[rpc.endpoints]], or say confirmed";
  const Case kCases[] = {
      {engine + endpoint, unseen},
      {engine + "[webhook.hmac_sha256]\nmode = 'off'\nsecret_files = ['hmac']\n" + endpoint,
       unseen},
      {engine + webhook, unconfirmed + "\n" + unproved},
      {engine + "default_commitment = 'confirmed'\n" + webhook, unconfirmed},
      {engine + "default_commitment = 'finalized'\n[webhook]\ntrust = 'evidence'\n" + webhook,
       unproved},
      {engine + "[webhook]\ntrust = 'evidence'\n" + webhook, ""},
      {engine + webhook + endpoint, ""},
      {engine + follower, "follower.enabled: give an [[rpc.endpoints]] to read blocks from"},
      {engine + endpoint + follower, ""},
      {engine + "[webhook]\ntrust = 'evidence'\n" + webhook + endpoint + follower, ""},
  };
  for (const Case& c : kCases) EXPECT_EQ(Refusal(FakeFiles(), c.more), c.error) << c.more;
}

TEST(ConfigRefusal, IsOfFlagsToo) {
  struct FlagCase {
    ConfigOverrides overrides;
    std::string error;
  };
  const std::string address =
      "must be an IP address and a port, as in 127.0.0.1:7401 or [::1]:7401";
  const FlagCase kCases[] = {
      {{.data_dir = ""}, "--data-dir: must not be empty"},
      {{.grpc_listen = "x"}, "--grpc-listen: " + address},
      {{.grpc_listen = "0.0.0.0:1"},
       "--grpc-listen: 0.0.0.0:1 is not a loopback address: needs [grpc.tls]"},
      {{.http_listen = "x"}, "--http-listen: " + address},
      {{.http_listen = "0.0.0.0:1"},
       "--http-listen: must be a loopback address: a reverse proxy on this machine ends TLS"},
      {{.log_level = "x"}, "--log-level: must be one of: debug, info, warning, error"},
  };
  for (const FlagCase& c : kCases) {
    EXPECT_EQ(Refusal(FakeFiles(), Least(), c.overrides), c.error);
  }
}

TEST(ConfigRefusal, TellsAllErrorsAtOnce) {
  EXPECT_EQ(Refusal(FakeFiles(), Least("timeout_ms = 1\n[http]\nthreads = 0\n[log]\nlevel = 5")),
            "13:11: http.threads: must be an integer from 1 to 64\n"
            "11:14: rpc.endpoints[0].timeout_ms: must be an integer from 100 to 120000\n"
            "15:9: log.level: must be a string");
}

TEST(ConfigRefusal, ShowsNoSecret) {
  FakeFiles files;
  files.Put("/etc/hilt/hmac", "SECRET");
  files.Put("/etc/hilt/url", "SECRET");
  const std::string refusal = Refusal(
      files, Least("[[rpc.endpoints]]\nname = 'spare'\nurl = 'https://example.com/?key=SECRET'"));
  EXPECT_THAT(refusal, testing::HasSubstr("hmac_sha256.secret_files"));
  EXPECT_THAT(refusal, testing::HasSubstr("rpc.endpoints[0].url_file"));
  EXPECT_THAT(refusal, testing::HasSubstr("rpc.endpoints[1].url"));
  EXPECT_THAT(refusal, testing::Not(testing::HasSubstr("SECRET")));
}

}  // namespace
}  // namespace hilt::app
