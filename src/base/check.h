#pragma once

// HILT_CHECK(condition): stops the process when state that only we can have broken is broken. It
// stays on in release builds. Never on bytes, fields or figures that came from outside: those get
// an absl::Status.
#define HILT_CHECK(condition)                                    \
  do {                                                           \
    if (!(condition)) [[unlikely]] {                             \
      ::hilt::base::CheckFailed(#condition, __FILE__, __LINE__); \
    }                                                            \
  } while (false)

namespace hilt::base {

[[noreturn]] void CheckFailed(const char* condition, const char* file, int line);

}  // namespace hilt::base
