#pragma once

#include <cstddef>
#include <cstdint>

// What libFuzzer calls with each input, and corpus_main.cc with each file of a corpus. Always 0. A
// broken rule ends the process (HILT_CHECK).
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
