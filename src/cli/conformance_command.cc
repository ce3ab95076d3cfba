#include "cli/conformance_command.h"

#include <map>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "cli/conformance.h"
#include "cli/explanation_output.h"
#include "cli/terminal.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

constexpr char kDescription[] =
    "Judge every scenario of a folder and hold the answers against those in the files.";

constexpr char kFooter[] = R"(
A scenario file holds `sessions` (terms), `expect` (one entry for each session) and the transaction
in four encodings: `rpc` with `json`, `jsonParsed` and `base64`, and `helius_enhanced`. Read are the
*.json of DIR/scenarios, DIR/v1 and DIR/optional, or of DIR itself where it has none of these. Each
session is judged alone, through every encoding that the decoders know, with grace 0 and any program
path. `strict_verdict` is the answer wanted where it is present, else `verdict`.

An enhanced transaction lists no signers. Where it cannot show that the named payer signed, that is
a note and not a difference.

Exit codes:
  0  every answer agrees
  1  at least one differs, or a file is no scenario or lacks a part of one
  2  bad usage, no scenario in the folder, none that could be judged, or a folder that cannot be
     listed

Examples:
  hiltctl conformance tests/golden/chain
  hiltctl conformance tests/golden/chain --json | jq .totals
)";

constexpr size_t kShownChars = 200;  // of a text that comes from a file

class ConformanceCommand : public Command {
 public:
  CLI::App* Declare(CLI::App& app) override;
  ExitCode Run(Io& io) override;

 private:
  std::string folder_;
  bool verbose_ = false;
  bool json_ = false;
};

CLI::App* ConformanceCommand::Declare(CLI::App& app) {
  CLI::App* conformance = app.add_subcommand("conformance", kDescription);
  conformance->footer(kFooter);
  conformance->add_option("DIR", folder_, "Folder with scenarios")->type_name("FOLDER")->required();
  const auto verbose =
      conformance->add_flag("--verbose", verbose_, "Explain every answer that differs in full");
  conformance->add_flag("--json", json_, "For programs")->excludes(verbose);
  return conformance;
}

std::string Shown(std::string_view text) { return Printable(text, kShownChars); }

std::string WhatDiffers(const Comparison& comparison) {
  if (comparison.problem) return Shown(*comparison.problem);
  std::string text;
  for (const Difference& difference : comparison.differences) {
    text += fmt::format("{}{}: expected {}, got {}", text.empty() ? "" : "; ", difference.field,
                        Shown(difference.expected), Shown(difference.got));
  }
  return text;
}

std::string Line(const Comparison& comparison, const Style& style) {
  const std::string name = fmt::format("{}[{}]", Shown(comparison.scenario), comparison.session);
  const std::string head = fmt::format("{:<44} {:<16}", name, Shown(comparison.encoding));
  std::string line =
      comparison.agrees()
          ? fmt::format("{}      {} {}\n", style.Good("ok"), head, comparison.verdict)
          : fmt::format("{} {} {}\n", style.Bad("DIFFERS"), head, WhatDiffers(comparison));
  for (const std::string& note : comparison.notes) {
    line += fmt::format("        {}\n", style.Faint("note: " + Shown(note)));
  }
  return line;
}

std::map<std::string, size_t> ByVerdict(const ConformanceReport& report) {
  std::map<std::string, size_t> counts;
  for (const Comparison& comparison : report.comparisons) {
    ++counts[comparison.problem ? "not judged" : comparison.verdict];
  }
  return counts;
}

std::string Counts(const std::map<std::string, size_t>& counts) {
  std::string text;
  for (const auto& [name, count] : counts) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", Shown(name), count);
  }
  return text.empty() ? "none" : text;
}

void PrintText(const ConformanceReport& report, bool verbose, Io& io) {
  for (const Comparison& comparison : report.comparisons) {
    io.out << Line(comparison, io.style);
    if (verbose && !comparison.agrees() && comparison.explanation) {
      io.out << '\n' << ToHumanText(*comparison.explanation, io.style) << '\n';
    }
  }
  const size_t differing = report.differing();
  io.out << fmt::format("\n{} scenarios, {} answers: {} agree, {} differ\n", report.scenarios,
                        report.comparisons.size(), report.comparisons.size() - differing,
                        differing);
  io.out << fmt::format("answers      {}\n", Counts(ByVerdict(report)));
  io.out << fmt::format("encodings    {}\n", Counts(report.encodings_run));
  io.out << fmt::format("not known    {}\n", Counts(report.encodings_skipped));
}

Json ComparisonJson(const Comparison& comparison) {
  Json differences = Json::array();
  for (const Difference& difference : comparison.differences) {
    differences.push_back(
        {{"field", difference.field}, {"expected", difference.expected}, {"got", difference.got}});
  }
  Json json = {{"scenario", comparison.scenario},
               {"session", comparison.session},
               {"encoding", comparison.encoding},
               {"agrees", comparison.agrees()},
               {"verdict", comparison.verdict.empty() ? Json() : Json(comparison.verdict)},
               {"differences", std::move(differences)},
               {"notes", comparison.notes}};
  json["problem"] = comparison.problem ? Json(*comparison.problem) : Json();
  return json;
}

Json ReportJson(const ConformanceReport& report) {
  Json comparisons = Json::array();
  for (const Comparison& comparison : report.comparisons) {
    comparisons.push_back(ComparisonJson(comparison));
  }
  return {{"comparisons", std::move(comparisons)},
          {"totals",
           {{"scenarios", report.scenarios},
            {"answers", report.comparisons.size()},
            {"differing", report.differing()},
            {"by_verdict", ByVerdict(report)},
            {"encodings_run", report.encodings_run},
            {"encodings_skipped", report.encodings_skipped}}}};
}

ExitCode ConformanceCommand::Run(Io& io) {
  const auto report = RunConformance(folder_);
  if (!report.ok()) {
    io.err << "hiltctl conformance: " << report.status().message() << '\n';
    return ExitCode::kBadInput;
  }
  if (json_) {
    io.out << Dump(ReportJson(*report)) << '\n';
  } else {
    PrintText(*report, verbose_, io);
  }
  if (report->judged() == 0) {
    io.err << "hiltctl conformance: " << Shown(folder_) << ": nothing there could be judged\n";
    return ExitCode::kBadInput;
  }
  return report->differing() == 0 ? ExitCode::kOk : ExitCode::kNo;
}

}  // namespace

std::unique_ptr<Command> MakeConformanceCommand() { return std::make_unique<ConformanceCommand>(); }

}  // namespace hilt::cli
