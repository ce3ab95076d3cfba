#include "cli/scan_report.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "cli/files.h"
#include "cli/human_text.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

constexpr size_t kShownChars = 200;  // of a path
constexpr std::string_view kTotal = "total";

// Of JSON by decode time; none where no time passed.
std::optional<double> GigabytesPerSecond(const FileScan& scan) {
  const double seconds = absl::ToDoubleSeconds(scan.decoding);
  if (seconds <= 0) return std::nullopt;
  return static_cast<double>(scan.bytes) / seconds / 1e9;
}

std::string CountsText(const Counts& counts) {
  std::string text;
  for (const auto& [name, count] : counts) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, count);
  }
  return text.empty() ? "none" : text;
}

std::string AmountsText(const ScanTotals& totals, const Style& style) {
  std::string text = FieldLine("mints", std::to_string(totals.amounts.size()), style);
  for (const auto& [mint, amount] : totals.amounts) {
    text += FieldLine("", fmt::format("{:<44} {}", solana::ToString(mint), base::ToString(amount)),
                      style);
  }
  return text;
}

std::string TimeLine(const FileScan& scan, const Style& style) {
  std::string text =
      fmt::format("read {:.4f} s, decode {:.4f} s, {} of JSON", absl::ToDoubleSeconds(scan.reading),
                  absl::ToDoubleSeconds(scan.decoding), BytesText(scan.bytes));
  if (const auto rate = GigabytesPerSecond(scan)) text += fmt::format(", {:.2f} GB/s", *rate);
  return FieldLine("time", text, style);
}

// What could not be counted: seldom there, and then to be known.
std::string Shortcomings(const ScanTotals& totals, const Style& style) {
  std::string text;
  if (totals.transfers_without_mint > 0) {
    text += FieldLine("no mint",
                      fmt::format("{} transfers, in no amount above: the balances do not tell",
                                  totals.transfers_without_mint),
                      style);
  }
  if (totals.not_understood > 0) {
    text += FieldLine("not read",
                      fmt::format("instructions of {} transactions: transfers may be missing",
                                  totals.not_understood),
                      style);
  }
  return text;
}

std::string ScanText(std::string_view title, const FileScan& scan, bool all, const Style& style) {
  const ScanTotals& totals = scan.totals;
  const auto line = [&](std::string_view name, const std::string& value) {
    return FieldLine(name, value, style);
  };
  std::string text = style.Strong(title) + "\n";
  text += line("blocks", std::to_string(totals.blocks));
  text += line("transactions", std::to_string(totals.transactions));
  text += line("decoded", fmt::format("{}{}", totals.decoded,
                                      all ? ""
                                          : ": those that may hold a memo; what follows is "
                                            "of them"));
  text += line("failed", std::to_string(totals.failed));
  text += line("versions", CountsText(totals.versions));
  text += line("memos", fmt::format("{} (in {} transactions; {} of HILT)",
                                    CountsText(totals.memo_instructions), totals.memo_transactions,
                                    totals.hilt_memos));
  text += line("transfers", CountsText(totals.transfers));
  text += line("lamports", base::ToString(totals.lamports));
  text += AmountsText(totals, style);
  text += Shortcomings(totals, style);
  return text + TimeLine(scan, style);
}

Json CountsJson(const Counts& counts) {
  Json json = Json::object();
  for (const auto& [name, count] : counts) json[std::string(name)] = count;
  return json;
}

Json AmountsJson(const ScanTotals& totals) {
  Json json = Json::object();
  for (const auto& [mint, amount] : totals.amounts) {
    json[solana::ToString(mint)] = base::ToString(amount);
  }
  return json;
}

Json ScanJson(const FileScan& scan, bool all) {
  const ScanTotals& totals = scan.totals;
  const auto rate = GigabytesPerSecond(scan);
  return {{"blocks", totals.blocks},
          {"transactions", totals.transactions},
          {"failed", totals.failed},
          {"versions", CountsJson(totals.versions)},
          {"memo_instructions", CountsJson(totals.memo_instructions)},
          {"memo_transactions", totals.memo_transactions},
          {"hilt_memos", totals.hilt_memos},
          {"transfers", CountsJson(totals.transfers)},
          {"lamports", base::ToString(totals.lamports)},
          {"mints", totals.amounts.size()},
          {"amounts", AmountsJson(totals)},
          {"scan",
           {{"selected", all ? "all" : "with_memo"},
            {"decoded", totals.decoded},
            {"transfers_without_mint", totals.transfers_without_mint},
            {"not_understood", totals.not_understood},
            {"bytes", scan.bytes},
            {"read_seconds", absl::ToDoubleSeconds(scan.reading)},
            {"decode_seconds", absl::ToDoubleSeconds(scan.decoding)},
            {"gigabytes_per_second", rate ? Json(*rate) : Json()}}}};
}

// A name that is not taken yet.
std::string TakeName(const std::string& path, std::set<std::string>& taken) {
  std::string name = InputName(std::filesystem::path(path).filename().string());
  for (size_t copy = 1; !taken.insert(name).second; ++copy) {
    name = copy == 1 ? path : fmt::format("{} ({})", path, copy);
  }
  return name;
}

}  // namespace

size_t ScanReport::failed_files() const {
  return static_cast<size_t>(std::count_if(files.begin(), files.end(),
                                           [](const auto& scan) { return !scan.status.ok(); }));
}

FileScan ScanReport::Total() const {
  FileScan total;
  for (const FileScan& scan : files) {
    if (!scan.status.ok()) continue;
    total.totals.Add(scan.totals);
    total.bytes += scan.bytes;
    total.reading += scan.reading;
    total.decoding += scan.decoding;
  }
  return total;
}

std::string ToHumanText(const ScanReport& report, const Style& style) {
  std::string text;
  for (const FileScan& scan : report.files) {
    if (!scan.status.ok()) continue;
    const std::string title = Printable(InputName(scan.path), kShownChars);
    text += ScanText(title, scan, report.all, style) + "\n";
  }
  if (report.files.size() == 1) return text;
  const std::string title =
      fmt::format("{} of {} files", kTotal, report.files.size() - report.failed_files());
  return text + ScanText(title, report.Total(), report.all, style);
}

Json ToJson(const ScanReport& report) {
  Json json = Json::object();
  std::set<std::string> taken = {std::string(kTotal)};
  for (const FileScan& scan : report.files) {
    Json& member = json[TakeName(scan.path, taken)];
    if (scan.status.ok()) {
      member = ScanJson(scan, report.all);
    } else {
      member["error"] = std::string(scan.status.message());
    }
  }
  json[std::string(kTotal)] = ScanJson(report.Total(), report.all);
  return json;
}

}  // namespace hilt::cli
