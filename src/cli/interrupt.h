#pragma once

namespace hilt::cli {

// While one lives, the first Ctrl-C (SIGINT) or SIGTERM is only noted, so that a command which
// follows a stream can end it and leave the terminal in order; the second ends the process as ever.
// One at a time in a process. Requested() is for the thread that made it; the signal may arrive on
// any thread.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  bool Requested();

 private:
  int read_end_ = -1;
  bool requested_ = false;
};

}  // namespace hilt::cli
