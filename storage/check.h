#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/store.h"

namespace hilt::storage {

// What is true of every store that only this engine wrote.
enum class Invariant {
  kIdentity,          // there is one, and it can be read
  kReadable,          // every row is of a known table and can be decoded
  kCanonical,         // a row's bytes are those that encoding its value gives
  kDerived,           // what is kept of a payment's legs is what follows from its terms
  kKeyMatches,        // a row is under the key that its value says
  kIndexed,           // every row has all its index entries
  kPointsToRow,       // every index entry and reference leads to a row that it belongs to
  kNonce,             // a payment's nonce leads to it and a nonce leads to a payment that has it
  kLinks,             // what a signature is to a payment is what the payment says
  kSettlementUnique,  // a signature settles at most one payment
  kGapless,           // events are numbered 1, 2, 3, ...; the bad elements kept, in a row
  kCounts,            // counts of discrepancies are those of the records
};

std::string_view Name(Invariant invariant);  // "settlement_unique"

struct Finding {
  Invariant invariant{};
  std::string key;  // hex
  std::string what;
};

inline constexpr size_t kMaxFindings = 1000;

struct CheckReport {
  uint64_t rows = 0;
  uint64_t broken = 0;            // of all findings
  std::vector<Finding> findings;  // the first kMaxFindings

  bool ok() const { return broken == 0; }
};

// Reads every row once, and for each row those that it refers to; about 100,000 rows a second.
// Changes nothing. Over a store that is being written, give it a snapshot.
// An error is the reader's: what was found so far is lost.
absl::StatusOr<CheckReport> CheckInvariants(const Reader& reader);

}  // namespace hilt::storage
