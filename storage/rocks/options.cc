#include "storage/rocks/options.h"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>

#include <memory>
#include <utility>

// For RocksDB 7.8.3, as Debian 12 has it. What is set to its default value is set because the store
// must not change its behaviour with a new default. Bugs named here are those of RocksDB's own
// HISTORY.md, fixed after 7.8.3.
namespace hilt::storage {
namespace {

constexpr size_t kChecksumBytes = 8;

void SetDurability(rocksdb::Options& options) {
  // A torn tail is what a power cut leaves of a commit that was never acknowledged: it is dropped.
  // kAbsoluteConsistency would refuse to open there.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  // The log is synced by each write (DurableWrite), never by a call of its own, which in 7.8 may
  // miss files; and never kept back in the process (manual_wal_flush, fixed in 9.7).
  options.manual_wal_flush = false;
  // Recovery from a compressed log could fail (fixed in 8.0).
  options.wal_compression = rocksdb::CompressionType::kNoCompression;
  // Old log files used again could be read as new ones (fixed in 9.2 and 9.3).
  options.recycle_log_file_num = 0;
  // With SyncWAL it could report logs missing that were not there to be kept (fixed in 7.10).
  options.track_and_verify_wals_in_manifest = false;
  // Transactions over one column family could miss a sync of the log (fixed in 9.3).
  options.allow_2pc = false;
  // One order for the log, the write buffer and what readers see.
  options.unordered_write = false;
  options.enable_pipelined_write = false;
}

void SetChecks(rocksdb::Options& options) {
  // Damage that is met stops writes instead of being passed over.
  options.paranoid_checks = true;
  options.force_consistency_checks = true;
  options.flush_verify_memtable_count = true;
  options.verify_sst_unique_id_in_manifest = true;
  // Rows in the write buffer carry a checksum, verified when they are read and when flushed.
  options.memtable_protection_bytes_per_key = kChecksumBytes;
  // Off: reading every new file back has reported errors in sound files (facebook/rocksdb #11182),
  // and such an error stops the store. Blocks carry checksums that are verified when read.
  options.paranoid_file_checks = false;
  // Empty: a checksum handed to the file system is used by none that Linux has.
  options.checksum_handoff_file_types = {};
  // No attempt to go on after a failed flush or compaction: files of another flush could be deleted
  // and log entries doubled (fixed in 8.6 and 9.6). The process is started anew instead.
  options.max_bgerror_resume_count = 0;
}

void SetSizes(const RocksOptions& wanted, rocksdb::Options& options) {
  options.write_buffer_size = wanted.write_buffer_bytes;
  options.max_write_buffer_number = 2;
  options.max_open_files = wanted.max_open_files;
  // One for flushes, one for compactions.
  options.max_background_jobs = 2;
  options.level_compaction_dynamic_level_bytes = true;
  // New levels are read and rewritten often: cheap to unpack. The last holds nine tenths: small.
  options.compression = rocksdb::CompressionType::kLZ4Compression;
  options.bottommost_compression = rocksdb::CompressionType::kZSTD;
  // RocksDB's own messages, in its folder.
  options.max_log_file_size = size_t{16} << 20;
  options.keep_log_file_num = 4;
  options.stats_dump_period_sec = 0;
}

rocksdb::BlockBasedTableOptions TableOptions(const RocksOptions& wanted) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(wanted.block_cache_bytes);
  // Within the cache, so that memory has one bound; the youngest level's stay.
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  // Most nonces and signatures that are asked for are not there: a filter answers without a read.
  // Ten bits a key, 1 % false.
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.whole_key_filtering = true;
  table.checksum = rocksdb::ChecksumType::kXXH3;
  table.format_version = 5;
  return table;
}

}  // namespace

rocksdb::Options MakeOptions(const RocksOptions& wanted, rocksdb::Env* env,
                             std::shared_ptr<rocksdb::EventListener> listener) {
  rocksdb::Options options;
  options.env = env;
  options.create_if_missing = wanted.create_if_missing;
  options.listeners.push_back(std::move(listener));
  SetDurability(options);
  SetChecks(options);
  SetSizes(wanted, options);
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(TableOptions(wanted)));
  return options;
}

rocksdb::WriteOptions DurableWrite() {
  rocksdb::WriteOptions write;
  write.sync = true;
  write.disableWAL = false;
  // Rows carry a checksum from here into the write buffer.
  write.protection_bytes_per_key = kChecksumBytes;
  return write;
}

}  // namespace hilt::storage
