# Libraries that the tree uses, and the functions by which every target is made.

include(HiltCompiler)

option(HILT_TESTS "Build the tests" ON)
option(HILT_BENCH "Build the benchmarks" ON)
# Debian's gRPC is not instrumented: under the thread sanitizer it reports races where there are none.
option(HILT_GRPC "Build what speaks gRPC: the services, hiltd, hiltctl" ON)
option(HILT_FUZZ "Build the fuzz targets with libFuzzer; needs clang" OFF)

find_package(absl REQUIRED)
find_package(simdjson REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(GTest REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(CURL 7.85 REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(spdlog REQUIRED)
find_package(prometheus-cpp REQUIRED)
find_package(RocksDB REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
include(GoogleTest)

if(HILT_FUZZ)
  # Every library is instrumented; only the fuzz programs get libFuzzer's main. Comparisons are not
  # traced: that is slow, and the seeds, the dictionary and the mutator know the constants.
  add_compile_options(-fsanitize=fuzzer-no-link -fno-sanitize-coverage=trace-cmp)
  add_link_options(-fsanitize=fuzzer-no-link)
endif()

# hilt_add_folders(FOLDER...)
# adds those of the folders that have a CMakeLists.txt; the others are planned and not yet there.
function(hilt_add_folders)
  foreach(folder ${ARGN})
    if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/CMakeLists.txt)
      add_subdirectory(${folder})
    endif()
  endforeach()
endfunction()

# hilt_module(NAME SOURCES ... [PUBLIC targets ...] [PRIVATE targets ...])
# makes the library hilt_NAME, named hilt::NAME by those who link it. PUBLIC is what its headers
# include, PRIVATE what only its sources do. Without SOURCES it is headers alone.
function(hilt_module NAME)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  if(ARG_SOURCES)
    set(for_users PUBLIC)
    add_library(hilt_${NAME} STATIC ${ARG_SOURCES})
    target_link_libraries(hilt_${NAME} PRIVATE ${ARG_PRIVATE} hilt_warnings)
  else()
    set(for_users INTERFACE)
    add_library(hilt_${NAME} INTERFACE)
  endif()
  add_library(hilt::${NAME} ALIAS hilt_${NAME})
  target_include_directories(hilt_${NAME}
    ${for_users} ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR})
  target_link_libraries(hilt_${NAME} ${for_users} ${ARG_PUBLIC})
endfunction()

# hilt_test(NAME SOURCES ... DEPS ... [LABELS ...])
# makes the GoogleTest program NAME and registers each of its tests with ctest; LABELS defaults to
# unit. The tests are listed when ctest runs: listing at build time would start every program once
# more, which is slow under sanitizers. Parameters' values stay out of the names of tests: a struct
# without a printer would put its raw bytes there.
function(hilt_test NAME)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;LABELS" ${ARGN})
  if(NOT ARG_LABELS)
    set(ARG_LABELS unit)
  endif()
  add_executable(${NAME} ${ARG_SOURCES})
  target_compile_definitions(${NAME} PRIVATE HILT_GOLDEN_DIR="${CMAKE_SOURCE_DIR}/tests/golden")
  target_include_directories(${NAME} PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR})
  target_link_libraries(${NAME} PRIVATE ${ARG_DEPS} hilt_warnings GTest::gmock GTest::gtest_main)
  if(HILT_SANITIZE)
    # Half the time to compile them; what they test is optimised all the same.
    target_compile_options(${NAME} PRIVATE -O0)
  endif()
  gtest_discover_tests(${NAME} NO_PRETTY_VALUES DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 300)
endfunction()

# hilt_fuzz_test(TARGET SOURCES ... DEPS ...)
# makes the program TARGET_fuzz from LLVMFuzzerTestOneInput. Where the preset is fuzz it is
# libFuzzer's, and ctest -L fuzz gives it 30 seconds; what it finds new goes to a folder of the build.
# ./run fuzz runs it for longer. Elsewhere it runs, as a test with the label fuzz, each of the seeds
# that make_seeds writes and each file of corpus/TARGET once.
function(hilt_fuzz_test TARGET)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  set(name ${TARGET}_fuzz)
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} hilt_warnings)
  set(inputs ${HILT_FUZZ_SEEDS}/${TARGET} ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${TARGET})
  if(HILT_FUZZ)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    set(found ${CMAKE_BINARY_DIR}/corpus/${TARGET})
    file(MAKE_DIRECTORY ${found})
    add_test(NAME ${name} COMMAND ${name} -max_total_time=30 ${found} ${inputs})
  else()
    target_sources(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus_main.cc)
    add_test(NAME ${name} COMMAND ${name} ${inputs})
  endif()
  set_tests_properties(${name} PROPERTIES
    LABELS fuzz TIMEOUT 120 FIXTURES_REQUIRED fuzz_seeds)
endfunction()
