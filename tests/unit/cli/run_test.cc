#include "cli/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cli_run.h"
#include "hilt/version.h"

namespace hilt::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(Hiltctl, BadUsageEndsWithTwoAndSaysWhatToDo) {
  struct Case {
    std::vector<std::string> args;
    const char* says;
  };
  const Case cases[] = {
      {{}, "Usage: hiltctl"},
      {{"--grace"}, "Try: hiltctl --help"},
      {{"expalin"}, "Did you mean explain?"},
      {{"explain", "--grce", "4"}, "Did you mean --grace?"},
      {{"explain", "--jsn=1"}, "Did you mean --json?"},
      {{"conformance"}, "DIR"},
      {{"conformance", "x", "--verbos"}, "Did you mean --verbose?"},
      {{"explain", "--grace", "-1"}, "--grace"},
      {{"explain", "--grace", "ten"}, "--grace"},
      {{"explain", "--grace", "010"}, "--grace: must be whole seconds from 0 to 86400"},
      {{"explain", "--grace", "0x10"}, "--grace: must be"},
      {{"explain", "--grace", " 10"}, "--grace: must be"},
      {{"explain", "--grace", "+10"}, "--grace: must be"},
      {{"explain", "--grace", "1e1"}, "--grace: must be"},
      {{"explain", "--grace="}, "--grace"},
      {{"explain", "--grace", "86401"}, "--grace: must be"},
      {{"explain", "a.json", "--shape", "auto"}, "--shape: of a --transaction"},
      {{"explain", "--transaction", "a", "--terms", "b", "--encoding", "json"},
       "--encoding: of a SCENARIO"},
      {{"conformance", "x", "--verbose", "--json"}, "--verbose excludes --json"},
      {{"explain", "--shape", "xml"}, "not in {auto,rpc,helius}"},
      {{"explain", "--commitment", "max"}, "not in {finalized,confirmed,processed}"},
      {{"explain"}, "give a SCENARIO"},
      {{"explain", "--transaction", "tx.json"}, "give the terms"},
      {{"explain", "--transaction", "-", "--terms", "-"}, "cannot both be stdin"},
      {{"explain", "a.json", "--fee-minor-units", "1"}, "SCENARIO"},
      {{"explain", "--transaction", "a", "--terms", "b", "--require-payer"}, "not both"},
      {{"payment"}, "Try: hiltctl payment --help"},
      {{"payment", "creat"}, "Did you mean create?"},
      {{"payment", "get"}, "Try: hiltctl payment get --help"},
      {{"payment", "list", "--merchnt-id", "x"}, "Did you mean --merchant-id?"},
      {{"payment", "list"}, "--merchant-id, --product-id, --payer: give one of them"},
      {{"payment", "list", "--payer", "a", "--product-id", "b"}, "give one of them"},
      {{"payment", "list", "--payer", "a", "--status", "paid"}, "not in {pending_signature,"},
      {{"payment", "list", "--payer", "a", "--limit", "0"}, "--limit"},
      {{"payment", "list", "--payer", "a", "--limit", "10001"}, "--limit"},
      {{"payment", "list", "--payer", "a", "--from", "tomorrow"}, "--from: must be an RFC 3339"},
      {{"payment", "get", "x", "--json", "--table"}, "--json excludes --table"},
      {{"payment", "get", "x", "--timeout", "10x"}, "--timeout: must be a time from 100ms to 1h"},
      {{"payment", "get", "x", "--server", "localhost"}, "must be unix:PATH or HOST:PORT"},
      {{"payment", "get", "x", "--server", "example.com:7401"}, "give --ca, --cert and --key"},
      {{"payment", "get", "x", "--server", "127.0.0.1:1", "--ca", "a"}, "give all three or none"},
      {{"payment", "get", "x", "--server", "127.0.0.1:1", "--data-dir", "a"}, "give one of them"},
      {{"payment", "get", "x"}, "PAYMENT: neither an id (UUID), a nonce"},
      {{"payment", "get", "\xff"}, "PAYMENT: is not UTF-8"},
      {{"payment", "watch", "DBEFFD99"}, "PAYMENT: "},
      {{"payment", "cancel", "x"}, "PAYMENT: "},
      {{"payment", "broadcast", "x", "y"}, "PAYMENT: "},
      {{"payment", "confirm"}, "PAYMENT, --signature: give at least one"},
      {{"payment", "confirm", "--signature", "x", "--wait", "61s"}, "--wait: must be a time"},
      {{"payment", "create", "--asset", "USDC"}, "--merchant-wallet is required"},
      {{"payment", "create", "--merchant-wallet", "w", "--asset", "SOL"}, "--amount"},
      {{"events", "--type", "payment.paid"}, "not in {payment.created,"},
      {{"discrepancy", "list", "--kind", "odd"}, "not in {ambiguous_memo,"},
      {{"discrepancy", "list", "--state", "closed"}, "not in {open,resolved}"},
      {{"discrepancy", "resolve", "x", "--actor", "ada"}, "--note is required"},
      {{"discrepancy", "resolve", "x", "--note", "done"}, "--actor is required"},
      {{"status", "now"}, "Try: hiltctl status --help"},
  };
  for (const Case& test : cases) {
    const CliResult result = RunCli(test.args);
    EXPECT_EQ(result.code, 2) << test.says;
    EXPECT_EQ(result.out, "") << test.says;
    EXPECT_THAT(result.err, HasSubstr(test.says));
  }
}

TEST(Hiltctl, AnUnknownWordCannotSteerTheTerminal) {
  const CliResult result = RunCli({"explain", "--\x1b[2J"});
  EXPECT_EQ(result.code, 2);
  EXPECT_EQ(result.err.find('\x1b'), std::string::npos);
}

TEST(Hiltctl, HelpAndVersionAreGoodAnswers) {
  const CliResult version = RunCli({"--version"});
  EXPECT_EQ(version.code, 0);
  EXPECT_THAT(version.out, StartsWith("hiltctl " + std::string(base::Version()) + " (" +
                                      std::string(base::Commit()) + ")\n"));

  const CliResult help = RunCli({"--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_THAT(help.out, HasSubstr("explain"));
  EXPECT_THAT(help.out, HasSubstr("conformance"));

  const std::vector<std::vector<std::string>> commands = {
      {"explain"},
      {"conformance"},
      {"events"},
      {"status"},
      {"payment", "create"},
      {"payment", "get"},
      {"payment", "watch"},
      {"payment", "list"},
      {"payment", "broadcast"},
      {"payment", "cancel"},
      {"payment", "confirm"},
      {"discrepancy", "list"},
      {"discrepancy", "resolve"},
  };
  for (std::vector<std::string> command : commands) {
    command.emplace_back("--help");
    const CliResult of_command = RunCli(command);
    EXPECT_EQ(of_command.code, 0);
    EXPECT_THAT(of_command.out, HasSubstr("Exit codes:"));
    EXPECT_THAT(of_command.out, HasSubstr("Example"));
    EXPECT_THAT(of_command.out, HasSubstr("hiltctl " + command.front()));
  }
}

}  // namespace
}  // namespace hilt::cli
