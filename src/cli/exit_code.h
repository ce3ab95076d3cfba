#pragma once

namespace hilt::cli {

// What hiltctl tells the shell. The numbers are part of its interface: --help lists them.
enum class ExitCode {
  kOk = 0,         // the answer is the good one: settled, everything agrees
  kNo = 1,         // the answer is another one: another verdict, something differs
  kBadInput = 2,   // the command line, a file or a field cannot be used; stderr names it
  kUndecided = 3,  // the transaction can be neither accepted nor refused from what was given
};

}  // namespace hilt::cli
