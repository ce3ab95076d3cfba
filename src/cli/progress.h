#pragma once

#include <cstdint>
#include <ostream>
#include <string>

#include "absl/time/time.h"

namespace hilt::cli {

// How far work has come, on one line of ASCII of at most 79 columns:
// "[########------------]  40 %  1.2 GiB of 3.0 GiB  310.4 MiB/s  6 s left".
// Bytes of input; `done` counts up to `total`, which is not 0.
std::string ProgressLine(uint64_t done, uint64_t total, absl::Duration elapsed);

// Keeps that line on a terminal, drawn anew at most ten times a second. It is wiped by Clear, which
// goes before anything else is written there, and at the end. One thread at a time.
class Progress {
 public:
  // Nothing is ever drawn where `shown` is false or `total` is 0.
  Progress(std::ostream& terminal, bool shown, uint64_t total)
      : terminal_(terminal), shown_(shown && total > 0), total_(total) {}
  ~Progress() { Clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `elapsed` since the work began.
  void Update(uint64_t done, absl::Duration elapsed);
  void Clear();

 private:
  std::ostream& terminal_;
  const bool shown_;
  const uint64_t total_;
  absl::Duration next_draw_;
  bool drawn_ = false;
};

}  // namespace hilt::cli
