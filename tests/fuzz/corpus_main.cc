#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "tests/fuzz/target.h"

// corpus_main FOLDER...: runs the fuzz target that it is linked with once for every file of the
// folders. Fails where a folder has none: a corpus that is not there proves nothing.
int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
      std::ifstream in(entry.path(), std::ios::binary);
      std::vector<char> bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
      bytes.shrink_to_fit();
      if (!in.is_open()) continue;
      // The last words of a run that ends in the target name the file.
      std::fprintf(stderr, "%s\n", entry.path().c_str());
      LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
      ++files;
    }
    if (files == 0) {
      std::fprintf(stderr, "no files in %s\n", argv[i]);
      return 1;
    }
    std::printf("%d files of %s\n", files, argv[i]);
  }
  return argc > 1 ? 0 : 1;
}
