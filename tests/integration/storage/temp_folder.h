#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/check.h"

namespace hilt::storage {

// A folder of the test's own, gone with it.
class TempFolder {
 public:
  TempFolder() : path_((std::filesystem::temp_directory_path() / "hilt-XXXXXX").string()) {
    HILT_CHECK(::mkdtemp(path_.data()) != nullptr);
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace hilt::storage
