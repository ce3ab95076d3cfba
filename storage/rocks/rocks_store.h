#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/store.h"

namespace hilt::storage {

struct RocksOptions {
  // A folder of its own, which is made, with those above it, where it is missing.
  std::string path;
  bool create_if_missing = true;
  // Data, indexes and filters of files together. Memory beyond it: two write buffers.
  size_t block_cache_bytes = size_t{256} << 20;
  size_t write_buffer_bytes = size_t{64} << 20;
  // Files held open at once; a process has 1,024 by default, and the network needs its share.
  int max_open_files = 512;
  // Told once, from a thread of RocksDB's, when a flush or a compaction failed. The store takes no
  // further commit from then on; the process should stop and be looked at.
  std::function<void(const absl::Status&)> on_background_error;
};

// A store on disk, by RocksDB. Closing (destruction) waits for background work and loses nothing:
// every commit was durable when it returned.
//
// Only one store may be open on a folder, in this process or any other.
//
// FAILED_PRECONDITION: another has the store open; or it does not exist and create_if_missing is
// false; or a newer RocksDB wrote it. DATA_LOSS: what is there is damaged. UNAVAILABLE: the medium
// failed.
//
// A sync that fails, of any file of the store, aborts the process with a message on stderr.
absl::StatusOr<std::unique_ptr<Store>> OpenRocksStore(const RocksOptions& options);

}  // namespace hilt::storage
