#include "tests/hostile/allocation.h"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

// A sanitizer has operators of its own, which all of the program must agree on.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HILT_SANITIZED 1
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HILT_SANITIZED 1
#endif

#ifdef HILT_SANITIZED

namespace hilt::hostile {

void StartAllocationPeak() {}
size_t AllocationPeakBytes() { return 0; }

}  // namespace hilt::hostile

#else

namespace hilt::hostile {
namespace {

std::atomic<size_t> held{0};
std::atomic<size_t> peak{0};
size_t at_start = 0;

void CountAllocation(void* memory) {
  const size_t bytes = malloc_usable_size(memory);
  const size_t now = held.fetch_add(bytes) + bytes;
  size_t most = peak.load();
  while (now > most && !peak.compare_exchange_weak(most, now)) {
  }
}

void CountRelease(void* memory) { held.fetch_sub(malloc_usable_size(memory)); }

}  // namespace

void StartAllocationPeak() {
  at_start = held.load();
  peak.store(at_start);
}

size_t AllocationPeakBytes() { return peak.load() - at_start; }

}  // namespace hilt::hostile

// The other forms (arrays, nothrow) call these.
void* operator new(size_t bytes) {
  void* const memory = std::malloc(bytes == 0 ? 1 : bytes);  // NOLINT(cppcoreguidelines-no-malloc)
  if (memory == nullptr) throw std::bad_alloc();
  hilt::hostile::CountAllocation(memory);
  return memory;
}

void operator delete(void* memory) noexcept {
  if (memory != nullptr) hilt::hostile::CountRelease(memory);
  std::free(memory);  // NOLINT(cppcoreguidelines-no-malloc)
}

void operator delete(void* memory, size_t) noexcept { operator delete(memory); }

#endif
