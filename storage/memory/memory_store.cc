#include "storage/memory/memory_store.h"

#include <iterator>
#include <utility>

namespace hilt::storage {
namespace {

using Rows = std::map<std::string, std::string, std::less<>>;

std::optional<std::string> GetFrom(const Rows& rows, std::string_view key) {
  const auto row = rows.find(key);
  return row == rows.end() ? std::nullopt : std::optional(row->second);
}

template <class Iterator>
std::vector<Entry> Take(Iterator first, Iterator last, size_t limit) {
  std::vector<Entry> entries;
  for (; first != last && entries.size() < limit; ++first) {
    entries.push_back({first->first, first->second});
  }
  return entries;
}

std::vector<Entry> ScanFrom(const Rows& rows, const ScanRange& range) {
  if (!range.end.empty() && range.end <= range.begin) return {};
  const auto first = rows.lower_bound(range.begin);
  const auto last = range.end.empty() ? rows.end() : rows.lower_bound(range.end);
  if (!range.reverse) return Take(first, last, range.limit);
  return Take(std::make_reverse_iterator(last), std::make_reverse_iterator(first), range.limit);
}

class Copy final : public Reader {
 public:
  explicit Copy(Rows rows) : rows_(std::move(rows)) {}

  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    return GetFrom(rows_, key);
  }
  absl::StatusOr<std::vector<Entry>> Scan(const ScanRange& range) const override {
    return ScanFrom(rows_, range);
  }

 private:
  const Rows rows_;
};

}  // namespace

absl::StatusOr<std::optional<std::string>> MemoryStore::Get(std::string_view key) const {
  const base::MutexLock lock(mutex_);
  return GetFrom(rows_, key);
}

absl::StatusOr<std::vector<Entry>> MemoryStore::Scan(const ScanRange& range) const {
  const base::MutexLock lock(mutex_);
  return ScanFrom(rows_, range);
}

absl::Status MemoryStore::Commit(const Batch& batch) {
  const base::MutexLock lock(mutex_);
  for (const Batch::Operation& operation : batch.operations()) {
    if (operation.value) {
      rows_.insert_or_assign(operation.key, *operation.value);
    } else {
      rows_.erase(operation.key);
    }
  }
  return absl::OkStatus();
}

std::unique_ptr<const Reader> MemoryStore::Snapshot() const {
  const base::MutexLock lock(mutex_);
  return std::make_unique<Copy>(rows_);
}

}  // namespace hilt::storage
