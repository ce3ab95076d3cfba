#include <rocksdb/file_system.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "storage/rocks/file_system.h"

namespace hilt::storage {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

IOStatus MustSucceed(IOStatus status, const std::string& path) {
  if (!status.ok()) AbortForFailedSync(path, status.ToString());
  return status;
}

class GuardedFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  GuardedFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::string path)
      : FSWritableFileOwnerWrapper(std::move(file)), path_(std::move(path)) {}

  IOStatus Sync(const IOOptions& options, IODebugContext* context) override {
    return MustSucceed(target()->Sync(options, context), path_);
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* context) override {
    return MustSucceed(target()->Fsync(options, context), path_);
  }
  IOStatus RangeSync(uint64_t offset, uint64_t size, const IOOptions& options,
                     IODebugContext* context) override {
    return MustSucceed(target()->RangeSync(offset, size, options, context), path_);
  }

 private:
  const std::string path_;
};

class GuardedFolder final : public rocksdb::FSDirectoryWrapper {
 public:
  GuardedFolder(std::unique_ptr<rocksdb::FSDirectory> folder, std::string path)
      : FSDirectoryWrapper(std::move(folder)), path_(std::move(path)) {}

  IOStatus Fsync(const IOOptions& options, IODebugContext* context) override {
    return MustSucceed(FSDirectoryWrapper::Fsync(options, context), path_);
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* context,
                               const rocksdb::DirFsyncOptions& why) override {
    return MustSucceed(FSDirectoryWrapper::FsyncWithDirOptions(options, context, why), path_);
  }

 private:
  const std::string path_;
};

class GuardedFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  explicit GuardedFileSystem(const std::shared_ptr<rocksdb::FileSystem>& base)
      : FileSystemWrapper(base) {}

  const char* Name() const override { return "HiltGuardedFileSystem"; }

  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file,
                           IODebugContext* context) override {
    return Guard(target()->NewWritableFile(path, options, file, context), path, file);
  }
  IOStatus ReopenWritableFile(const std::string& path, const FileOptions& options,
                              std::unique_ptr<rocksdb::FSWritableFile>* file,
                              IODebugContext* context) override {
    return Guard(target()->ReopenWritableFile(path, options, file, context), path, file);
  }
  IOStatus ReuseWritableFile(const std::string& path, const std::string& old_path,
                             const FileOptions& options,
                             std::unique_ptr<rocksdb::FSWritableFile>* file,
                             IODebugContext* context) override {
    return Guard(target()->ReuseWritableFile(path, old_path, options, file, context), path, file);
  }
  IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* folder,
                        IODebugContext* context) override {
    IOStatus status = target()->NewDirectory(path, options, folder, context);
    if (status.ok()) *folder = std::make_unique<GuardedFolder>(std::move(*folder), path);
    return status;
  }

 private:
  static IOStatus Guard(IOStatus status, const std::string& path,
                        std::unique_ptr<rocksdb::FSWritableFile>* file) {
    if (status.ok()) *file = std::make_unique<GuardedFile>(std::move(*file), path);
    return status;
  }
};

}  // namespace

void AbortForFailedSync(const std::string& path, const std::string& reason) {
  std::fprintf(stderr,
               "hilt storage: the sync of %s failed: %s\n"
               "What is on the medium is not known any more, so the process ends here. Check the "
               "medium before starting again.\n",
               path.c_str(), reason.c_str());
  std::abort();
}

std::shared_ptr<rocksdb::FileSystem> AbortOnFailedSync(
    const std::shared_ptr<rocksdb::FileSystem>& base) {
  return std::make_shared<GuardedFileSystem>(base);
}

}  // namespace hilt::storage
