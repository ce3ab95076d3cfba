#include "cli/conformance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <functional>
#include <string>

#include "cli_run.h"

namespace hilt::cli {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

// The scenario with `change` made to it, judged.
ConformanceReport Judge(const std::string& scenario, const std::function<void(Json&)>& change) {
  Json document = GoldenJson(scenario);
  change(document);
  ConformanceReport report;
  CompareScenario("planted", document.dump(), report);
  return report;
}

TEST(Conformance, AgreesWithEveryGoldenFile) {
  const auto report = RunConformance(GoldenPath(""));
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->scenarios, 30u);
  EXPECT_GE(report->comparisons.size(), 62u);
  EXPECT_EQ(report->encodings_run.at("json"), 30u);
  EXPECT_EQ(report->encodings_run.at("helius_enhanced"), 30u);
  for (const Comparison& comparison : report->comparisons) {
    EXPECT_TRUE(comparison.agrees()) << comparison.scenario << " " << comparison.encoding;
  }
}

constexpr size_t kEncodings = 4;  // of every scenario: json, jsonParsed, base64, helius_enhanced

TEST(Conformance, CatchesAPlantedDifferenceInEveryField) {
  struct Case {
    const char* scenario;
    const char* field;
    Json value;
  };
  const Case cases[] = {
      {"scenarios/overpaid.json", "verdict", "late"},
      {"scenarios/overpaid.json", "merchant_received", "173706044"},
      {"scenarios/overpaid.json", "fee_received", "0"},
      {"scenarios/overpaid.json", "overpaid_minor_units", "386975"},
      {"scenarios/overpaid.json", "payer_observed", nullptr},
      {"scenarios/overpaid.json", "payer_authority",
       "CYg5Ha9fSbkurrPmPvTpdAeiaWfoWd361bzPWLkcW7rg"},
      {"scenarios/overpaid.json", "payer_matches", false},
      {"scenarios/different_payer.json", "payer_matches", "nonsense"},
      {"scenarios/one_unit_zero_fee.json", "fee_received", "1"},
      {"scenarios/merchant_is_fee_wallet.json", "fee_received", "333116"},
  };
  for (const Case& test : cases) {
    const ConformanceReport report = Judge(
        test.scenario, [&](Json& document) { document["expect"][0][test.field] = test.value; });
    ASSERT_EQ(report.comparisons.size(), kEncodings);
    for (const Comparison& comparison : report.comparisons) {
      ASSERT_EQ(comparison.differences.size(), 1u)
          << test.scenario << " " << test.field << " " << comparison.encoding;
      EXPECT_EQ(comparison.differences[0].field, test.field);
    }
  }
}

TEST(Conformance, TheStrictVerdictIsTheOneWantedWherePresent) {
  const ConformanceReport report = Judge("scenarios/late.json", [](Json& document) {
    document["expect"][0]["strict_verdict"] = "late";
    document["expect"][0]["verdict"] = "settled";
  });
  EXPECT_EQ(report.differing(), 0u);
}

TEST(Conformance, CatchesAnotherTransactionThanTheOneMeant) {
  const ConformanceReport report = Judge("scenarios/late.json", [](Json& document) {
    document["transaction"]["slot"] = 1;
    document["transaction"]["block_time"] = 2;
  });
  ASSERT_EQ(report.comparisons.size(), kEncodings);
  for (const Comparison& comparison : report.comparisons) {
    ASSERT_EQ(comparison.differences.size(), 2u);
    EXPECT_EQ(comparison.differences[0].field, "slot");
    EXPECT_EQ(comparison.differences[1].field, "block_time");
  }
}

TEST(Conformance, AMismatchThatAWebhookCannotShowIsANote) {
  const ConformanceReport report = Judge("scenarios/different_payer.json", [](Json& document) {
    document["sessions"][0]["require_payer"] = true;
    document["expect"][0]["verdict"] = "payer_mismatch";
  });
  ASSERT_EQ(report.comparisons.size(), kEncodings);
  EXPECT_EQ(report.differing(), 0u);
  for (const Comparison& comparison : report.comparisons) {
    const bool webhook = comparison.encoding == "helius_enhanced";
    EXPECT_EQ(comparison.verdict, webhook ? "unverifiable" : "payer_mismatch");
    EXPECT_EQ(comparison.notes.size(), webhook ? 1u : 0u);
  }
}

TEST(Conformance, APayerWhoMustHaveSignedIsADifferenceThroughRpc) {
  // Of this payer neither shape shows a signature. A webhook might hide one, a node does not.
  const ConformanceReport report = Judge("scenarios/different_payer.json", [](Json& document) {
    document["expect"][0]["payer_matches"] = true;
  });
  ASSERT_EQ(report.comparisons.size(), kEncodings);
  for (const Comparison& comparison : report.comparisons) {
    const bool webhook = comparison.encoding == "helius_enhanced";
    EXPECT_EQ(comparison.agrees(), webhook);
    EXPECT_EQ(comparison.notes.size(), webhook ? 1u : 0u);
  }
}

