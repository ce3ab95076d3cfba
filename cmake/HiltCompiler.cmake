# What every compilation shares: warnings, sanitizers, hardening, compiler cache and linker.

option(HILT_WERROR "Warnings are errors; CI sets this" OFF)
set(HILT_SANITIZE "" CACHE STRING "Sanitizers of every target, as -fsanitize takes them")
option(HILT_COVERAGE "Count lines and branches for gcov" OFF)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Debug)
endif()

find_program(HILT_CCACHE ccache)
if(HILT_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${HILT_CCACHE})
endif()

find_program(HILT_MOLD mold)
find_program(HILT_LLD ld.lld)
if(HILT_MOLD)
  add_link_options(-fuse-ld=mold)
elseif(HILT_LLD)
  add_link_options(-fuse-ld=lld)
endif()

# Our own targets link this; third-party and generated headers come in as SYSTEM and stay silent.
add_library(hilt_warnings INTERFACE)
target_compile_options(hilt_warnings INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wcast-qual
  -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Wextra-semi -Wundef)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(hilt_warnings INTERFACE -Wthread-safety -Wunreachable-code-return)
else()
  # -Wrestrict in GCC 12 cries wolf at std::string's operator+ (GCC bug 105651).
  # A designated initialiser leaves out on purpose what it does not name; clang agrees.
  target_compile_options(hilt_warnings INTERFACE
    -Wduplicated-cond -Wlogical-op -Wmissing-declarations -Wno-restrict
    -Wno-missing-field-initializers)
endif()
# Under the sanitizers GCC 12 takes its own checks for uninitialised reads (std::regex, for one), so
# there warnings stay warnings; the plain build of the same files has them as errors.
if(HILT_WERROR AND NOT (HILT_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU"))
  target_compile_options(hilt_warnings INTERFACE -Werror)
endif()

# Bounds of span, vector, string and optional are checked in every build, release too: reading past
# an end must stop the process, never reach a verdict.
add_compile_definitions(_GLIBCXX_ASSERTIONS)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(HILT_SANITIZE)
  add_compile_options(-fsanitize=${HILT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
    -O1 -g1)
  add_link_options(-fsanitize=${HILT_SANITIZE})
endif()

if(HILT_COVERAGE)
  add_compile_options(--coverage -fprofile-update=atomic)
  add_link_options(--coverage)
endif()

if(CMAKE_BUILD_TYPE STREQUAL "Release")
  include(CheckPIESupported)
  check_pie_supported(LANGUAGES CXX)
  # -g1: function names and lines in a stack trace from a production binary.
  add_compile_options(-g1 -fstack-protector-strong -fstack-clash-protection
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
  add_link_options(LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack)
  if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
    add_compile_options(-fcf-protection)
  endif()
endif()
