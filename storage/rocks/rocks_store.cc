#include "storage/rocks/rocks_store.h"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/listener.h>
#include <rocksdb/write_batch.h>

#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "base/mutex.h"
#include "base/status.h"
#include "fmt/format.h"
#include "storage/rocks/file_system.h"
#include "storage/rocks/options.h"

namespace hilt::storage {
namespace {

rocksdb::Slice ToSlice(std::string_view text) { return {text.data(), text.size()}; }

absl::Status ToStatus(const rocksdb::Status& status, std::string_view doing) {
  if (status.ok()) return absl::OkStatus();
  const std::string message = fmt::format("{}: {}", doing, status.ToString());
  if (status.IsCorruption()) return absl::DataLossError(message);
  return absl::UnavailableError(message);
}

// The first error that makes the store unfit for further commits.
class Failure {
 public:
  explicit Failure(std::function<void(const absl::Status&)> report) : report_(std::move(report)) {}

  absl::Status Get() const ABSL_LOCKS_EXCLUDED(mutex_) {
    const base::MutexLock lock(mutex_);
    return status_;
  }

  // True: it is the first.
  bool Set(const absl::Status& status) ABSL_LOCKS_EXCLUDED(mutex_) {
    const base::MutexLock lock(mutex_);
    if (!status_.ok()) return false;
    status_ = status;
    return true;
  }

  void SetAndReport(const absl::Status& status) {
    if (Set(status) && report_) report_(status);
  }

 private:
  const std::function<void(const absl::Status&)> report_;
  mutable base::Mutex mutex_;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

class Listener final : public rocksdb::EventListener {
 public:
  explicit Listener(Failure& failure) : failure_(failure) {}

  void OnBackgroundError(rocksdb::BackgroundErrorReason /*reason*/,
                         rocksdb::Status* error) override {
    failure_.SetAndReport(ToStatus(*error, "background work of the store"));
  }

 private:
  Failure& failure_;
};

absl::StatusOr<std::optional<std::string>> GetAt(rocksdb::DB& db,
                                                 const rocksdb::ReadOptions& options,
                                                 std::string_view key) {
  rocksdb::PinnableSlice value;
  const rocksdb::Status status = db.Get(options, db.DefaultColumnFamily(), ToSlice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return ToStatus(status, "get");
  return std::optional(value.ToString());
}

absl::StatusOr<std::vector<Entry>> ScanAt(rocksdb::DB& db, rocksdb::ReadOptions options,
                                          const ScanRange& range) {
  std::vector<Entry> entries;
  if (range.limit == 0 || (!range.end.empty() && range.end <= range.begin)) return entries;
  const rocksdb::Slice lower = ToSlice(range.begin);
  const rocksdb::Slice upper = ToSlice(range.end);
  options.iterate_lower_bound = &lower;
  if (!range.end.empty()) options.iterate_upper_bound = &upper;
  const std::unique_ptr<rocksdb::Iterator> row(db.NewIterator(options));
  // Both bounds hold for these too.
  range.reverse ? row->SeekToLast() : row->SeekToFirst();
  while (row->Valid() && entries.size() < range.limit) {
    entries.push_back({row->key().ToString(), row->value().ToString()});
    range.reverse ? row->Prev() : row->Next();
  }
  if (!row->status().ok()) return ToStatus(row->status(), "scan");
  return entries;
}

class RocksSnapshot final : public Reader {
 public:
  explicit RocksSnapshot(rocksdb::DB& db) : db_(db), snapshot_(db.GetSnapshot()) {}
  ~RocksSnapshot() override { db_.ReleaseSnapshot(snapshot_); }
  RocksSnapshot(const RocksSnapshot&) = delete;
  RocksSnapshot& operator=(const RocksSnapshot&) = delete;

  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    return GetAt(db_, Options(), key);
  }
  absl::StatusOr<std::vector<Entry>> Scan(const ScanRange& range) const override {
    return ScanAt(db_, Options(), range);
  }

 private:
  rocksdb::ReadOptions Options() const {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot_;
    return options;
  }

  rocksdb::DB& db_;
  const rocksdb::Snapshot* const snapshot_;
};

class RocksStore final : public Store {
 public:
  explicit RocksStore(const RocksOptions& options)
      : failure_(options.on_background_error), write_(DurableWrite()) {}

  absl::Status Open(const RocksOptions& options, const std::shared_ptr<rocksdb::FileSystem>& files);

  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    return GetAt(*db_, {}, key);
  }
  absl::StatusOr<std::vector<Entry>> Scan(const ScanRange& range) const override {
    return ScanAt(*db_, {}, range);
  }
  absl::Status Commit(const Batch& batch) override;
  std::unique_ptr<const Reader> Snapshot() const override {
    return std::make_unique<RocksSnapshot>(*db_);
  }

 private:
  // In this order, so that what the database uses is destroyed after it.
  Failure failure_;
  std::unique_ptr<rocksdb::Env> env_;
  std::unique_ptr<rocksdb::DB> db_;
  const rocksdb::WriteOptions write_;
};

// RocksDB says the same "IO error" of a lock that is held as of a disk that fails.
bool IsLockHeld(const rocksdb::Status& status) {
  const std::string text = status.ToString();
  return status.IsIOError() && (text.find("lock hold by current process") != std::string::npos ||
                                text.find("While lock file") != std::string::npos);
}

absl::Status OpenStatus(const rocksdb::Status& status, const std::string& path) {
  if (IsLockHeld(status)) {
    return absl::FailedPreconditionError(
        fmt::format("another process has the store open: {} ({})", path, status.ToString()));
  }
  const std::string doing = fmt::format("open the store {}", path);
  if (status.IsInvalidArgument() || status.IsNotSupported()) {
    return absl::FailedPreconditionError(fmt::format("{}: {}", doing, status.ToString()));
  }
  return ToStatus(status, doing);
}

absl::Status RocksStore::Open(const RocksOptions& options,
                              const std::shared_ptr<rocksdb::FileSystem>& files) {
  env_ = rocksdb::NewCompositeEnv(AbortOnFailedSync(files));
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(
      MakeOptions(options, env_.get(), std::make_shared<Listener>(failure_)), options.path, &db);
  db_.reset(db);
  return OpenStatus(status, options.path);
}

absl::Status RocksStore::Commit(const Batch& batch) {
  if (absl::Status failed = failure_.Get(); !failed.ok()) {
    return base::Annotate(failed, "the store takes no commit since an error");
  }
  if (batch.empty()) return absl::OkStatus();
  rocksdb::WriteBatch writes;
  for (const Batch::Operation& operation : batch.operations()) {
    const rocksdb::Status added =
        operation.value ? writes.Put(ToSlice(operation.key), ToSlice(*operation.value))
                        : writes.Delete(ToSlice(operation.key));
    if (!added.ok()) return ToStatus(added, "commit");
  }
  absl::Status committed = ToStatus(db_->Write(write_, &writes), "commit");
  if (!committed.ok()) failure_.Set(committed);
  return committed;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenRocksStoreOn(
    const RocksOptions& options, const std::shared_ptr<rocksdb::FileSystem>& file_system) {
  if (options.create_if_missing) HILT_RETURN_IF_ERROR(MakeDurableFolder(options.path));
  auto store = std::make_unique<RocksStore>(options);
  HILT_RETURN_IF_ERROR(store->Open(options, file_system));
  return store;
}

absl::StatusOr<std::unique_ptr<Store>> OpenRocksStore(const RocksOptions& options) {
  return OpenRocksStoreOn(options, rocksdb::FileSystem::Default());
}

}  // namespace hilt::storage
