#include "cli/engine_command.h"

#include "CLI/CLI.hpp"
#include "base/clock.h"
#include "base/status.h"
#include "cli/command_group.h"
#include "cli/option_values.h"

namespace hilt::cli {

CLI::App* EngineCommand::Declare(CLI::App& app) {
  CLI::App* command = DeclareOwn(app);
  DeclareOutput(*command, output_);
  DeclareServer(*command, server_);
  app_ = command;
  name_ = CommandPath(*command);
  return command;
}

ExitCode EngineCommand::Run(Io& io) {
  if (const absl::Status texts = CheckTexts(); !texts.ok()) return BadInput(texts, io);
  absl::StatusOr<Client> client = Client::Create(server_);
  if (!client.ok()) return BadInput(client.status(), io);
  return Ask(*client, io);
}

absl::Status EngineCommand::CheckTexts() const {
  for (const CLI::Option* option : app_->get_options()) {
    for (const std::string& text : option->results()) {
      HILT_RETURN_IF_ERROR(base::Annotate(CheckUtf8(text), option->get_name()));
    }
  }
  return absl::OkStatus();
}

absl::Time EngineCommand::Now(const Io& io) const {
  return io.clock != nullptr ? io.clock->Now() : base::SystemClock().Now();
}

ExitCode EngineCommand::BadInput(const absl::Status& problem, Io& io) const {
  io.err << "hiltctl " << name_ << ": " << problem.message() << "\n";
  io.err << "Try: hiltctl " << name_ << " --help\n";
  return ExitCode::kBadInput;
}

ExitCode EngineCommand::Refused(const grpc::Status& status, const Client& client, Io& io) const {
  return PrintCallError(status, name_, client.address(), io);
}

}  // namespace hilt::cli
