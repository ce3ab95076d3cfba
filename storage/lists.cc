#include "storage/lists.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/hex.h"
#include "base/status.h"
#include "fmt/format.h"
#include "storage/keys.h"
#include "storage/rows.h"

namespace hilt::storage {
namespace {

// The position at which the page begins.
absl::StatusOr<std::string> BeginOf(const ListPart& part) {
  if (part.after.empty()) return part.begin;
  std::vector<uint8_t> position(part.position_size);
  if (!base::HexDecode(part.after, position)) {
    return absl::InvalidArgumentError("after: not a position that a page gave");
  }
  // The least one behind it.
  return std::max(part.begin, std::string(position.begin(), position.end()) + '\0');
}

// One more than asked for tells whether there is a next page.
absl::Status ReadList(const Reader& reader, const std::string& prefix, const std::string& begin,
                      const ListPart& part, std::vector<ListEntry>& entries) {
  ScanRange range = PrefixRange(prefix, part.limit + 1);
  range.begin += begin;
  if (!part.end.empty()) range.end = prefix + part.end;
  HILT_ASSIGN_OR_RETURN(std::vector<Entry> rows, reader.Scan(range));
  for (Entry& row : rows) {
    std::string position = row.key.substr(prefix.size());
    if (position.size() != part.position_size) {
      return AtKey(absl::DataLossError("not the key of a list's entry"), row.key);
    }
    entries.push_back({std::move(row.key), std::move(position)});
  }
  return absl::OkStatus();
}

void Merge(std::vector<ListEntry>& entries) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](const auto& a, const auto& b) { return a.position < b.position; });
  const auto same = [](const auto& a, const auto& b) { return a.position == b.position; };
  entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
}

std::string Hex(const std::string& position) {
  return base::HexEncode(std::vector<uint8_t>(position.begin(), position.end()));
}

}  // namespace

absl::StatusOr<ListPage> ReadLists(const Reader& reader, const std::vector<std::string>& prefixes,
                                   const ListPart& part) {
  if (part.limit == 0 || part.limit > kMaxPage) {
    return absl::InvalidArgumentError(fmt::format("limit: must be 1 to {}", kMaxPage));
  }
  HILT_ASSIGN_OR_RETURN(const std::string begin, BeginOf(part));
  ListPage page;
  for (const std::string& prefix : prefixes) {
    HILT_RETURN_IF_ERROR(ReadList(reader, prefix, begin, part, page.entries));
  }
  if (prefixes.size() > 1) Merge(page.entries);
  if (page.entries.size() > part.limit) {
    page.entries.resize(part.limit);
    page.next = Hex(page.entries.back().position);
  }
  return page;
}

absl::Time CeilMicros(absl::Time time) {
  const absl::Time floor = absl::FromUnixMicros(absl::ToUnixMicros(time));
  return floor < time ? floor + absl::Microseconds(1) : floor;
}

}  // namespace hilt::storage
