#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/status.h"
#include "storage/store.h"

// Reading rows: the two or three lines that every typed read has in common. Private to storage/.
namespace hilt::storage {

// "key 50ab...: " before the message, so that the row can be found.
absl::Status AtKey(const absl::Status& status, std::string_view key);

// An index entry whose row is not there.
absl::Status PointsNowhere(std::string_view index_key);

// The row under `key`, decoded; none where there is none.
template <class Decode>
auto FindRow(const Reader& reader, const std::string& key, Decode decode)
    -> absl::StatusOr<std::optional<std::decay_t<decltype(*decode(std::string_view()))>>> {
  HILT_ASSIGN_OR_RETURN(const std::optional<std::string> bytes, reader.Get(key));
  if (!bytes) return std::nullopt;
  auto row = decode(std::string_view(*bytes));
  if (!row.ok()) return AtKey(row.status(), key);
  return std::optional(*std::move(row));
}

// Every row whose key starts with a prefix, in pages.
template <class Visit>
absl::Status ForEach(const Reader& reader, ScanRange range, Visit visit) {
  while (true) {
    HILT_ASSIGN_OR_RETURN(const std::vector<Entry> page, reader.Scan(range));
    for (const Entry& entry : page) HILT_RETURN_IF_ERROR(visit(entry));
    if (page.size() < range.limit) return absl::OkStatus();
    // The least key after the last one.
    range.begin = page.back().key + '\0';
  }
}

}  // namespace hilt::storage
