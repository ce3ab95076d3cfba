#include "cli/run.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include "CLI/CLI.hpp"
#include "cli/command_group.h"
#include "cli/conformance_command.h"
#include "cli/discrepancy_commands.h"
#include "cli/events_command.h"
#include "cli/explain_command.h"
#include "cli/payment_commands.h"
#include "cli/scan_command.h"
#include "cli/status_command.h"
#include "cli/terminal.h"
#include "fmt/format.h"
#include "hilt/version.h"

namespace hilt::cli {
namespace {

constexpr char kDescription[] = "hiltctl: use Hilt's settlement engine and look into it.";

constexpr char kFooter[] = R"(
payment, events, discrepancy and status ask a running hiltd: by default on its unix socket in
/var/lib/hilt, else where --server, --data-dir or HILT_SERVER says. What they print is a table on a
terminal and JSON elsewhere (--table, --json).

Exit codes:
  0    the good answer
  1    another answer
  2    bad usage or bad input
  3    undecided
  4    refused by the engine
  5    no answer from the engine; the same call may be made again
  130  ended by Ctrl-C
Each command's --help says what they mean there.

Examples:
  hiltctl status                                              how the engine stands
  hiltctl payment get 5e9b4379-bd65-46e4-9de3-93a22ba2c8ef    a payment; by nonce or signature too
  hiltctl events --follow                                     what happens, as it happens
  hiltctl explain --terms terms.json --transaction tx.json    why a payment settles, or not
  hiltctl conformance tests/golden/chain                      check the verifier's answers
  hiltctl scan block.json.zst                                 what a block holds

Colours are used on a terminal unless NO_COLOR is set.)";

struct Entry {
  std::unique_ptr<Command> command;
  CLI::App* app = nullptr;
};

// Steps to turn one word into the other: insert, delete, replace a character.
size_t EditDistance(const std::string& a, const std::string& b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
    }
  }
  return row[b.size()];
}

// The word nearest to `given`, if it is near enough to be a slip.
std::optional<std::string> Nearest(const std::string& given,
                                   const std::vector<std::string>& words) {
  constexpr size_t kMaxSteps = 3;
  constexpr size_t kMaxChars = 64;
  if (given.size() > kMaxChars) return std::nullopt;
  std::optional<std::string> nearest;
  size_t fewest = kMaxSteps + 1;
  for (const std::string& word : words) {
    const size_t steps = EditDistance(given, word);
    if (steps < fewest && steps < word.size()) {
      fewest = steps;
      nearest = word;
    }
  }
  return nearest;
}

std::vector<std::string> KnownWords(const CLI::App& app) {
  std::vector<std::string> words;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
  }
  for (const CLI::App* subcommand : app.get_subcommands([](const CLI::App*) { return true; })) {
    words.push_back(subcommand->get_name());
  }
  return words;
}

int Refuse(const CLI::App& app, const CLI::App& command, const std::string& what, Io& io) {
  io.err << "hiltctl: " << Printable(what, 300) << '\n';
  for (const std::string& extra : app.remaining(true)) {
    const std::string word = extra.substr(0, extra.find('='));
    if (const auto nearest = Nearest(word, KnownWords(command))) {
      io.err << fmt::format("Did you mean {}?\n", *nearest);
    }
  }
  const std::string path = CommandPath(command);
  io.err << fmt::format("Try: hiltctl{}{} --help\n", path.empty() ? "" : " ", path);
  return static_cast<int>(ExitCode::kBadInput);
}

// The command that the arguments had come to, else the program itself.
const CLI::App& Reached(const CLI::App& app) {
  const std::vector<const CLI::App*> parsed =
      app.get_subcommands([](const CLI::App* command) { return command->parsed(); });
  return parsed.empty() ? app : Reached(*parsed.front());
}

int RunParsed(const CLI::App& app, const std::vector<Entry>& entries, Io& io) {
  for (const Entry& entry : entries) {
    if (!entry.app->parsed()) continue;
    const ExitCode code = entry.command->Run(io);
    io.out.flush();
    if (io.out) return static_cast<int>(code);
    io.err << "hiltctl: the output cannot be written\n";
    return static_cast<int>(ExitCode::kBadInput);
  }
  io.err << app.help();
  return static_cast<int>(ExitCode::kBadInput);
}

int ParseAndRun(const std::vector<std::string>& args, Io& io) {
  CLI::App app(kDescription, "hiltctl");
  app.footer(kFooter);
  app.set_version_flag("--version",
                       fmt::format("hiltctl {} ({})", base::Version(), base::Commit()));
  app.require_subcommand(0, 1);

  std::vector<Entry> entries;
  entries.push_back({MakePaymentCommands(), nullptr});
  entries.push_back({MakeEventsCommand(), nullptr});
  entries.push_back({MakeDiscrepancyCommands(), nullptr});
  entries.push_back({MakeStatusCommand(), nullptr});
  entries.push_back({MakeExplainCommand(), nullptr});
  entries.push_back({MakeConformanceCommand(), nullptr});
  entries.push_back({MakeScanCommand(), nullptr});
  for (Entry& entry : entries) entry.app = entry.command->Declare(app);

  try {
    // The library takes them from the back.
    app.parse(std::vector<std::string>(args.rbegin(), args.rend()));
  } catch (const CLI::Success& success) {
    app.exit(success, io.out, io.err);
    return static_cast<int>(ExitCode::kOk);
  } catch (const CLI::ParseError& error) {
    return Refuse(app, Reached(app), error.what(), io);
  }
  return RunParsed(app, entries, io);
}

}  // namespace

int Run(const std::vector<std::string>& args, Io& io) {
  try {
    return ParseAndRun(args, io);
  } catch (const std::exception& error) {
    io.err << "hiltctl: " << error.what() << '\n';
    return static_cast<int>(ExitCode::kBadInput);
  }
}

}  // namespace hilt::cli
