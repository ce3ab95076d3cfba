#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli_run.h"

namespace hilt::cli {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kTokenProgram = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";

CliResult ExplainGolden(const std::string& name, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"explain", GoldenPath("scenarios/" + name + ".json")});
  return RunCli(more);
}

TEST(Explain, ShowsTheFiguresOfASettledPayment) {
  const CliResult result = ExplainGolden("overpaid");
  EXPECT_EQ(result.code, 0) << result.err;
  const std::string explorer =
      "https://explorer.solana.com/tx/4unXCy2Ni4jEHrRBgF7nzQigBmj376ah99323PmHJeJskZZmu1v9PNv7Rs"
      "f6mEjAWRKsG4E2xFC7mHzx8NELN429";
  EXPECT_THAT(result.out, HasSubstr(explorer));
  for (const char* text :
       {"payment      d7810eea-2d71-478e-b084-7b0dbcf41402",
        "memo         HILT:e2692563b0013905e8faa931e6be04c7",
        "due          174.898677 USDC (174898677)", "slot         447600403",
        "block time   2026-09-21T14:16:01Z", "version      legacy", "evidence     chain, finalized",
        "VERDICT settled", "overpaid 0.386974 USDC (386974)"}) {
    EXPECT_THAT(result.out, HasSubstr(text));
  }
  EXPECT_THAT(result.out, ContainsRegex("owner net +173.706043 USDC +173706043  385293 over"));
  EXPECT_THAT(result.out, ContainsRegex("ok path +173.706043 USDC +173706043  direct"));
  EXPECT_THAT(result.out, Not(HasSubstr("NO ")));
  EXPECT_THAT(result.out, Not(HasSubstr("\x1b")));
}

TEST(Explain, SaysHowMuchIsMissing) {
  const CliResult result = ExplainGolden("merchant_short_one_unit");
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.out, HasSubstr("NO legs           1 of 2 not paid"));
  EXPECT_THAT(result.out, ContainsRegex("NO transfers +190.291001 USDC +190291001  short of 1\n"));
  EXPECT_THAT(result.out, ContainsRegex("NO owner net +190.291001 USDC +190291001  short of 1\n"));
  EXPECT_THAT(result.out, HasSubstr("-- program paths"));
  EXPECT_THAT(result.out, HasSubstr("VERDICT merchant_underpaid"));
  EXPECT_THAT(result.out, HasSubstr("0.000001 USDC (1) is missing"));
  EXPECT_THAT(result.out, HasSubstr("operators get a discrepancy merchant_underpaid"));
}

TEST(Explain, NamesTheErrorOfAFailedTransaction) {
  const CliResult result = ExplainGolden("failed_insufficient_funds");
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.out, HasSubstr("NO executed       the transaction failed: "));
  EXPECT_THAT(result.out, HasSubstr("InstructionError"));
  EXPECT_THAT(result.out, HasSubstr("-- legs           a failed transaction pays nothing"));
  EXPECT_THAT(result.out, HasSubstr("VERDICT transaction_failed"));
  EXPECT_THAT(result.out, Not(HasSubstr("discrepancy")));
}

TEST(Explain, ShowsBothMemosOfAnAmbiguousOneForEachSession) {
  const CliResult result = ExplainGolden("two_different_memos");
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.out,
              HasSubstr("\"HILT:e30bd02e28dd391860152b3b328d4347\" names this payment"));
  EXPECT_THAT(result.out,
              HasSubstr("\"HILT:acb7a71dd28e1a9e89d878a0c7483c95\" names another payment"));
  EXPECT_THAT(result.out,
              HasSubstr("\"HILT:acb7a71dd28e1a9e89d878a0c7483c95\" names this payment"));
  EXPECT_THAT(result.out, HasSubstr("NO one payment    the memos name 2 payments"));
  EXPECT_THAT(result.out, HasSubstr("payment      ea1f86ca-6a4a-49c9-bb22-1bd8008666a7"));
}

TEST(Explain, ShowsAlmostRightMemosByteForByte) {
  const CliResult result = ExplainGolden("near_miss_trailing_newline");
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.out, HasSubstr("d3\\x0a\" is no HILT memo (Memo v3, instruction 1)"));
  EXPECT_THAT(result.out, HasSubstr("VERDICT no_memo"));
}

