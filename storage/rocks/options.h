#pragma once

#include <memory>

#include "storage/rocks/rocks_store.h"

// How RocksDB is set up. Private to storage/rocks.
namespace rocksdb {
class Env;
class EventListener;
struct Options;
struct WriteOptions;
}  // namespace rocksdb

namespace hilt::storage {

rocksdb::Options MakeOptions(const RocksOptions& wanted, rocksdb::Env* env,
                             std::shared_ptr<rocksdb::EventListener> listener);
rocksdb::WriteOptions DurableWrite();

}  // namespace hilt::storage
