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
  const auto terms = Complete(*session, KnownMints::kFromTransaction, transaction.observation);
  if (!terms.ok()) {
    comparison.problem = fmt::format("terms refused: {}", std::string(terms.status().message()));
    return;
  }
  comparison.explanation = Explain(*terms, ConformancePolicy(), transaction);
  Compare({scenario, index, *session, *comparison.explanation}, comparison);
}

void CompareEncoding(const std::string& name, const Scenario& scenario,
                     const EncodedTransaction& encoded, ConformanceReport& report) {
  if (!encoded.shape) {
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

// Nothing passes because the file does not say what is right.
absl::Status CheckExpectations(const Scenario& scenario) {
  if (scenario.expectations.empty()) return absl::InvalidArgumentError("expect: is missing");
  for (size_t i = 0; i < scenario.expectations.size(); ++i) {
    const Json& expect = scenario.expectations[i];
    for (const char* figure : {"verdict", "merchant_received", "fee_received",
                               "overpaid_minor_units", "payer_observed", "payer_matches"}) {
      if (!expect.contains(figure)) {
        return absl::InvalidArgumentError(fmt::format("expect[{}].{}: is missing", i, figure));
      }
    }
    for (const char* member : {"verdict", "strict_verdict"}) {
      const auto verdict = expect.find(member);
      if (verdict == expect.end()) continue;
      if (!verdict->is_string() || !domain::ParseVerdict(verdict->get<std::string>())) {
        return absl::InvalidArgumentError(fmt::format("expect[{}].{}: no verdict", i, member));
      }
    }
  }
  return absl::OkStatus();
}

// Nor because it lacks the encoding that would be judged otherwise.
absl::Status CheckEncodings(const Scenario& scenario) {
  for (const Shape shape :
       {Shape::kRpcJson, Shape::kRpcJsonParsed, Shape::kRpcBase64, Shape::kHeliusEnhanced}) {
    const auto holds = [&](const EncodedTransaction& encoded) { return encoded.shape == shape; };
    if (std::none_of(scenario.transactions.begin(), scenario.transactions.end(), holds)) {
      const std::string_view parent = shape == Shape::kHeliusEnhanced ? "" : "rpc.";
      return absl::InvalidArgumentError(fmt::format("{}{}: is missing", parent, Name(shape)));
    }
  }
  return absl::OkStatus();
}

// One line for a whole file that gave no answer.
void AddProblem(const std::string& name, const absl::Status& status, ConformanceReport& report) {
  Comparison comparison = MakeComparison(name, 0, "file");
  comparison.problem = std::string(status.message());
  report.comparisons.push_back(std::move(comparison));
}

// To open anything else could wait for ever.
absl::StatusOr<std::string> ReadRegularFile(const fs::path& file) {
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored)) {
    return absl::InvalidArgumentError(fmt::format("{}: is not a regular file", file.string()));
  }
  std::istringstream no_stdin;
  return ReadInput(file.string(), no_stdin);
}

absl::Status CheckFolder(const std::string& folder) {
  std::error_code ignored;
  if (fs::is_directory(folder, ignored)) return absl::OkStatus();
  return absl::NotFoundError(fmt::format(
      "{}: {}", folder, fs::exists(folder, ignored) ? "is not a folder" : "no such folder"));
}

bool IsNoFolder(const std::error_code& error) {
  return error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory;
}

// Scenario files of the folder, by name; none where there is no such folder. A list cut short would
// pass for a whole one, so it is an error.
absl::StatusOr<std::vector<fs::path>> JsonFiles(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  if (IsNoFolder(error)) return files;
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    if (entry->path().extension() == ".json") files.push_back(entry->path());
  }
  if (error) {
    return absl::UnavailableError(
        fmt::format("{}: cannot be listed: {}", folder.string(), error.message()));
  }
  std::sort(files.begin(), files.end());
  return files;
}

absl::StatusOr<std::vector<fs::path>> ScenarioFiles(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const char* subfolder : {"scenarios", "v1", "optional"}) {
    HILT_ASSIGN_OR_RETURN(const std::vector<fs::path> more, JsonFiles(folder / subfolder));
    files.insert(files.end(), more.begin(), more.end());
  }
  if (files.empty()) return JsonFiles(folder);
  return files;
}

}  // namespace

size_t ConformanceReport::judged() const {
  return static_cast<size_t>(std::count_if(
      comparisons.begin(), comparisons.end(),
      [](const Comparison& comparison) { return comparison.explanation.has_value(); }));
}

size_t ConformanceReport::differing() const {
  return static_cast<size_t>(
      std::count_if(comparisons.begin(), comparisons.end(),
                    [](const Comparison& comparison) { return !comparison.agrees(); }));
}

void CompareScenario(const std::string& name, std::string_view text, ConformanceReport& report) {
  ++report.scenarios;
  const auto scenario = ParseScenario(text);
  if (!scenario.ok()) return AddProblem(name, scenario.status(), report);
  if (const absl::Status expected = CheckExpectations(*scenario); !expected.ok()) {
    return AddProblem(name, expected, report);
  }
  if (const absl::Status encoded = CheckEncodings(*scenario); !encoded.ok()) {
    return AddProblem(name, encoded, report);
  }
  for (const EncodedTransaction& encoded : scenario->transactions) {
    CompareEncoding(name, *scenario, encoded, report);
  }
}

absl::StatusOr<ConformanceReport> RunConformance(const std::string& folder) {
  HILT_RETURN_IF_ERROR(CheckFolder(folder));
  HILT_ASSIGN_OR_RETURN(const std::vector<fs::path> files, ScenarioFiles(folder));
  ConformanceReport report;
  for (const fs::path& file : files) {
    const std::string name = (file.parent_path().filename() / file.stem()).string();
    const auto text = ReadRegularFile(file);
    if (text.ok()) {
      CompareScenario(name, *text, report);
    } else {
      ++report.scenarios;
      AddProblem(name, text.status(), report);
    }
  }
  if (report.scenarios == 0) {
    return absl::NotFoundError(fmt::format(
        "{}: no scenario there (*.json in scenarios, v1, optional, or the folder)", folder));
  }
  return report;
}

}  // namespace hilt::cli
