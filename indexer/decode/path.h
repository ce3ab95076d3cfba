#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace hilt::decode {

// Where in a JSON document a reader stands, for messages: "transactions[17].meta.preBalances[3]".
// A chain of stack frames: going down costs nothing, and text is made only when something is wrong.
//
//   absl::Status ReadMeta(Value& value, const Path& meta) {
//     const Path fee(meta, "fee");
//     return fee.Error("missing");  // "meta.fee: missing"
//   }
//
// A path borrows its parent and its field name: the parent outlives it, and the name is one of our
// own field names, never bytes of the input, so that every message is safe to log.
class Path {
 public:
  Path() = default;  // the document
  Path(const Path& parent, std::string_view field) : parent_(&parent), field_(field) {}
  Path(const Path& parent, size_t index) : parent_(&parent), index_(index) {}

  std::string ToString() const;

  // INVALID_ARGUMENT "<path>: <what>".
  absl::Status Error(std::string_view what) const;

 private:
  const Path* parent_ = nullptr;
  std::string_view field_;  // empty: an index
  size_t index_ = 0;
};

}  // namespace hilt::decode
