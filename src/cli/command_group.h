#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.h"

namespace hilt::cli {

// Commands under one word: `payment create`, `payment get`. Exactly one of them is given.
class CommandGroup : public Command {
 public:
  CommandGroup(std::string name, std::string description, std::string footer,
               std::vector<std::unique_ptr<Command>> commands)
      : name_(std::move(name)),
        description_(std::move(description)),
        footer_(std::move(footer)),
        commands_(std::move(commands)) {}

  CLI::App* Declare(CLI::App& app) override;
  ExitCode Run(Io& io) override;

 private:
  std::string name_;
  std::string description_;
  std::string footer_;
  std::vector<std::unique_ptr<Command>> commands_;
  std::vector<CLI::App*> apps_;  // of each command
};

// "payment create": the words by which a command is called, without the program's name; empty for
// the program itself.
std::string CommandPath(const CLI::App& app);

}  // namespace hilt::cli
