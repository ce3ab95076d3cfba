// Bytes to observations, at the speed of simdjson: a block against the bare visit of its fields,
// against JSON.parse and against the chain's own pace; a base64 block against the same in json; a
// webhook's authentication and decoding against the authentication alone.
//
// The block is made (made_block.h); --block takes real ones.

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "base/check.h"
#include "bench/bare_visit.h"
#include "bench/made_block.h"
#include "bench/made_webhook.h"
#include "bench/node.h"
#include "bench/report.h"
#include "bench/runner.h"
#include "domain/memo.h"
#include "fmt/format.h"
#include "indexer/decode/decode.h"
#include "indexer/source/hmac.h"

namespace hilt::bench {
namespace {

constexpr Target kBlockAgainstVisit = TimesAsFast(0.80);
constexpr Target kBlockAgainstNode = TimesAsFast(10);
constexpr Target kBlockAgainstChain = TimesAsFast(250);
constexpr Target kBase64AgainstJson = TimesTheTime(1.25);
constexpr Target kWebhookAgainstMac = TimesTheTime(1.35);

constexpr int64_t kBlockIntervalNs = 400'000'000;  // of mainnet in 2025

struct Input {
  Input(std::string what, std::string text)
      : name(std::move(what)), json(std::move(text)), padded(json) {
    json.reserve(json.size() + BareVisit::kPadding);
  }

