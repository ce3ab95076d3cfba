#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "cli/run.h"
#include "cli/scan_dump.h"
#include "cli_run.h"
#include "compression.h"
#include "indexer/decode/decode.h"
#include "tests/support/observation_builder.h"

namespace hilt::cli {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr char kBlock[] = "blocks/447600400-json.json";

std::string TextOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The documents of lines of JSON.
std::vector<Json> Lines(const std::string& text) {
  std::vector<Json> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(Json::parse(line));
  return lines;
}

// What was counted, without what differs from run to run.
Json Counted(Json member) {
  member.erase("scan");
  return member;
}

Json ScanFiles(std::vector<std::string> paths) {
  paths.insert(paths.begin(), {"scan", "--all", "--json"});
  const CliResult result = RunCli(paths);
  EXPECT_EQ(result.code, 0) << result.err;
  return Json::parse(result.out);
}

TEST(ScanCommand, CountsTheSameInEveryEncodingAndCompression) {
  const Json wanted = Counted(ScanFiles({GoldenPath(kBlock)})["total"]);
  ASSERT_EQ(wanted["transactions"], 59);
  const TempFolder folder;
  for (const std::string encoding : {"json", "jsonParsed", "base64"}) {
    const std::string path = GoldenPath("blocks/447600400-" + encoding + ".json");
    const std::string text = TextOf(path);
    // The names say nothing.
    const Json document = ScanFiles(
        {path, folder.Write("a.zst", Gzipped(text)), folder.Write("b.json", Zstandard(text))});
    EXPECT_EQ(document.size(), 4u);
    const std::vector<std::string> files = {"447600400-" + encoding + ".json", "a.zst", "b.json"};
    for (const std::string& file : files) {
      EXPECT_EQ(Counted(document[file]), wanted) << file;
      EXPECT_EQ(document[file]["scan"]["bytes"], text.size());
    }
    EXPECT_EQ(document["total"]["transactions"], 3 * 59);
  }
}

TEST(ScanCommand, AgreesWithTheFiguresOfAnIndependentReader) {
  const char* folder = std::getenv("HILT_MAINNET_FIXTURES");
  if (folder == nullptr || *folder == '\0') {
    GTEST_SKIP() << "HILT_MAINNET_FIXTURES names no folder with blocks/ and expected.json";
  }
  const std::filesystem::path root(folder);
  const Json expected = Json::parse(TextOf((root / "expected.json").string()));
  ASSERT_FALSE(expected.empty());
  std::vector<std::string> paths;
  for (const auto& [file, figures] : expected.items()) {
    paths.push_back((root / "blocks" / file).string());
  }
  const Json document = ScanFiles(paths);
  for (const auto& [file, figures] : expected.items()) {
    // Here members have an order, which says nothing.
    EXPECT_EQ(nlohmann::json::parse(Counted(document[file]).dump()),
              nlohmann::json::parse(figures.dump()))
        << file;
  }
}

TEST(ScanCommand, ReadsStandardInputBareOrAsAResponse) {
  const std::string bare = TextOf(GoldenPath(kBlock));
  const std::string response = R"({"jsonrpc":"2.0","id":1,"result":)" + bare + "}";
  for (const std::string& text : {bare, response, Zstandard(response)}) {
    const CliResult result = RunCli({"scan", "-", "--all", "--json"}, text);
    ASSERT_EQ(result.code, 0) << result.err;
    EXPECT_EQ(Json::parse(result.out)["stdin"]["transactions"], 59);
  }
}

TEST(ScanCommand, WithoutAllOnlyWhatMayHoldAMemoIsDecodedAndItSaysSo) {
  const CliResult json = RunCli({"scan", "--json", GoldenPath(kBlock)});
  const Json total = Json::parse(json.out)["total"];
  EXPECT_EQ(total["transactions"], 59);
  EXPECT_EQ(total["memo_transactions"], 23);
  EXPECT_EQ(total["scan"]["selected"], "with_memo");
  EXPECT_EQ(total["scan"]["decoded"], 23);
  const CliResult text = RunCli({"scan", GoldenPath(kBlock)});
  EXPECT_THAT(text.out, ContainsRegex("decoded +23: those that may hold a memo"));
}

TEST(ScanCommand, ShowsPeopleAFileAndTheTotal) {
  const CliResult one = RunCli({"scan", "--all", GoldenPath(kBlock)});
  EXPECT_EQ(one.code, 0);
  EXPECT_THAT(one.out, StartsWith(GoldenPath(kBlock) + "\n"));
  EXPECT_THAT(one.out, ContainsRegex("transactions +59\n +decoded +59\n +failed +3\n"));
  EXPECT_THAT(one.out, ContainsRegex("memos +v1 1, v3 22 \\(in 23 transactions; 13 of HILT\\)"));
  EXPECT_THAT(one.out, ContainsRegex("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v +932490587\n"));
  EXPECT_THAT(one.out, ContainsRegex("time +read .* s, decode .* s, 121.4 KiB of JSON, .* GB/s"));
  EXPECT_THAT(one.out, Not(HasSubstr("total")));

  const CliResult two = RunCli({"scan", "--all", GoldenPath(kBlock), GoldenPath(kBlock)});
  EXPECT_THAT(two.out, ContainsRegex("total of 2 files\n +blocks +2\n +transactions +118\n"));
}

TEST(ScanCommand, AFileThatCannotBeScannedIsNamedAndTheOthersAreCounted) {
  const TempFolder folder;
  const std::string good = GoldenPath(kBlock);
  struct Case {
    std::string path;
    const char* says;
  };
  const Case kCases[] = {
      {folder.path() + "/absent", "/absent: No such file or directory"},
      {folder.path(), ": is a folder, not a file"},
      {folder.Write("empty", ""), "/empty: "},
      {folder.Write("null", R"({"jsonrpc":"2.0","result":null,"id":1})"), "/null: "},
      {folder.Write("wrong", R"({"transactions":7})"), "/wrong: transactions: not an array"},
      {folder.Write("cut", Gzipped(TextOf(good)).substr(0, 5000)), "/cut: gzip: cut short"},
      {folder.Write("bomb", Zstandard(std::string(decode::kMaxInputBytes + 1, ' '))),
       "/bomb: longer than 134217728 bytes once it is decompressed"},
  };
  for (const Case& c : kCases) {
    const CliResult result = RunCli({"scan", "--all", "--json", c.path, good});
    EXPECT_EQ(result.code, 2) << c.path;
    EXPECT_THAT(result.err, AllOf(StartsWith("hiltctl scan: "), HasSubstr(c.says)));
    const Json document = Json::parse(result.out);
    const std::string name = std::filesystem::path(c.path).filename().string();
    EXPECT_EQ(document[name].size(), 1u);
    EXPECT_THAT(document[name]["error"].get<std::string>(), HasSubstr(c.says));
    EXPECT_EQ(document["total"]["transactions"], 59);
  }
  EXPECT_THAT(RunCli({"scan", kCases[0].path, good}).out, HasSubstr("total of 1 files"));
}

TEST(ScanCommand, FilesOfOneNameAreToldApart) {
  const TempFolder folder;
  const std::string text = TextOf(GoldenPath(kBlock));
  const std::string a = folder.Write("a/block", text);
  const std::string b = folder.Write("b/block", text);
  const std::string total = folder.Write("total", text);
  const Json document = ScanFiles({a, b, b, total});
  EXPECT_EQ(document.size(), 5u);
  for (const std::string& name : {std::string("block"), b, b + " (2)", total}) {
    EXPECT_TRUE(document.contains(name)) << name;
  }
  EXPECT_EQ(document["total"]["blocks"], 4);
}

TEST(ScanCommand, DumpsWhatCarriesAMemoAndWithAllEverything) {
  const CliResult some = RunCli({"scan", "--dump", GoldenPath(kBlock)});
  EXPECT_EQ(some.code, 0);
  EXPECT_THAT(some.err, ContainsRegex("decoded +23"));
  const std::vector<Json> lines = Lines(some.out);
  ASSERT_EQ(lines.size(), 23u);
  for (const Json& line : lines) EXPECT_FALSE(line["memos"].empty());

  const CliResult all = RunCli({"scan", "--dump", "--all", GoldenPath(kBlock)});
  const std::vector<Json> every = Lines(all.out);
  ASSERT_EQ(every.size(), 59u);
  for (size_t i = 0; i < every.size(); ++i) EXPECT_EQ(every[i]["index"], i);
}

TEST(ScanCommand, ADumpedLineHoldsTheWholePayment) {
  const CliResult result = RunCli({"scan", "--dump", GoldenPath(kBlock)});
  const Json scenario = GoldenJson("scenarios/transfer_checked_legacy.json");
  for (const Json& line : Lines(result.out)) {
    if (line["signature"] != scenario["transaction"]["signature"]) continue;
    const Json& session = scenario["sessions"][0];
    EXPECT_EQ(line["index"], 13);
    EXPECT_EQ(line["execution"], "succeeded");
    EXPECT_TRUE(line["err"].is_null());
    EXPECT_EQ(line["memos"][0]["text"], "HILT:" + session["nonce"].get<std::string>());
    EXPECT_EQ(line["transfers"][0]["kind"], "transfer_checked");
    EXPECT_EQ(line["transfers"][0]["mint"], session["token_mint"]);
    EXPECT_TRUE(line["transfers"][0]["place"]["inner_index"].is_null());
    bool merchant = false;
    for (const Json& change : line["token_changes"]) {
      merchant |= change["owner"] == session["merchant_wallet"] &&
                  change["mint"] == session["token_mint"] &&
                  change["change"] == scenario["expect"][0]["merchant_received"];
    }
    EXPECT_TRUE(merchant) << line.dump(1);
    return;
  }
  FAIL() << "not dumped";
}

TEST(DumpLine, WritesMemosInHexAndAsTextWhereTheyAre) {
  struct Case {
    const char* memo;
    const char* hex;
    Json text;
  };
  const Case kCases[] = {
      {"", "", ""},
      {"ping", "70696e67", "ping"},
      {"\xc3\xa9", "c3a9", "\xc3\xa9"},
      {"\xff", "ff", nullptr},
      {"\x1b[2J", "1b5b324a", nullptr},
      {"a\x7f", "617f", nullptr},
      {"\xc2\x9b", "c29b", nullptr},
      {"\xc2\xa0", "c2a0", "\xc2\xa0"},
  };
  for (const Case& c : kCases) {
    const std::string line = DumpLine(
        "f",
        test_support::ObservationBuilder(test_support::MakeTermsOrDie(test_support::UsdcInput()))
            .MemoText(c.memo)
            .Build());
    for (const char byte : line) EXPECT_TRUE(byte >= ' ' && byte <= '~') << c.hex;
    const Json memo = Json::parse(line)["memos"][0];
    EXPECT_EQ(memo["hex"], c.hex);
    EXPECT_EQ(memo["text"], c.text) << c.hex;
  }
}

TEST(DumpLine, SaysWhatWasNotRecordedAndWhatFailed) {
  domain::Observation transaction =
      test_support::ObservationBuilder(test_support::MakeTermsOrDie(test_support::UsdcInput()))
          .Build();
  transaction.execution = domain::Execution::kFailed;
  transaction.error = R"({"InstructionError":[0,{"Custom":1}]})";
  transaction.lamports_recorded = false;
  transaction.token_balances_recorded = false;
  const Json line = Json::parse(DumpLine("f", transaction));
  EXPECT_EQ(line["execution"], "failed");
  EXPECT_EQ(line["err"], transaction.error);
  EXPECT_TRUE(line["lamport_changes"].is_null());
  EXPECT_TRUE(line["token_changes"].is_null());
  EXPECT_TRUE(line["index"].is_null());
}

TEST(ScanCommand, DumpAndJsonTogetherAreRefused) {
  const CliResult result = RunCli({"scan", "--dump", "--json", GoldenPath(kBlock)});
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.out, IsEmpty());
}

// What a terminal for standard error sees.
std::string ProgressOf(const std::vector<std::string>& args, bool out_is_terminal) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  Style style;
  style.terminal = out_is_terminal;
  Io io{in, out, err, style, nullptr, true};
  EXPECT_EQ(Run(args, io), 0);
  return err.str();
}

TEST(ScanCommand, ShowsProgressOverSeveralFilesOnATerminalAlone) {
  const std::string block = GoldenPath(kBlock);
  EXPECT_THAT(ProgressOf({"scan", block, block}, true), HasSubstr("0 B of 242.9 KiB"));
  EXPECT_THAT(ProgressOf({"scan", block}, true), IsEmpty());
  EXPECT_THAT(RunCli({"scan", block, block}).err, IsEmpty());
  // It would run into the lines that are dumped there.
  EXPECT_THAT(ProgressOf({"scan", "--dump", block, block}, true), Not(HasSubstr("\x1b")));
  EXPECT_THAT(ProgressOf({"scan", "--dump", block, block}, false), HasSubstr("\x1b"));
}

}  // namespace
}  // namespace hilt::cli