TEST(Conformance, TermsThatAreRefusedDifferWithTheReason) {
  const ConformanceReport report = Judge("scenarios/late.json", [](Json& document) {
    document["sessions"][0]["payer_wallet"] = document["sessions"][0]["merchant_wallet"];
  });
  ASSERT_EQ(report.comparisons.size(), kEncodings);
  for (const Comparison& comparison : report.comparisons) {
    EXPECT_FALSE(comparison.agrees());
    EXPECT_THAT(comparison.problem.value_or(""),
                HasSubstr("terms refused: sessions[0].payer_wallet: "));
  }
}

TEST(Conformance, ATransactionThatCannotBeDecodedDiffersForEachSession) {
  const ConformanceReport report = Judge("scenarios/two_different_memos.json", [](Json& document) {
    document["rpc"]["json"]["slot"] = "soon";
  });
  ASSERT_EQ(report.comparisons.size(), 2 * kEncodings);
  EXPECT_EQ(report.differing(), 2u);
  for (const Comparison& comparison : report.comparisons) {
    EXPECT_EQ(comparison.problem.has_value(), comparison.encoding == "json");
    if (comparison.problem) {
      EXPECT_THAT(*comparison.problem, HasSubstr("decode: slot: "));
    }
  }
}

TEST(Conformance, FilesThatAreNoScenarioDifferAndNameTheFault) {
  struct Case {
    const char* text;
    const char* says;
  };
  const Case cases[] = {
      {"", "is empty"},
      {"[]", "not a JSON object"},
      {"{}", "sessions: is missing"},
      {R"({"sessions": []})", "sessions: is empty"},
      {R"({"sessions": [7]})", "sessions: must hold objects only"},
      {R"({"sessions": [{}], "rpc": []})", "rpc: must be an object"},
      {R"({"sessions": [{}]})", "rpc: is missing, and so is helius_enhanced"},
      {R"({"sessions": [{}], "rpc": {"json": {}}})", "expect: is missing"},
      {R"({"sessions": [{}], "expect": [], "rpc": {"json": {}}})", "expect: must have one entry"},
  };
  for (const Case& test : cases) {
    ConformanceReport report;
    CompareScenario("bad", test.text, report);
    ASSERT_EQ(report.comparisons.size(), 1u) << test.says;
    EXPECT_THAT(report.comparisons[0].problem.value_or(""), HasSubstr(test.says));
  }
}

TEST(Conformance, AnAnswerThatTheFileDoesNotGiveIsAFaultOfTheFile) {
  for (const char* member : {"verdict", "merchant_received", "fee_received", "overpaid_minor_units",
                             "payer_observed", "payer_matches"}) {
    const ConformanceReport report = Judge(
        "scenarios/overpaid.json", [&](Json& document) { document["expect"][0].erase(member); });
    ASSERT_EQ(report.comparisons.size(), 1u) << member;
    EXPECT_EQ(report.comparisons[0].problem, std::string("expect[0].") + member + ": is missing");
  }
  for (const char* member : {"verdict", "strict_verdict"}) {
    const ConformanceReport report = Judge("scenarios/overpaid.json", [&](Json& document) {
      document["expect"][0][member] = "setled";
    });
    ASSERT_EQ(report.comparisons.size(), 1u) << member;
    EXPECT_EQ(report.comparisons[0].problem, std::string("expect[0].") + member + ": no verdict");
  }
}

TEST(Conformance, AnEncodingThatTheFileDoesNotHoldIsAFaultOfTheFile) {
  struct Case {
    const char* pointer;
    const char* says;
  };
  const Case cases[] = {
      {"/rpc/json", "rpc.json: is missing"},
      {"/rpc/jsonParsed", "rpc.jsonParsed: is missing"},
      {"/rpc/base64", "rpc.base64: is missing"},
      {"/rpc", "rpc.json: is missing"},
      {"/helius_enhanced", "helius_enhanced: is missing"},
  };
  for (const Case& test : cases) {
    const ConformanceReport report = Judge("scenarios/overpaid.json", [&](Json& document) {
      const Json::json_pointer pointer(test.pointer);
      document[pointer.parent_pointer()].erase(pointer.back());
    });
    ASSERT_EQ(report.comparisons.size(), 1u) << test.pointer;
    EXPECT_EQ(report.comparisons[0].encoding, "file");
    EXPECT_EQ(report.comparisons[0].problem, test.says);
  }
}

