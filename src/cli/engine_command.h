#pragma once

#include <string>

#include "absl/status/status.h"
#include "cli/call_error.h"
#include "cli/client.h"
#include "cli/command.h"
#include "cli/output.h"

namespace hilt::cli {

// A command that asks a running engine: it has the options of connection and output, and its errors
// all look alike.
class EngineCommand : public Command {
 public:
  CLI::App* Declare(CLI::App& app) final;
  ExitCode Run(Io& io) final;

 protected:
  // Adds the subcommand with its own options.
  virtual CLI::App* DeclareOwn(CLI::App& app) = 0;
  virtual ExitCode Ask(Client& client, Io& io) = 0;

  bool wants_json(const Io& io) const { return WantsJson(output_, io); }
  // The words of the command line: "payment get".
  const std::string& name() const { return name_; }
  absl::Time Now(const Io& io) const;

  // Each says on stderr what is wrong and returns the exit code for it.
  ExitCode BadInput(const absl::Status& problem, Io& io) const;
  ExitCode Refused(const grpc::Status& status, const Client& client, Io& io) const;

 private:
  absl::Status CheckTexts() const;

  const CLI::App* app_ = nullptr;
  std::string name_;
  ServerOptions server_;
  OutputOptions output_;
};

// What --help ends with: the codes that every such command has.
inline constexpr char kEngineExitCodes[] =
    "  2  bad usage or bad input, nothing was sent; the message names the option\n"
    "  4  the engine refused: stderr has its code, its reason and what to do\n"
    "  5  no answer in time, or not now; the same call may be made again\n";

}  // namespace hilt::cli
