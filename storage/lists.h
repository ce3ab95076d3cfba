#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/store.h"

// Pages of lists: index entries whose keys are a list's prefix and then a position of fixed size,
// by which they are in order. Private to storage/.
namespace hilt::storage {

inline constexpr size_t kMaxPage = 1000;

// Which part of a list.
struct ListPart {
  std::string begin{};       // a position, or the start of some; empty: from the list's start
  std::string end{};         // exclusive; empty: to the list's end
  std::string after{};       // page position, as Page::next; empty: from `begin`
  size_t limit = 0;          // 1 to kMaxPage
  size_t position_size = 0;  // bytes
};

struct ListEntry {
  std::string key;
  std::string position;  // with which the key ends
};

struct ListPage {
  std::vector<ListEntry> entries;
  std::string next;  // hex; empty: there is no more
};

// The same part of each list, all merged into one order; one list is one range scan. A position
// that is in several is there once.
// INVALID_ARGUMENT: limit, after. DATA_LOSS: a key that is no entry of its list.
absl::StatusOr<ListPage> ReadLists(const Reader& reader, const std::vector<std::string>& prefixes,
                                   const ListPart& part);

// The first whole microsecond at or after `time`: rows keep whole ones.
absl::Time CeilMicros(absl::Time time);

}  // namespace hilt::storage
