#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace hilt::bench {

// The ceiling for whoever reads with simdjson: looks, in the order in which they were written, at
// what a decoder needs of every transaction, and does nothing with it. No text is unescaped or
// decoded, nothing is checked, nothing is kept.
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

  // None: `json` is something else than what the name says. kPadding bytes behind it may be read
  // too. The parser and its buffers are used again.

  // A bare getBlock result in encoding json: signature, keys, error and instructions.
  std::optional<Counts> OfBlock(std::string_view json);

  // A webhook body of MakePaymentsBody: also the inner instructions and the balance changes. Keys
  // are the accounts in its accountData.
  std::optional<Counts> OfWebhook(std::string_view json);

  static const size_t kPadding;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hilt::bench