  std::string name;
  std::string json;  // padded for the bare visit
  decode::PaddedJson padded;
};

// ---- what is measured

struct Scan {
  size_t transactions = 0;
  size_t memos = 0;
  size_t hilt_memos = 0;
};

Scan ScanBlock(decode::Decoder& decoder, const decode::PaddedJson& json) {
  const auto block = decoder.RpcBlock(json, domain::Slot(kMadeBlockSlot),
                                      domain::Commitment::kFinalized, decode::Select::kWithMemo);
  HILT_CHECK(block.ok());
  Scan scan{.transactions = block->transaction_count};
  for (const domain::Observation& transaction : block->transactions) {
    scan.memos += transaction.memos.size();
    for (const domain::Memo& memo : transaction.memos) {
      scan.hilt_memos += domain::ParseHiltMemo(memo.data).has_value();
    }
  }
  return scan;
}

Subject BlockSubject(decode::Decoder& decoder, const Input& block) {
  return {.name = "decode " + block.name,
          .unit = "block",
          .unit_bytes = block.json.size(),
          .run = [&decoder, &block](size_t iterations) {
            for (size_t i = 0; i < iterations; ++i) Keep(ScanBlock(decoder, block.padded));
          }};
}

Subject VisitSubject(BareVisit& visit, const Input& block) {
  return {.name = "bare simdjson visit",
          .unit = "block",
          .unit_bytes = block.json.size(),
          .run = [&](size_t iterations) {
            for (size_t i = 0; i < iterations; ++i) Keep(visit.OfBlock(block.json));
          }};
}

Subject NodeSubject(const std::string& path, const Scan& expected) {
  return {.name = "node JSON.parse scan", .unit = "block", .run_timed = [=](size_t iterations) {
            const nlohmann::json printed =
                RunNode(PeersFolder() + "/json-parse/scan.mjs", {path}, iterations);
            HILT_CHECK(printed["transactions"] == expected.transactions);
            HILT_CHECK(printed["memos"] == expected.memos);
            return CpuNs(printed);
          }};
}

Subject ChainSubject() {
  return {
      .name = "the chain, a block in 0.4 s", .unit = "block", .run_timed = [](size_t iterations) {
        return kBlockIntervalNs * static_cast<int64_t>(iterations);
      }};
}

// ---- files

std::optional<Input> ReadBlock(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  Input block(std::filesystem::path(path).filename(), std::move(text).str());
  decode::Decoder decoder;
  const auto read = decoder.RpcBlock(block.json, domain::Slot(kMadeBlockSlot),
                                     domain::Commitment::kFinalized, decode::Select::kAll);
  if (read.ok() && BareVisit().OfBlock(block.json).has_value()) return block;
  fmt::print(stderr, "{}: {}\n", path,
             read.ok() ? "is not in encoding json, in which the bare visit reads blocks"
                       : std::string(read.status().message()));
  return std::nullopt;
}

void WriteFile(const std::filesystem::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  HILT_CHECK(file.good());
}

// A folder for the length of the run, for what node reads.
class ScratchFolder {
 public:
  ScratchFolder()
      : path_(std::filesystem::temp_directory_path() /
              ("hilt-decode-bench-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// ---- rows

void AddBlock(const Input& block, const ScratchFolder& scratch, bool has_node,
              const Options& options, Report& report) {
  decode::Decoder decoder;
  BareVisit visit;
  const Scan scan = ScanBlock(decoder, block.padded);
  HILT_CHECK(visit.OfBlock(block.json).value().transactions == scan.transactions);
  const Subject ours = BlockSubject(decoder, block);
  report.Add(Compare(ours, VisitSubject(visit, block), kBlockAgainstVisit, options));
  if (has_node) {
    const std::filesystem::path path = scratch.path() / "block.json";
    WriteFile(path, block.json);
    report.Add(Compare(ours, NodeSubject(path, scan), kBlockAgainstNode, options));
  }
  report.Add(Compare(ours, ChainSubject(), kBlockAgainstChain, options));
  // The only target that is not against something on this machine: how far the ceiling gets here.
  report.Add(Compare(VisitSubject(visit, block), ChainSubject(), NoTarget(), options));
}

void AddBase64(const Input& base64, const Input& json, const Options& options, Report& report) {
  decode::Decoder decoder;
  const Scan scan = ScanBlock(decoder, base64.padded);
  HILT_CHECK(scan.transactions == kMadeTransactions && scan.hilt_memos == kMadeHiltMemos);
  report.Add(Compare(BlockSubject(decoder, base64), BlockSubject(decoder, json), kBase64AgainstJson,
                     options));
}

// The MAC of the body, then what is to be done with it.
template <class Work>
Subject AfterMac(const std::string& what, source::Hmac& hmac, const Input& body, Work work) {
  return {.name = "MAC and " + what + " " + body.name,
          .unit = "body",
          .unit_bytes = body.json.size(),
          .run = [&hmac, &body, work](size_t iterations) {
            for (size_t i = 0; i < iterations; ++i) {
              Keep(hmac.Of(body.json));
              work();
            }
          }};
}

void AddWebhook(const Input& body, const Options& options, Report& report) {
  decode::Decoder decoder;
  source::Hmac hmac("whsec_benchmark_only");
  const Subject both = AfterMac("decode", hmac, body, [&] {
    const auto elements = decoder.HeliusWebhook(body.json);
    HILT_CHECK(elements.ok() && elements->size() == kWebhookTransactions);
  });
  const Subject mac{.name = "MAC alone", .unit = "body", .run = [&](size_t iterations) {
                      for (size_t i = 0; i < iterations; ++i) Keep(hmac.Of(body.json));
                    }};
  report.Add(Compare(both, mac, kWebhookAgainstMac, options));
  // How far the ceiling gets: what reads no key, checks nothing and keeps nothing.
  BareVisit visit;
  HILT_CHECK(visit.OfWebhook(body.json).value().transactions == kWebhookTransactions);
  const Subject bare =
      AfterMac("bare simdjson visit of", hmac, body, [&] { Keep(visit.OfWebhook(body.json)); });
  report.Add(Compare(bare, mac, NoTarget(), options));
}

int Main(int argc, char** argv) {
  uint64_t seed = 1;
  std::string write_folder;
  std::vector<std::string> block_files;
  const Options options = ParseOptions(
      argc, argv, "Decode blocks and webhook bodies: against simdjson alone, node and the MAC",
      [&](CLI::App& app) {
        app.add_option("--seed", seed, "of the made block");
        app.add_option("--block", block_files,
                       "a real block too: a bare getBlock result in encoding json; repeatable")
            ->check(CLI::ExistingFile);
        app.add_option("--write-blocks", write_folder,
                       "write the made block in both encodings into this folder, and end")
            ->check(CLI::ExistingDirectory);
      });
  MadeBlock made = MakeBlock(seed);
  if (!write_folder.empty()) {
    WriteFile(std::filesystem::path(write_folder) / "made-block.json", made.json);
    WriteFile(std::filesystem::path(write_folder) / "made-block.base64.json", made.base64);
    return 0;
  }

  std::vector<Input> blocks;
  blocks.emplace_back("the made block", std::move(made.json));
  for (const std::string& path : block_files) {
    std::optional<Input> block = ReadBlock(path);
    if (!block.has_value()) return 2;
    blocks.push_back(*std::move(block));
  }

  Report report("decode", options);
  const bool has_node = HasNode();
  if (!has_node) report.Miss("JSON.parse needs Node.js " + std::to_string(kMinNodeMajor));
  const ScratchFolder scratch;
  for (const Input& block : blocks) AddBlock(block, scratch, has_node, options, report);
  AddBase64({"the made block in base64", std::move(made.base64)}, blocks[0], options, report);
  AddWebhook({"payments", MakePaymentsBody()}, options, report);
  AddWebhook({"one payment in ten", MakeMixedBody()}, options, report);
  return report.Finish();
}

}  // namespace
}  // namespace hilt::bench

int main(int argc, char** argv) { return hilt::bench::Main(argc, argv); }
