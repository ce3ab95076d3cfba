#include "cli/scan_command.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "base/status.h"
#include "cli/decompress.h"
#include "cli/files.h"
#include "cli/progress.h"
#include "cli/scan_dump.h"
#include "cli/scan_report.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

constexpr char kDescription[] = "Count what blocks hold, and show how fast they are decoded.";

constexpr char kFooter[] = R"(
A FILE holds one getBlock result with transactionDetails full, bare or as a whole JSON-RPC response,
in encoding json, jsonParsed or base64; plain, or compressed with gzip or zstd. - is standard input.
A block of more than 128 MiB of JSON is refused, and no more of it is decompressed.

Without --all only those transactions are decoded that may hold a memo: the ones with a memo program
among their keys. failed, versions, transfers, lamports and amounts then count those alone; `decoded`
says how many they are.

Memos and transfers are counted at top level and inside other programs; memos in failed transactions
too, transfers only in those that succeeded. lamports are those of System transfers. amounts are minor
units by mint, before any transfer fee; that of a plain Transfer, which names none, is looked up in
the token balances of its accounts.

--json gives one document with a member for each file, by its name without folders, and `total`. In
each, `scan` holds what was decoded and in which time; GB/s are of decompressed JSON by decode time.

--dump writes one line of JSON for each decoded transaction that carries a memo, with --all for every
one: signature, err, memos (`hex`; `text` too where they are UTF-8 without control characters),
transfers in order, changes of balances. The counts then go to standard error.

Exit codes:
  0  every file was scanned
  2  bad usage, or at least one file could not be read or decoded: standard error names it and says
     why, and the others are scanned all the same

Examples:
  hiltctl scan block.json block.json.zst
  hiltctl scan --all --json blocks/* | jq 'del(.total) | map_values(del(.scan))'
  hiltctl scan --dump block.json.gz | jq -r '.memos[].text'
  curl .. | hiltctl scan -
)";

constexpr size_t kShownChars = 400;  // of an error with its path

// Runs since it was made.
class Stopwatch {
 public:
  absl::Duration elapsed() const {
    return absl::FromChrono(std::chrono::steady_clock::now() - start_);
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

class ScanCommand : public Command {
 public:
  CLI::App* Declare(CLI::App& app) override;
  ExitCode Run(Io& io) override;

 private:
  absl::Status Scan(FileScan& scan, Io& io);
  void Print(const ScanReport& report, Io& io) const;

  std::vector<std::string> paths_;
  bool all_ = false;
  bool dump_ = false;
  bool json_ = false;
  decode::Decoder decoder_;
};

CLI::App* ScanCommand::Declare(CLI::App& app) {
  CLI::App* scan = app.add_subcommand("scan", kDescription);
  scan->footer(kFooter);
  scan->add_option("FILE", paths_, "Files with a block each; - is standard input")
      ->type_name("FILE")
      ->required();
  scan->add_flag("--all", all_, "Decode every transaction, not only those that may hold a memo");
  const auto dump =
      scan->add_flag("--dump", dump_, "Write what was decoded, one line of JSON each");
  scan->add_flag("--json", json_, "For programs")->excludes(dump);
  return scan;
}

absl::StatusOr<std::string> ReadBlock(const std::string& path, std::istream& in) {
  HILT_ASSIGN_OR_RETURN(std::string bytes, ReadInput(path, in, decode::kMaxInputBytes));
  auto text = Decompressed(std::move(bytes), decode::kMaxInputBytes);
  if (!text.ok()) return base::Annotate(text.status(), InputName(path));
  return text;
}

absl::Status ScanCommand::Scan(FileScan& scan, Io& io) {
  const Stopwatch reading;
  HILT_ASSIGN_OR_RETURN(const std::string text, ReadBlock(scan.path, io.in));
  scan.reading = reading.elapsed();
  scan.bytes = text.size();

  // A getBlock result does not state its slot, and nothing that is printed needs it.
  const Stopwatch decoding;
  const auto block = decoder_.RpcBlock(text, domain::Slot(0), domain::Commitment::kFinalized,
                                       all_ ? decode::Select::kAll : decode::Select::kWithMemo);
  scan.decoding = decoding.elapsed();
  if (!block.ok()) return base::Annotate(block.status(), InputName(scan.path));

  scan.totals.Add(*block);
  if (!dump_) return absl::OkStatus();
  for (const domain::Observation& transaction : block->transactions) {
    if (!all_ && transaction.memos.empty()) continue;
    io.out << DumpLine(InputName(scan.path), transaction) << '\n';
  }
  return absl::OkStatus();
}

// 0 where it is not known beforehand.
uint64_t BytesOnDisk(const std::string& path) {
  std::error_code error;
  const uint64_t bytes = std::filesystem::file_size(path, error);
  return error ? 0 : bytes;
}

void ScanCommand::Print(const ScanReport& report, Io& io) const {
  if (json_) {
    io.out << Dump(ToJson(report)) << '\n';
  } else if (dump_) {
    io.err << ToHumanText(report, Style());
  } else {
    io.out << ToHumanText(report, io.style);
  }
}

ExitCode ScanCommand::Run(Io& io) {
  uint64_t total_bytes = 0;
  for (const std::string& path : paths_) total_bytes += BytesOnDisk(path);
  // Lines that are dumped onto the terminal would run into it.
  const bool shown = paths_.size() > 1 && io.err_is_terminal && !(dump_ && io.style.terminal);
  Progress progress(io.err, shown, total_bytes);
  const Stopwatch since_start;

  ScanReport report;
  report.all = all_;
  uint64_t done_bytes = 0;
  for (const std::string& path : paths_) {
    progress.Update(done_bytes, since_start.elapsed());
    FileScan& scan = report.files.emplace_back();
    scan.path = path;
    scan.status = Scan(scan, io);
    done_bytes += BytesOnDisk(path);
    if (scan.status.ok()) continue;
    progress.Clear();
    io.err << "hiltctl scan: " << Printable(std::string(scan.status.message()), kShownChars)
           << '\n';
  }
  progress.Clear();
  Print(report, io);
  return report.failed_files() == 0 ? ExitCode::kOk : ExitCode::kBadInput;
}

}  // namespace

std::unique_ptr<Command> MakeScanCommand() { return std::make_unique<ScanCommand>(); }

}  // namespace hilt::cli
