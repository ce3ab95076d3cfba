#include "cli/conformance.h"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <system_error>
#include <utility>

#include "base/status.h"
#include "cli/compare.h"
#include "cli/files.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

namespace fs = std::filesystem;

verify::Policy ConformancePolicy() {
  verify::Policy policy;
  policy.grace = absl::ZeroDuration();
  policy.program_paths = verify::ProgramPaths::Any();
  return policy;
}

Comparison MakeComparison(const std::string& name, size_t session, const std::string& encoding) {
  Comparison comparison;
  comparison.scenario = name;
  comparison.session = session;
  comparison.encoding = encoding;
  return comparison;
}

void Judge(const Scenario& scenario, const TransactionInput& transaction, Comparison& comparison) {
  const size_t index = comparison.session;
  const auto session =
      ReadSession(scenario.sessions[index], UnknownMembers::kIgnore, SessionMember(index));
  if (!session.ok()) {
    comparison.problem = std::string(session.status().message());
    return;
  }
  const auto terms = Complete(*session, transaction.observation);
  if (!terms.ok()) {
    comparison.problem = fmt::format("terms refused: {}", std::string(terms.status().message()));
    return;
  }
  comparison.explanation = Explain(*terms, ConformancePolicy(), transaction);
  Compare({scenario, index, *session, *comparison.explanation}, comparison);
}

void CompareEncoding(const std::string& name, const Scenario& scenario,
                     const EncodedTransaction& encoded, ConformanceReport& report) {
  if (!encoded.is_supported()) {
    ++report.encodings_skipped[encoded.encoding];
    return;
  }
  ++report.encodings_run[encoded.encoding];
  decode::Decoder decoder;
  const auto transaction =
      ReadTransaction(decoder, encoded.text, *encoded.shape, domain::Commitment::kFinalized);
  for (size_t i = 0; i < scenario.sessions.size(); ++i) {
    Comparison comparison = MakeComparison(name, i, encoded.encoding);
    if (transaction.ok()) {
      Judge(scenario, *transaction, comparison);
    } else {
      comparison.problem = fmt::format("decode: {}", std::string(transaction.status().message()));
    }
    report.comparisons.push_back(std::move(comparison));
  }
}

void AddUnreadable(const std::string& name, const absl::Status& status, ConformanceReport& report) {
  ++report.scenarios;
  Comparison comparison = MakeComparison(name, 0, "file");
  comparison.problem = std::string(status.message());
  report.comparisons.push_back(std::move(comparison));
}

// Files of the folder by name, scenario files only; empty where there is no such folder.
std::vector<fs::path> JsonFiles(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == ".json") files.push_back(entry->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<fs::path> ScenarioFiles(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const char* subfolder : {"scenarios", "v1", "optional"}) {
    const std::vector<fs::path> more = JsonFiles(folder / subfolder);
    files.insert(files.end(), more.begin(), more.end());
  }
  return files.empty() ? JsonFiles(folder) : files;
}

}  // namespace

size_t ConformanceReport::differing() const {
  return static_cast<size_t>(
      std::count_if(comparisons.begin(), comparisons.end(),
                    [](const Comparison& comparison) { return !comparison.agrees(); }));
}

void CompareScenario(const std::string& name, std::string_view text, ConformanceReport& report) {
  auto scenario = ParseScenario(text);
  if (scenario.ok() && scenario->expectations.empty()) {
    scenario = absl::InvalidArgumentError("expect: is missing");
  }
  if (!scenario.ok()) return AddUnreadable(name, scenario.status(), report);
  ++report.scenarios;
  for (const EncodedTransaction& encoded : scenario->transactions) {
    CompareEncoding(name, *scenario, encoded, report);
  }
}

absl::StatusOr<ConformanceReport> RunConformance(const std::string& folder) {
  ConformanceReport report;
  std::istringstream no_stdin;
  for (const fs::path& file : ScenarioFiles(folder)) {
    const std::string name = (file.parent_path().filename() / file.stem()).string();
    const auto text = ReadInput(file.string(), no_stdin);
    if (text.ok()) {
      CompareScenario(name, *text, report);
    } else {
      AddUnreadable(name, text.status(), report);
    }
  }
  if (report.scenarios == 0) {
    return absl::NotFoundError(fmt::format(
        "{}: no scenario there (*.json in scenarios, v1, optional, or the folder)", folder));
  }
  return report;
}

}  // namespace hilt::cli
