#include "storage/rocks/rocks_store.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "base/check.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/ledger.h"
#include "storage/memory/memory_store.h"
#include "storage/open.h"
#include "tests/integration/storage/temp_folder.h"
#include "tests/unit/storage/describe.h"
#include "tests/unit/storage/ledger_model.h"
#include "tests/unit/storage/samples.h"
#include "tests/unit/storage/store_model.h"

namespace hilt::storage {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

// A store in a folder that can be closed and opened again.
class OnDisk {
 public:
  OnDisk() { Open(); }

  Store& store() { return *store_; }
  const std::string& path() const { return path_; }
  void Close() { store_.reset(); }
  void Open() {
    auto store = OpenRocksStore({.path = path_, .on_background_error = {}});
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }
  ModelSubject Subject() {
    return {.store = [this]() -> Store& { return store(); },
            .reopen =
                [this] {
                  ++reopened_;
                  Close();
                  Open();
                }};
  }
  int reopened() const { return reopened_; }

 private:
  TempFolder folder_;
  const std::string path_ = folder_.path() + "/store";
  std::unique_ptr<Store> store_;
  int reopened_ = 0;
};

Batch Puts(const std::string& key, const std::string& value) {
  Batch batch;
  batch.Put(key, value);
  return batch;
}

TEST(RocksStore, KeepsWhatWasCommittedWhenOpenedAgain) {
  OnDisk disk;
  ASSERT_TRUE(disk.store().Commit(Puts("a", "1")).ok());
  Batch second;
  second.Put("b", std::string("\0\xff", 2));
  second.Put("", "of the empty key");
  second.Put("c", "gone");
  second.Delete("c");
  second.Delete("a");
  ASSERT_TRUE(disk.store().Commit(second).ok());
  disk.Close();
  disk.Open();
  EXPECT_THAT(*disk.store().Scan({}),
              ElementsAre(Entry{"", "of the empty key"}, Entry{"b", std::string("\0\xff", 2)}));
}

TEST(RocksStore, SnapshotsStayAsTheyAre) {
  OnDisk disk;
  ASSERT_TRUE(disk.store().Commit(Puts("a", "1")).ok());
  const auto snapshot = disk.store().Snapshot();
  ASSERT_TRUE(disk.store().Commit(Puts("a", "2")).ok());
  EXPECT_EQ(*snapshot->Get("a"), "1");
  EXPECT_THAT(*snapshot->Scan({}), ElementsAre(Entry{"a", "1"}));
  EXPECT_EQ(*disk.store().Get("a"), "2");
}

TEST(RocksStore, IsOpenOnlyOnce) {
  OnDisk disk;
  const auto second = OpenRocksStore({.path = disk.path(), .on_background_error = {}});
  EXPECT_TRUE(absl::IsFailedPrecondition(second.status())) << second.status();
  EXPECT_THAT(std::string(second.status().message()),
              HasSubstr("another process has the store open"));
  // The one that has it goes on.
  EXPECT_TRUE(disk.store().Commit(Puts("a", "1")).ok());
}

// Another process that holds the lock of a store until it is told to go, without RocksDB, which
// must not be used after a fork.
class LockHolder {
 public:
  explicit LockHolder(const std::string& path) {
    HILT_CHECK(::pipe(ready_) == 0 && ::pipe(go_) == 0);
    pid_ = ::fork();
    HILT_CHECK(pid_ >= 0);
    if (pid_ == 0) Hold(path + "/LOCK");
    ::close(go_[0]);
    char byte = 0;
    held_ = ::read(ready_[0], &byte, 1) == 1 && byte == 'y';
  }
  ~LockHolder() {
    ::close(go_[1]);
    ::waitpid(pid_, nullptr, 0);
    ::close(ready_[0]);
    ::close(ready_[1]);
  }
  LockHolder(const LockHolder&) = delete;
  LockHolder& operator=(const LockHolder&) = delete;

  bool held() const { return held_; }

 private:
  [[noreturn]] void Hold(const std::string& file) {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    const int fd = ::open(file.c_str(), O_RDWR);
    ::close(go_[1]);
    char byte = fd >= 0 && ::fcntl(fd, F_SETLK, &lock) == 0 ? 'y' : 'n';
    const bool told = ::write(ready_[1], &byte, 1) == 1;
    while (told && ::read(go_[0], &byte, 1) > 0) {
    }
    ::_exit(0);
  }

  int ready_[2] = {};
  int go_[2] = {};
  pid_t pid_ = 0;
  bool held_ = false;
};

TEST(RocksStore, IsNotOpenedWhileAnotherProcessHasIt) {
  OnDisk disk;
  disk.Close();
  {
    const LockHolder other(disk.path());
    ASSERT_TRUE(other.held());
    const auto store = OpenRocksStore({.path = disk.path(), .on_background_error = {}});
    EXPECT_TRUE(absl::IsFailedPrecondition(store.status())) << store.status();
    EXPECT_THAT(std::string(store.status().message()),
                HasSubstr("another process has the store open"));
  }
  disk.Open();
}

TEST(RocksStore, IsNotMadeWhereItMustExist) {
  TempFolder folder;
  const std::string path = folder.path() + "/none";
  const auto store =
      OpenRocksStore({.path = path, .create_if_missing = false, .on_background_error = {}});
  EXPECT_TRUE(absl::IsFailedPrecondition(store.status())) << store.status();
  EXPECT_THAT(std::string(store.status().message()), HasSubstr(path));
}

TEST(RocksStore, MakesItsFolderForTheOwnerAlone) {
  TempFolder folder;
  const std::string path = folder.path() + "/a/b/store";
  ASSERT_TRUE(OpenRocksStore({.path = path, .on_background_error = {}}).ok());
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all);
}

