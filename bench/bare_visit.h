#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace hilt::bench {

// The ceiling for whoever reads a block with simdjson: looks at the signature, the keys, the error
// and the instructions of every transaction, in the order in which a node writes them, and does
// nothing with them. No text is unescaped or decoded, nothing is checked, nothing is kept.
class BareVisit {
 public:
  struct Counts {
    size_t transactions = 0;
    size_t failed = 0;
    size_t keys = 0;
    size_t instructions = 0;
    uint64_t touched = 0;  // of each value a little, so that none is dropped
  };

  BareVisit();
  ~BareVisit();
  BareVisit(const BareVisit&) = delete;
  BareVisit& operator=(const BareVisit&) = delete;

  // `json` is a bare getBlock result in encoding json; none: it is something else. kPadding bytes
  // behind it may be read too. The parser and its buffers are used again.
  std::optional<Counts> Of(std::string_view json);

  static const size_t kPadding;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hilt::bench
