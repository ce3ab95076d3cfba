#pragma once

#include <cstddef>

// How much memory this program's `new` holds, for tests that bound it. Under a sanitizer, which
// replaces `new` itself, the figures are 0.
namespace hilt::hostile {

// Starts a measurement on this thread of execution; there is one at a time.
void StartAllocationPeak();
// The most bytes held at once since then, beyond what was held at its start.
size_t AllocationPeakBytes();

}  // namespace hilt::hostile