TEST(RocksStore, SaysWhereItCannotBeMade) {
  TempFolder folder;
  std::ofstream(folder.path() + "/file") << "x";
  const auto store =
      OpenRocksStore({.path = folder.path() + "/file/store", .on_background_error = {}});
  EXPECT_TRUE(absl::IsUnavailable(store.status())) << store.status();
  EXPECT_THAT(std::string(store.status().message()), HasSubstr("Not a directory"));
}

// The largest file of the store with the ending.
fs::path Largest(const std::string& path, const std::string& ending) {
  fs::path found;
  for (const auto& file : fs::directory_iterator(path)) {
    if (file.path().extension() != ending) continue;
    if (found.empty() || file.file_size() > fs::file_size(found)) found = file.path();
  }
  return found;
}

void FlipByte(const fs::path& path, uintmax_t at) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(at));
  const char byte = static_cast<char>(file.get() ^ 0x40);
  file.seekp(static_cast<std::streamoff>(at));
  file.put(byte);
}

TEST(RocksStore, DropsATornTailOfItsLogAlone) {
  OnDisk disk;
  ASSERT_TRUE(disk.store().Commit(Puts("acknowledged", std::string(100, '1'))).ok());
  ASSERT_TRUE(disk.store().Commit(Puts("torn", std::string(100, '2'))).ok());
  disk.Close();
  const fs::path log = Largest(disk.path(), ".log");
  ASSERT_FALSE(log.empty());
  fs::resize_file(log, fs::file_size(log) - 10);
  disk.Open();
  EXPECT_TRUE((*disk.store().Get("acknowledged")).has_value());
  EXPECT_FALSE((*disk.store().Get("torn")).has_value());
}

TEST(RocksStore, ReportsDamagedFilesAsDataLoss) {
  OnDisk disk;
  // Past the write buffer, so that there is a file of rows; too random to be compressed away.
  solana::SeededRandom random;
  std::string value(1 << 20, '\0');
  for (char& c : value) c = static_cast<char>(random.Below(256));
  Batch batch;
  for (char key = 'a'; key < 'e'; ++key) batch.Put(std::string(1, key), value);
  disk.Close();
  auto small = OpenRocksStore(
      {.path = disk.path(), .write_buffer_bytes = 1 << 20, .on_background_error = {}});
  ASSERT_TRUE(small.ok()) << small.status();
  for (int i = 0; i < 4; ++i) ASSERT_TRUE((*small)->Commit(batch).ok());
  small->reset();
  const fs::path file = Largest(disk.path(), ".sst");
  ASSERT_FALSE(file.empty());
  FlipByte(file, fs::file_size(file) / 2);
  disk.Open();
  bool found = false;
  for (char key = 'a'; key < 'e'; ++key) {
    const auto row = disk.store().Get(std::string(1, key));
    found |= absl::IsDataLoss(row.status());
    EXPECT_TRUE(!row.ok() || **row == value);
  }
  // The file may hold rows that later ones hide: a scan reads all that counts.
  found |= absl::IsDataLoss(disk.store().Scan({}).status());
  EXPECT_TRUE(found);
}

TEST(RocksStore, KeepsALedgerWhole) {
  OnDisk disk;
  const OpenRequest request{.cluster = domain::Cluster::kLocalnet,
                            .genesis_hash = solana::ToString(Filled<solana::Blockhash>(1)),
                            .new_log_epoch = UuidText(1)};
  ASSERT_TRUE(OpenLedger(disk.store(), request).ok());
  Overlay overlay(disk.store());
  ASSERT_TRUE(Ledger(overlay).PutPayment(FullPayment()).ok());
  ASSERT_TRUE(disk.store().Commit(overlay.batch()).ok());
  disk.Close();
  disk.Open();
  EXPECT_EQ(OpenLedger(disk.store(), request)->log_epoch, UuidText(1));
  EXPECT_EQ(Describe(**LedgerReader(disk.store()).FindPayment(Id(0x11))), Describe(FullPayment()));
}

TEST(RocksStore, ReadersSeeWholeBatchesWhileTheWriterGoesOn) {
  OnDisk disk;
  RunReadersBesideAWriter(disk.store(), 200);
}

TEST(RocksStoreModel, AgreesWithAPlainMap) {
  solana::SeededRandom random;
  SCOPED_TRACE(random.Label());
  OnDisk disk;
  RunStoreModel(random, 500, disk.Subject());
  EXPECT_GT(disk.reopened(), 0);
}

TEST(RocksStoreModel, HoldsALedgerThatReadsAsItShould) {
  solana::SeededRandom random;
  SCOPED_TRACE(random.Label());
  OnDisk disk;
  RunLedgerModel(random, 250, disk.Subject());
  EXPECT_GT(disk.reopened(), 0);
}

// Everything in a store.
std::vector<Entry> All(const Store& store) {
  ScanRange everything;
  everything.limit = 1'000'000;
  return *store.Scan(everything);
}

TEST(RocksStoreModel, HasTheBytesThatMemoryHas) {
  solana::SeededRandom of_disk;
  SCOPED_TRACE(of_disk.Label());
  solana::SeededRandom of_memory = of_disk;
  OnDisk disk;
  MemoryStore memory;
  RunLedgerModel(of_disk, 100,
                 {.store = [&disk]() -> Store& { return disk.store(); }, .reopen = {}});
  RunLedgerModel(of_memory, 100, {.store = [&memory]() -> Store& { return memory; }, .reopen = {}});
  EXPECT_EQ(All(disk.store()), All(memory));
}

}  // namespace
}  // namespace hilt::storage
