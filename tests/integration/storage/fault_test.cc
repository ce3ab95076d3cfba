#include <rocksdb/file_system.h>

#include <atomic>
#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/rocks/file_system.h"
#include "storage/rocks/rocks_store.h"
#include "tests/integration/storage/temp_folder.h"

namespace hilt::storage {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;
using testing::HasSubstr;

// What fails from now on, of files whose name ends so; and how often something did.
struct Faults {
  std::string ending;
  std::atomic<bool> append{false};
  std::atomic<bool> sync{false};
  std::atomic<int> failed{0};

  bool Hit(const std::atomic<bool>& fault, const std::string& path) {
    if (!fault || !path.ends_with(ending)) return false;
    ++failed;
    return true;
  }
};

class FaultyFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultyFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::string path, Faults& faults)
      : FSWritableFileOwnerWrapper(std::move(file)), path_(std::move(path)), faults_(faults) {}

  using FSWritableFileOwnerWrapper::Append;
  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* context) override {
    if (faults_.Hit(faults_.append, path_)) return IOStatus::NoSpace("planted");
    return target()->Append(data, options, context);
  }
  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& /*info*/, IODebugContext* context) override {
    return Append(data, options, context);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* context) override {
    if (faults_.Hit(faults_.sync, path_)) return IOStatus::IOError("planted");
    return target()->Sync(options, context);
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* context) override {
    return Sync(options, context);
  }

 private:
  const std::string path_;
  Faults& faults_;
};

class FaultyFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  explicit FaultyFileSystem(Faults& faults)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), faults_(faults) {}

  const char* Name() const override { return "FaultyFileSystem"; }
  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file,
                           IODebugContext* context) override {
    IOStatus status = target()->NewWritableFile(path, options, file, context);
    if (status.ok()) *file = std::make_unique<FaultyFile>(std::move(*file), path, faults_);
    return status;
  }

 private:
  Faults& faults_;
};

Batch Puts(const std::string& key, const std::string& value) {
  Batch batch;
  batch.Put(key, value);
  return batch;
}

std::unique_ptr<Store> OpenWith(Faults& faults, const RocksOptions& options) {
  auto store = OpenRocksStoreOn(options, std::make_shared<FaultyFileSystem>(faults));
  EXPECT_TRUE(store.ok()) << store.status();
  return *std::move(store);
}

void CommitWithFailedSync(const std::string& path) {
  Faults faults;
  faults.ending = ".log";
  const auto store = OpenWith(faults, {.path = path, .on_background_error = {}});
  if (!store->Commit(Puts("a", "1")).ok()) return;
  faults.sync = true;
  store->Commit(Puts("b", "2")).IgnoreError();
}

TEST(RocksFaultsDeathTest, AFailedSyncOfTheLogEndsTheProcess) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  TempFolder folder;
  EXPECT_EXIT(CommitWithFailedSync(folder.path() + "/store"), testing::KilledBySignal(SIGABRT),
              "the sync of .*\\.log failed");
}

TEST(RocksFaults, ALogThatCannotBeWrittenEndsCommitsAndLosesNothingAcknowledged) {
  TempFolder folder;
  const RocksOptions options{.path = folder.path() + "/store", .on_background_error = {}};
  Faults faults;
  faults.ending = ".log";
  auto store = OpenWith(faults, options);
  ASSERT_TRUE(store->Commit(Puts("a", "1")).ok());
  faults.append = true;
  const absl::Status failed = store->Commit(Puts("b", "2"));
  EXPECT_TRUE(absl::IsUnavailable(failed)) << failed;
  EXPECT_EQ(*store->Get("b"), std::nullopt);

  // The medium is well again, and still nothing is taken.
  faults.append = false;
  const absl::Status after = store->Commit(Puts("c", "3"));
  EXPECT_TRUE(absl::IsUnavailable(after)) << after;
  EXPECT_THAT(std::string(after.message()), HasSubstr("takes no commit since an error"));
  EXPECT_EQ(*store->Get("a"), "1");
  EXPECT_GT(faults.failed, 0);

  store.reset();
  store = OpenWith(faults, options);
  EXPECT_EQ(*store->Get("a"), "1");
  EXPECT_EQ(*store->Get("c"), std::nullopt);
  EXPECT_TRUE(store->Commit(Puts("c", "3")).ok());
}

TEST(RocksFaults, AFailedFlushIsToldOnceAndEndsCommits) {
  TempFolder folder;
  std::atomic<int> told{0};
  RocksOptions options{.path = folder.path() + "/store",
                       .write_buffer_bytes = 1 << 20,
                       .on_background_error = [&told](const absl::Status& status) {
                         EXPECT_TRUE(absl::IsUnavailable(status)) << status;
                         ++told;
                       }};
  Faults faults;
  faults.ending = ".sst";
  const auto store = OpenWith(faults, options);
  faults.append = true;
  int acknowledged = 0;
  absl::Status status;
  // The write buffer is full after a few, and its flush fails in the background.
  while (status.ok() && acknowledged < 1000) {
    status = store->Commit(Puts("k" + std::to_string(acknowledged), std::string(64 << 10, 'v')));
    if (status.ok()) ++acknowledged;
  }
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_EQ(told, 1);
  EXPECT_GT(faults.failed, 0);
  for (int i = 0; i < acknowledged; ++i) {
    EXPECT_TRUE((*store->Get("k" + std::to_string(i))).has_value()) << i;
  }
}

}  // namespace
}  // namespace hilt::storage
