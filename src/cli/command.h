#pragma once

#include <istream>
#include <ostream>

#include "base/clock.h"
#include "cli/cli11_forward.h"
#include "cli/exit_code.h"
#include "cli/terminal.h"

namespace hilt::cli {

// Where a command reads and writes. main.cc gives the process's own streams, tests give strings.
struct Io {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  Style style;                         // of `out`
  const base::Clock* clock = nullptr;  // by which "3 min ago" is reckoned; none: the system's
  bool err_is_terminal = false;        // a person sees progress there
};

// One subcommand: it declares its options, which write into its own members, and runs once they
// are parsed. A new subcommand is a class of its own in a file of its own, listed in run.cc.
class Command {
 public:
  virtual ~Command() = default;

  // Adds the subcommand to `app` and returns it; the options refer to this object from then on.
  virtual CLI::App* Declare(CLI::App& app) = 0;

  virtual ExitCode Run(Io& io) = 0;
};

}  // namespace hilt::cli