TEST(Explain, NamesWhatElseAWalletReceived) {
  const CliResult result = ExplainGolden("fake_usdc_mint");
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.out, HasSubstr("merchant wallet received 37554364 units of another mint"));
  EXPECT_THAT(result.out, HasSubstr("g6DsamtEHBGb5Dzz9cym7KDkfGUgD2ANt4T1MmZzWpi"));
  EXPECT_THAT(result.out, HasSubstr("VERDICT wrong_asset"));
}

TEST(Explain, GraceDecidesHowLateIsLate) {
  const CliResult late = ExplainGolden("late");
  EXPECT_EQ(late.code, 1);
  EXPECT_THAT(late.out, HasSubstr("NO time           1h7m21s too late"));
  EXPECT_THAT(late.out, HasSubstr("VERDICT late"));

  const CliResult exact = ExplainGolden("late", {"--grace", "4161"});
  EXPECT_EQ(exact.code, 0);
  EXPECT_THAT(exact.out, HasSubstr("within the grace"));
  EXPECT_EQ(ExplainGolden("late", {"--grace", "4160"}).code, 1);
}

TEST(Explain, ReadsTheEncodingAskedFor) {
  const CliResult enhanced = ExplainGolden("sol_native", {"--encoding", "helius_enhanced"});
  EXPECT_EQ(enhanced.code, 0) << enhanced.err;
  EXPECT_THAT(enhanced.out, HasSubstr("evidence     provider, confirmed"));

  const CliResult unknown = ExplainGolden("sol_native", {"--encoding", "binary"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("--encoding: there is no binary here, only json"));
}

TEST(Explain, TakesTermsByFileAndTransactionByStdin) {
  const Json scenario = GoldenJson("scenarios/v0_lookup_table.json");
  const TempFolder folder;
  const std::string terms = folder.Write("terms.json", scenario["sessions"][0].dump());
  const Json response = {{"jsonrpc", "2.0"}, {"id", 1}, {"result", scenario["rpc"]["json"]}};
  for (const Json& transaction : {scenario["rpc"]["json"], response, scenario["helius_enhanced"]}) {
    const CliResult result =
        RunCli({"explain", "--terms", terms, "--transaction", "-"}, transaction.dump());
    EXPECT_EQ(result.code, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("VERDICT settled"));
  }
}

TEST(Explain, TakesTermsByFlags) {
  const Json scenario = GoldenJson("scenarios/transfer_checked_legacy.json");
  const TempFolder folder;
  const std::string transaction = folder.Write("tx.json", scenario["rpc"]["json"].dump());
  std::vector<std::string> args = {"explain",
                                   "--transaction",
                                   transaction,
                                   "--nonce",
                                   "dbeffd99458e5bb9ece946850a088510",
                                   "--merchant-wallet",
                                   "49QJib5MDoaY9VzH5xazjX1NSrqfBKqLWPDJMTvtBtqi",
                                   "--amount-minor-units",
                                   "95398463",
                                   "--mint",
                                   "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v",
                                   "--expires-at",
                                   "1790000941"};
  const CliResult settled = RunCli(args);
  EXPECT_EQ(settled.code, 0) << settled.err;
  EXPECT_THAT(settled.out, HasSubstr("the leg is paid"));

  std::vector<std::string> stranger = args;
  stranger.insert(stranger.end(), {"--payer-wallet", "CYg5Ha9fSbkurrPmPvTpdAeiaWfoWd361bzPWLkcW7rg",
                                   "--require-payer"});
  const CliResult mismatch = RunCli(stranger);
  EXPECT_EQ(mismatch.code, 1);
  EXPECT_THAT(mismatch.out, HasSubstr("VERDICT payer_mismatch"));
  EXPECT_THAT(mismatch.out, ContainsRegex("NO payer +required; CYg5.* did not sign"));

  args[8] = "95398463.0";
  const CliResult bad = RunCli(args);
  EXPECT_EQ(bad.code, 2);
  EXPECT_THAT(bad.err, HasSubstr("--amount-minor-units: must be a whole number"));
}

TEST(Explain, BadInputEndsWithTwoAndNamesFileAndField) {
  const Json scenario = GoldenJson("scenarios/late.json");
  const TempFolder folder;
  const std::string good = folder.Write("terms.json", scenario["sessions"][0].dump());
  Json unknown = scenario["sessions"][0];
  unknown["graec"] = 1;
  Json self_paid = scenario["sessions"][0];
  self_paid["payer_wallet"] = self_paid["merchant_wallet"];
  Json broken = scenario;
  broken["sessions"][0]["nonce"] = "x";
  Json zero = scenario["sessions"][0];
  zero.erase("merchant_amount_minor_units");
  zero["amount_minor_units"] = "0";
  Json zero_scenario = scenario;
  zero_scenario["sessions"][0] = zero;
  Json cut = scenario["rpc"]["json"];
  cut["meta"]["preBalances"][0] = -1;

  const std::string transaction = scenario["rpc"]["json"].dump();
  struct Case {
    std::vector<std::string> args;
    std::string in;
    const char* says;
  };
  const Case cases[] = {
      {{folder.path() + "/absent.json"}, "", "absent.json: No such file"},
      {{folder.path()}, "", "is a folder"},
      {{folder.Write("broken.json", broken.dump())}, "", "broken.json: sessions[0].nonce: "},
      {{"-"}, "{\"sessions\": 4}", "stdin: sessions: must be an array"},
      {{"-"}, "{", "stdin: byte "},
      {{"--terms", folder.Write("u.json", unknown.dump()), "--transaction", "-"},
       transaction,
       "u.json: graec: is not a member of the terms"},
      {{"--terms", folder.Write("s.json", self_paid.dump()), "--transaction", "-"},
       transaction,
       "s.json: payer_wallet: "},
      {{"--terms", folder.Write("z.json", zero.dump()), "--transaction", "-"},
       transaction,
       "z.json: amount_minor_units: must be at least 1"},
      {{folder.Write("zero.json", zero_scenario.dump())},
       "",
       "zero.json: sessions[0].amount_minor_units: must be at least 1"},
      {{folder.Write("empty.json", "")}, "", "empty.json: is empty"},
      {{"--terms", folder.Write("bom.json", "\xef\xbb\xbf{}"), "--transaction", "-"},
       transaction,
       "bom.json: byte 1: a byte order mark"},
      {{"--terms", good, "--transaction", "-"},
       "{\"meta\": 1, \"meta\": 2}",
       "stdin: meta: appears twice"},
      {{"--terms", good, "--transaction", "-"}, "[1, 2", "stdin: byte "},
      {{"--terms", good, "--transaction", "-"}, cut.dump(), "stdin: meta.preBalances[0]: "},
      {{"--terms", good, "--transaction", "-", "--shape", "helius"},
       "{\"slot\": 1}",
       "stdin: not a Helius transaction"},
  };
  for (const Case& test : cases) {
    std::vector<std::string> args = {"explain"};
    args.insert(args.end(), test.args.begin(), test.args.end());
    const CliResult result = RunCli(args, test.in);
    EXPECT_EQ(result.code, 2) << test.says;
    EXPECT_THAT(result.err, HasSubstr(test.says));
    EXPECT_EQ(result.out, "");
  }
}

TEST(Explain, RefusesAFileOverSixteenMebibytes) {
  const TempFolder folder;
  const std::string limit(size_t{16} << 20, ' ');
  const CliResult long_enough = RunCli({"explain", folder.Write("limit.json", limit)});
  EXPECT_EQ(long_enough.code, 2);
  EXPECT_THAT(long_enough.err, HasSubstr("limit.json: byte "));
  const CliResult too_long = RunCli({"explain", folder.Write("over.json", limit + " ")});
  EXPECT_EQ(too_long.code, 2);
  EXPECT_THAT(too_long.err, HasSubstr("over.json: longer than 16 MiB"));
}

TEST(Explain, AScenarioReachesTheDecoderAsItIsWritten) {
  const std::string scenario = GoldenJson("scenarios/late.json").dump();
  for (const char* planted : {"\"slot\":1,\"slot\":", "\"slot\":-0,\"was\":"}) {
    std::string text = scenario;
    const size_t at = text.find("\"slot\":", text.find("\"rpc\":"));
    ASSERT_NE(at, std::string::npos);
    const CliResult result = RunCli({"explain", "-"}, text.replace(at, 7, planted));
    EXPECT_EQ(result.code, 2) << planted;
    EXPECT_THAT(result.err, HasSubstr("stdin: "));
  }
}

TEST(Explain, TheTransactionDoesNotChooseTheProgramOfAKnownMint) {
  const CliResult result = ExplainGolden("overpaid", {"--json"});
  EXPECT_EQ(Json::parse(result.out)["terms"]["asset"]["token_program_source"], "registry");
}

TEST(Explain, WhatProvesNothingEndsWithThree) {
  const Json scenario = GoldenJson("scenarios/transfer_checked_legacy.json");
  const TempFolder folder;
  const std::string terms = folder.Write("terms.json", scenario["sessions"][0].dump());
  const std::vector<std::string> args = {"explain", "--terms", terms, "--transaction", "-"};

  Json no_inner = scenario["rpc"]["json"];
  no_inner["meta"]["innerInstructions"] = nullptr;
  const CliResult unverifiable = RunCli(args, no_inner.dump());
  EXPECT_EQ(unverifiable.code, 3);
  EXPECT_THAT(unverifiable.out, HasSubstr("NO recorded       inner instructions are not recorded"));
  EXPECT_THAT(unverifiable.out, HasSubstr("-- legs           the record is incomplete"));
  EXPECT_THAT(unverifiable.out, HasSubstr("-- owner net"));

  Json cut = scenario["rpc"]["json"];
  Json& keys = cut["transaction"]["message"]["accountKeys"];
  const auto token = std::find(keys.begin(), keys.end(), kTokenProgram) - keys.begin();
  cut["transaction"]["message"]["instructions"].push_back(
      {{"programIdIndex", token}, {"accounts", Json::array()}, {"data", "4"}});
  const CliResult not_understood = RunCli(args, cut.dump());
  EXPECT_EQ(not_understood.code, 3) << not_understood.err;
  EXPECT_THAT(not_understood.out,
              HasSubstr("NO recorded       an instruction that can move money cannot be read"));

  for (const char* answer :
       {"null", R"({"jsonrpc":"2.0","id":1,"result":null})",
        R"({"jsonrpc":"2.0","id":1,"error":{"code":-32015,"message":"version"}})"}) {
    const CliResult nothing = RunCli(args, answer);
    EXPECT_EQ(nothing.code, 3) << answer << nothing.err;
    EXPECT_THAT(nothing.err, HasSubstr("stdin: "));
  }
}

TEST(Explain, JsonHoldsAmountsAsDecimalStrings) {
  const CliResult result = ExplainGolden("overpaid", {"--json"});
  EXPECT_EQ(result.code, 0);
  const Json json = Json::parse(result.out);
  EXPECT_EQ(json["verdict"], "settled");
  EXPECT_EQ(json["overpaid_minor_units"], "386974");
  EXPECT_EQ(json["terms"]["amount_minor_units"], "174898677");
  EXPECT_EQ(json["legs"][0]["owner_net"], "173706043");
  EXPECT_EQ(json["legs"][1]["role"], "fee");
  EXPECT_EQ(json["legs"][1]["paths"][0]["outer_program"], nullptr);
  EXPECT_EQ(json["transaction"]["slot"], "447600403");
  EXPECT_EQ(json["payer"]["matches"], true);

  EXPECT_EQ(Json::parse(ExplainGolden("two_different_memos", {"--json"}).out).size(), 2u);
}

// The check that a verdict stands on.
std::optional<std::string> CheckOf(const std::string& verdict) {
  if (verdict == "settled") return std::nullopt;
  if (verdict == "transaction_failed") return "executed";
  if (verdict == "no_memo") return "memo";
  if (verdict == "ambiguous_memo") return "one_payment";
  if (verdict == "late") return "time";
  return "legs";
}

TEST(Explain, TheFirstFailedCheckIsTheOneThatTheVerdictStandsOn) {
  size_t explained = 0;
  for (const auto& entry : std::filesystem::directory_iterator(GoldenPath("scenarios"))) {
    const CliResult result = RunCli({"explain", entry.path().string(), "--json", "--grace", "0"});
    Json all = Json::parse(result.out);
    if (all.is_object()) all = Json::array({all});
    for (const Json& one : all) {
      std::optional<std::string> first_failed;
      for (const Json& check : one["checks"]) {
        if (!first_failed && check["state"] == "failed") first_failed = check["check"];
      }
      EXPECT_EQ(first_failed, CheckOf(one["verdict"])) << entry.path() << one["verdict"];
      ++explained;
    }
  }
  EXPECT_GE(explained, 28u);
}

}  // namespace
}  // namespace hilt::cli
