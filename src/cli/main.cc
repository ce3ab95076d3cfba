#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "cli/run.h"

int main(int argc, char** argv) {
  // gRPC's own log goes to stderr, where it would say once more, in its own words, what we say
  // there.
  setenv("GRPC_VERBOSITY", "NONE", 0);  // NOLINT(concurrency-mt-unsafe): there is one thread yet
  hilt::cli::Io io{std::cin,  std::cout,
                   std::cerr, hilt::cli::DetectStyle(),
                   nullptr,   hilt::cli::StandardErrorIsTerminal()};
  return hilt::cli::Run(std::vector<std::string>(argv + 1, argv + argc), io);
}
