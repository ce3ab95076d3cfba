#include "cli/status_command.h"

#include "CLI/CLI.hpp"
#include "cli/engine_command.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

using settlement::v1::AdminService;
using settlement::v1::EngineStatus;
using settlement::v1::GetStatusRequest;

constexpr char kDescription[] = "Show how the engine, its sources and its store stand.";

constexpr char kFooter[] = R"(
Needs the scope admin: the unix socket has it. Changes nothing.

Exit codes:
  0  healthy
  1  a part lags or fails; the report says which
{}
Examples:
  hiltctl status
  hiltctl status --data-dir ./data --json | jq '.sources[] | {{name, health, lag_seconds}}'
)";

class StatusCommand : public EngineCommand {
 protected:
  CLI::App* DeclareOwn(CLI::App& app) override {
    CLI::App* status = app.add_subcommand("status", kDescription);
    status->footer(fmt::format(kFooter, kEngineExitCodes));
    return status;
  }

  ExitCode Ask(Client& client, Io& io) override {
    EngineStatus engine;
    const grpc::Status status =
        client.Call(client.admin(), &AdminService::Stub::GetStatus, GetStatusRequest(), engine);
    if (!status.ok()) return Refused(status, client, io);
    if (wants_json(io)) {
      PrintJson(engine, io);
    } else {
      io.out << StatusText(engine, io.style);
    }
    return engine.health() == settlement::v1::HEALTH_OK ? ExitCode::kOk : ExitCode::kNo;
  }
};

}  // namespace

std::unique_ptr<Command> MakeStatusCommand() { return std::make_unique<StatusCommand>(); }

}  // namespace hilt::cli
