#include "storage/store.h"

#include <utility>

#include "base/check.h"

namespace hilt::storage {

void Batch::Put(std::string key, std::string value) {
  operations_.push_back({std::move(key), std::move(value)});
}

void Batch::Delete(std::string key) { operations_.push_back({std::move(key), std::nullopt}); }

void Batch::Truncate(size_t size) {
  HILT_CHECK(size <= operations_.size());
  operations_.resize(size);
}

}  // namespace hilt::storage
