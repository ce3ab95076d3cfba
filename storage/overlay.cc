#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <utility>

#include "base/check.h"
#include "base/status.h"
#include "storage/store.h"

namespace hilt::storage {

class Overlay::Impl {
 public:
  explicit Impl(const Reader& base) : base_(base) {}

  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const {
    const auto latest = latest_.find(key);
    if (latest == latest_.end()) return base_.Get(key);
    return batch_.operations()[latest->second].value;
  }

  absl::StatusOr<std::vector<Entry>> Scan(const ScanRange& range) const;

  void Put(std::string key, std::string value) {
    Remember(key);
    batch_.Put(std::move(key), std::move(value));
  }

  void Delete(std::string key) {
    Remember(key);
    batch_.Delete(std::move(key));
  }

  void RollBackTo(size_t mark);

  const Batch& batch() const { return batch_; }

 private:
  // Key -> the operation of the batch that was the last on it.
  using Latest = std::map<std::string, size_t, std::less<>>;
  using Position = Latest::const_iterator;

  void Remember(const std::string& key) {
    const auto [entry, added] = latest_.try_emplace(key, batch_.operations().size());
    previous_.push_back(added ? std::nullopt : std::optional(entry->second));
    entry->second = batch_.operations().size();
  }

  // The base's rows over the overlay's changes from `first` to `last`, in the order of `before`.
  template <class Iterator, class Before>
  std::vector<Entry> Merge(std::vector<Entry> base, Iterator first, Iterator last, size_t limit,
                           Before before) const;

  const Reader& base_;
  Batch batch_;
  Latest latest_;
  // Of each operation of the batch: the operation on the same key before it.
  std::vector<std::optional<size_t>> previous_;
};

template <class Iterator, class Before>
std::vector<Entry> Overlay::Impl::Merge(std::vector<Entry> base, Iterator first, Iterator last,
                                        size_t limit, Before before) const {
  std::vector<Entry> merged;
  auto row = base.begin();
  while (merged.size() < limit && (row != base.end() || first != last)) {
    if (first == last || (row != base.end() && before(row->key, first->first))) {
      merged.push_back(std::move(*row++));
      continue;
    }
    if (row != base.end() && row->key == first->first) ++row;
    const std::optional<std::string>& value = batch_.operations()[first->second].value;
    if (value) merged.push_back({first->first, *value});
    ++first;
  }
  return merged;
}

absl::StatusOr<std::vector<Entry>> Overlay::Impl::Scan(const ScanRange& range) const {
  const bool bounded = !range.end.empty();
  if (range.limit == 0 || (bounded && range.end <= range.begin)) return std::vector<Entry>();
  const Position first = latest_.lower_bound(range.begin);
  const Position last = bounded ? latest_.lower_bound(range.end) : latest_.end();

  // Every deletion may hide a row of the base, so that many more are needed to fill the limit.
  const auto deleted = static_cast<size_t>(std::count_if(first, last, [this](const auto& entry) {
    return !batch_.operations()[entry.second].value.has_value();
  }));
  ScanRange wider = range;
  wider.limit = range.limit > std::numeric_limits<size_t>::max() - deleted ? range.limit
                                                                           : range.limit + deleted;
  HILT_ASSIGN_OR_RETURN(std::vector<Entry> base, base_.Scan(wider));
  if (range.reverse) {
    return Merge(std::move(base), std::make_reverse_iterator(last),
                 std::make_reverse_iterator(first), range.limit, std::greater<>());
  }
  return Merge(std::move(base), first, last, range.limit, std::less<>());
}

void Overlay::Impl::RollBackTo(size_t mark) {
  HILT_CHECK(mark <= previous_.size());
  while (previous_.size() > mark) {
    const auto entry = latest_.find(batch_.operations()[previous_.size() - 1].key);
    HILT_CHECK(entry != latest_.end());
    if (previous_.back()) {
      entry->second = *previous_.back();
    } else {
      latest_.erase(entry);
    }
    previous_.pop_back();
  }
  batch_.Truncate(mark);
}

Overlay::Overlay(const Reader& base) : impl_(std::make_unique<Impl>(base)) {}
Overlay::~Overlay() = default;

absl::StatusOr<std::optional<std::string>> Overlay::Get(std::string_view key) const {
  return impl_->Get(key);
}
absl::StatusOr<std::vector<Entry>> Overlay::Scan(const ScanRange& range) const {
  return impl_->Scan(range);
}
void Overlay::Put(std::string key, std::string value) {
  impl_->Put(std::move(key), std::move(value));
}
void Overlay::Delete(std::string key) { impl_->Delete(std::move(key)); }
size_t Overlay::Mark() const { return impl_->batch().operations().size(); }
void Overlay::RollBackTo(size_t mark) { impl_->RollBackTo(mark); }
const Batch& Overlay::batch() const { return impl_->batch(); }

}  // namespace hilt::storage