TEST(ConformanceCommand, APlantedDifferenceEndsWithOneAndTheLineNamesTheField) {
  const TempFolder folder;
  folder.Write("scenarios/good.json", GoldenJson("scenarios/overpaid.json").dump());
  Json planted = GoldenJson("scenarios/overpaid.json");
  planted["expect"][0]["overpaid_minor_units"] = "1";
  folder.Write("v1/planted.json", planted.dump());

  const CliResult result = RunCli({"conformance", folder.path()});
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.out, ContainsRegex("ok +scenarios/good\\[0\\] +json +settled"));
  EXPECT_THAT(result.out, ContainsRegex("DIFFERS v1/planted\\[0\\] +json +overpaid_minor_units: "
                                        "expected 1, got 386974"));
  EXPECT_THAT(result.out, HasSubstr("2 scenarios, 8 answers: 4 agree, 4 differ"));
  EXPECT_THAT(result.out, Not(HasSubstr("VERDICT")));

  const CliResult verbose = RunCli({"conformance", folder.path(), "--verbose"});
  EXPECT_THAT(verbose.out, HasSubstr("VERDICT settled"));
}

TEST(ConformanceCommand, ListsTheEncodingsThatItCouldNotRead) {
  const TempFolder folder;
  Json scenario = GoldenJson("scenarios/overpaid.json");
  scenario["rpc"]["base122"] = "x";
  folder.Write("here.json", scenario.dump());  // a folder of scenarios without subfolders

  const CliResult result = RunCli({"conformance", folder.path(), "--json"});
  EXPECT_EQ(result.code, 0) << result.out;
  const Json totals = Json::parse(result.out)["totals"];
  EXPECT_EQ(totals["scenarios"], 1);
  EXPECT_EQ(totals["encodings_run"]["json"], 1);
  EXPECT_EQ(totals["encodings_skipped"]["base122"], 1);
  EXPECT_EQ(totals["differing"], 0);
}

TEST(ConformanceCommand, AFolderWithoutScenariosEndsWithTwo) {
  const TempFolder folder;
  const CliResult empty = RunCli({"conformance", folder.path()});
  EXPECT_EQ(empty.code, 2);
  EXPECT_THAT(empty.err, HasSubstr("no scenario there"));
  const CliResult absent = RunCli({"conformance", folder.path() + "/absent"});
  EXPECT_EQ(absent.code, 2);
  EXPECT_THAT(absent.err, HasSubstr("absent: no such folder"));
  const CliResult file = RunCli({"conformance", folder.Write("file", "")});
  EXPECT_EQ(file.code, 2);
  EXPECT_THAT(file.err, HasSubstr("file: is not a folder"));
}

TEST(ConformanceCommand, ARunThatJudgedNothingEndsWithTwo) {
  const TempFolder folder;
  Json scenario = GoldenJson("scenarios/overpaid.json");
  scenario.erase("expect");
  folder.Write("no_answer.json", scenario.dump());
  const CliResult nothing = RunCli({"conformance", folder.path()});
  EXPECT_EQ(nothing.code, 2);
  EXPECT_THAT(nothing.out, ContainsRegex("DIFFERS .*no_answer\\[0\\] +file +expect: is missing"));
  EXPECT_THAT(nothing.err, HasSubstr("nothing there could be judged"));

  folder.Write("good.json", GoldenJson("scenarios/overpaid.json").dump());
  EXPECT_EQ(RunCli({"conformance", folder.path()}).code, 1);
}

TEST(ConformanceCommand, WhatIsNoRegularFileDiffersAndIsNotOpened) {
  const TempFolder folder;
  folder.Write("good.json", GoldenJson("scenarios/overpaid.json").dump());
  ASSERT_EQ(mkfifo((folder.path() + "/pipe.json").c_str(), 0600), 0);
  std::filesystem::create_directory(folder.path() + "/folder.json");
  const CliResult result = RunCli({"conformance", folder.path()});
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.out, HasSubstr("/pipe.json: is not a regular file"));
  EXPECT_THAT(result.out, HasSubstr("/folder.json: is not a regular file"));
}

TEST(ConformanceCommand, AFileNameThatIsNoUtf8IsGoodJsonAllTheSame) {
  const TempFolder folder;
  folder.Write("a\xff.json", GoldenJson("scenarios/overpaid.json").dump());
  const CliResult result = RunCli({"conformance", folder.path(), "--json"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(Json::parse(result.out)["totals"]["differing"], 0);
}

TEST(ConformanceCommand, AFolderThatCannotBeListedEndsWithTwoAndIsNamed) {
  const TempFolder folder;
  folder.Write("v1/good.json", GoldenJson("scenarios/overpaid.json").dump());
  std::filesystem::create_directory_symlink("scenarios",
                                            folder.path() + "/scenarios");  // to itself
  const CliResult result = RunCli({"conformance", folder.path()});
  EXPECT_EQ(result.code, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, HasSubstr(folder.path() + "/scenarios: cannot be listed"));
}

TEST(ConformanceCommand, NotesADuplicate) {
  const CliResult result = RunCli({"conformance", GoldenPath("")});
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.out, HasSubstr("note: good on its own; a duplicate of 24tweEKn6HNG52VuPxvX"));
}

}  // namespace
}  // namespace hilt::cli
