#include "cli/command_group.h"

#include "CLI/CLI.hpp"
#include "base/check.h"

namespace hilt::cli {

CLI::App* CommandGroup::Declare(CLI::App& app) {
  CLI::App* group = app.add_subcommand(name_, description_);
  group->footer(footer_);
  group->require_subcommand(1);
  for (const auto& command : commands_) apps_.push_back(command->Declare(*group));
  return group;
}

ExitCode CommandGroup::Run(Io& io) {
  for (size_t i = 0; i < commands_.size(); ++i) {
    if (apps_[i]->parsed()) return commands_[i]->Run(io);
  }
  base::CheckFailed("a command group without a command", __FILE__, __LINE__);
}

std::string CommandPath(const CLI::App& app) {
  const CLI::App* parent = app.get_parent();
  if (parent == nullptr) return "";
  const std::string before = CommandPath(*parent);
  return before.empty() ? app.get_name() : before + " " + app.get_name();
}

}  // namespace hilt::cli
