#pragma once

namespace hilt::cli {

// What hiltctl tells the shell. The numbers are part of its interface: --help lists them, and each
// command's --help says what they mean there.
enum class ExitCode {
  kOk = 0,             // the answer is the good one: settled, CONFIRMED, everything agrees
  kNo = 1,             // the answer is another one: another verdict, FAILED, something differs
  kBadInput = 2,       // the command line, a file or a field cannot be used; stderr names it
  kUndecided = 3,      // neither yes nor no from what is known now
  kRefused = 4,        // the engine refused the call; stderr gives code, reason and what to do
  kUnavailable = 5,    // no answer: the engine is out of reach or too busy; the same call again
  kInterrupted = 130,  // ended by Ctrl-C, as shells count it (128 and the signal's number)
};

}  // namespace hilt::cli
