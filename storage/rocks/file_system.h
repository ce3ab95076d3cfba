#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/rocks/rocks_store.h"

// What the store does with files. Private to storage/rocks and its tests.
namespace rocksdb {
class FileSystem;
}  // namespace rocksdb

namespace hilt::storage {

// `base`, but for one thing: a sync of a file or folder that fails aborts the process. Linux may
// mark pages clean whose write-back failed, so that the next sync of the same file succeeds without
// them; RocksDB's own answer, to refuse writes, leaves it to others not to try again.
std::shared_ptr<rocksdb::FileSystem> AbortOnFailedSync(
    const std::shared_ptr<rocksdb::FileSystem>& base);

// What happens then, for syncs that do not go through RocksDB.
[[noreturn]] void AbortForFailedSync(const std::string& path, const std::string& reason);

// Makes `path` and what is missing above it, readable by the owner alone, and syncs the folders
// that hold the new entries: RocksDB syncs what is inside its folder and not that the folder
// exists.
absl::Status MakeDurableFolder(const std::string& path);

// OpenRocksStore over the given file system, for tests that make it fail.
absl::StatusOr<std::unique_ptr<Store>> OpenRocksStoreOn(
    const RocksOptions& options, const std::shared_ptr<rocksdb::FileSystem>& file_system);

}  // namespace hilt::storage
