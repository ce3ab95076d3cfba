#include <iostream>
#include <string>
#include <vector>

#include "cli/run.h"

int main(int argc, char** argv) {
  hilt::cli::Io io{std::cin, std::cout, std::cerr, hilt::cli::DetectStyle()};
  return hilt::cli::Run(std::vector<std::string>(argv + 1, argv + argc), io);
}
