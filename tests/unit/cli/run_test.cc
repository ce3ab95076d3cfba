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
      {{"explain", "a.json", "--fee", "1"}, "SCENARIO"},
      {{"explain", "--transaction", "a", "--terms", "b", "--require-payer"}, "not both"},
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

  for (const char* command : {"explain", "conformance"}) {
    const CliResult of_command = RunCli({command, "--help"});
    EXPECT_EQ(of_command.code, 0);
    EXPECT_THAT(of_command.out, HasSubstr("Exit codes:"));
    EXPECT_THAT(of_command.out, HasSubstr("Examples:"));
  }
}

}  // namespace
}  // namespace hilt::cli
