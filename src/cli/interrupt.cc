#include "cli/interrupt.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "base/check.h"

namespace hilt::cli {
namespace {

constexpr std::array kSignals = {SIGINT, SIGTERM};

// Written before the handler is in place; -1 outside a guard's life.
int write_end = -1;
std::array<struct sigaction, kSignals.size()> before;

// A byte in a pipe reaches the reader's thread, from whichever thread the signal came to.
void Note(int /*signal*/) {
  const int error = errno;
  const char byte = 0;
  [[maybe_unused]] const ssize_t ignored = write(write_end, &byte, 1);
  errno = error;
}

}  // namespace

InterruptGuard::InterruptGuard() {
  HILT_CHECK(write_end == -1);
  std::array<int, 2> ends{};
  HILT_CHECK(pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC) == 0);
  read_end_ = ends[0];
  write_end = ends[1];
  struct sigaction action {};
  action.sa_handler = Note;
  // Once: the second signal finds the default again.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (size_t i = 0; i < kSignals.size(); ++i) {
    HILT_CHECK(sigaction(kSignals[i], &action, &before[i]) == 0);
  }
}

InterruptGuard::~InterruptGuard() {
  for (size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &before[i], nullptr);
  close(write_end);
  close(read_end_);
  write_end = -1;
}

bool InterruptGuard::Requested() {
  char byte = 0;
  if (read(read_end_, &byte, 1) == 1) requested_ = true;
  return requested_;
}

}  // namespace hilt::cli
