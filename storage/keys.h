#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "domain/discrepancy.h"
#include "domain/event.h"
#include "domain/ids.h"
#include "domain/payment.h"
#include "solana/keys.h"
#include "storage/ledger.h"

// The keys of every table, as SCHEMA.md has them: one byte that names the table, then fields of
// fixed size, big-endian where their order matters; a text has its length before it. Private to
// storage/.
namespace hilt::storage {

// A UUID of something that has no id type of its own: a discrepancy, a log epoch.
struct Uuid {
  std::array<uint8_t, 16> bytes{};
  friend constexpr auto operator<=>(const Uuid&, const Uuid&) = default;
};
// INVALID_ARGUMENT: not 36 characters, lower case, 8-4-4-4-12.
absl::StatusOr<Uuid> ParseUuid(std::string_view text);
std::string ToString(const Uuid& uuid);

// The first byte of a key.
enum class Table : char {
  kIdentity = 'I',
  kPayments = 'P',
  kNonces = 'N',
  kSignatures = 'S',
  kIdempotency = 'K',
  kLists = 'L',
  kExpiry = 'X',
  kUnfinal = 'Y',
  kEvents = 'E',
  kDiscrepancies = 'D',
  kDiscrepancyLists = 'O',
  kDiscrepancyCounts = 'C',
  kSummed = 'T',
  kTotals = 'Q',
  kHints = 'H',
  kHintsDue = 'W',
  kUnverifiable = 'U',
  kWatches = 'A',
  kWatchesByEnd = 'V',
  kUnmatched = 'M',
  kCursors = 'R',
  kBadElements = 'B',
};

inline constexpr Table kAllTables[] = {
    Table::kIdentity,      Table::kPayments,         Table::kNonces,
    Table::kSignatures,    Table::kIdempotency,      Table::kLists,
    Table::kExpiry,        Table::kUnfinal,          Table::kEvents,
    Table::kDiscrepancies, Table::kDiscrepancyLists, Table::kDiscrepancyCounts,
    Table::kSummed,        Table::kTotals,           Table::kHints,
    Table::kHintsDue,      Table::kUnverifiable,     Table::kWatches,
    Table::kWatchesByEnd,  Table::kUnmatched,        Table::kCursors,
    Table::kBadElements,
};

// Appends fields to a key.
class KeyWriter {
 public:
  explicit KeyWriter(Table table) : key_(1, static_cast<char>(table)) {}
  // Goes on from the start of a key.
  explicit KeyWriter(std::string prefix) : key_(std::move(prefix)) {}

  KeyWriter& Byte(uint8_t value);
  KeyWriter& U64(uint64_t value);
  KeyWriter& Text(std::string_view text);  // u32 length, bytes
  // Microseconds since 1970 with the sign bit flipped, so that earlier sorts first.
  KeyWriter& Time(absl::Time time);
  // The same with all bits flipped, so that later sorts first.
  KeyWriter& TimeNewestFirst(absl::Time time);
  template <class Key>
  KeyWriter& Raw(const Key& key) {
    key_.append(key.bytes.begin(), key.bytes.end());
    return *this;
  }

  std::string Done() { return std::move(key_); }

 private:
  std::string key_;
};

// Takes fields from a key. A field that is not there leaves ok() false and gives zeros.
class KeyReader {
 public:
  explicit KeyReader(std::string_view key) : rest_(key) {}

  uint8_t Byte();
  uint64_t U64();
  std::string Text();
  absl::Time Time();
  absl::Time TimeNewestFirst();
  template <class Key>
  Key Raw() {
    Key key;
    const std::string_view bytes = Take(key.bytes.size());
    if (ok_) std::copy(bytes.begin(), bytes.end(), key.bytes.begin());
    return key;
  }

  // Whether every field was there and nothing is left.
  bool Complete() const { return ok_ && rest_.empty(); }
  bool ok() const { return ok_; }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view Take(size_t size);

  std::string_view rest_;
  bool ok_ = true;
};

// The first key after all that start with `prefix`; empty where there is none.
std::string AfterPrefix(std::string_view prefix);
// Every key that starts with `prefix`.
ScanRange PrefixRange(std::string prefix, size_t limit);
std::string TablePrefix(Table table);
// For messages: two lower-case digits a byte.
std::string HexOf(std::string_view key);

std::string IdentityKey();
std::string PaymentKey(const domain::PaymentId& id);
std::string NonceKey(const domain::Nonce& nonce);
std::string SignaturePrefix(const solana::Signature& signature);
std::string SignatureKey(const solana::Signature& signature, const domain::PaymentId& payment);
std::string IdempotencyRowKey(std::string_view client, std::string_view key);
std::string EventKey(domain::EventSeq seq);
std::string DiscrepancyKey(const Uuid& id);
std::string SummedKey(const Uuid& id);
std::string TotalKey(uint8_t of);
std::string HintKey(const solana::Signature& signature);
std::string HintDueKey(absl::Time next_at, const solana::Signature& signature);
std::string UnverifiablePrefix(const domain::PaymentId& payment);
std::string UnverifiableKey(const domain::PaymentId& payment, const solana::Signature& signature);
std::string WatchKey(const solana::Pubkey& account);
std::string WatchEndKey(absl::Time until, const solana::Pubkey& account);
std::string UnmatchedKey(const domain::Nonce& nonce);
std::string CursorKey(std::string_view source);
bool IsSourceName(std::string_view name);  // of a cursor: 1 to 64 printable ASCII characters
std::string BadElementKey(uint64_t number);
std::string ExpiryKey(absl::Time expires_at, const domain::PaymentId& payment);
std::string UnfinalKey(domain::Slot slot, const domain::PaymentId& payment);

// Lists of payments: the list, then (newest first) when, then id. `id` is the text of the merchant
// or product, or the 32 bytes of the payer; no status: the list of all.
std::string ListPrefix(ListBy by, std::string_view id, std::optional<domain::PaymentStatus> status);
std::string ListPosition(absl::Time created_at, const domain::PaymentId& payment);

// Lists of discrepancies: the list, then (oldest first) when, then id. Open and resolved ones have
// lists of their own.
struct DiscrepancyList {
  std::optional<DiscrepancyScope> scope{};        // none: everybody's
  std::optional<domain::DiscrepancyKind> kind{};  // none: any
  bool open = true;
};
std::string DiscrepancyListPrefix(const DiscrepancyList& list);
std::string DiscrepancyPosition(absl::Time opened_at, const Uuid& id);
std::string DiscrepancyCountKey(const DiscrepancyScope& scope, domain::DiscrepancyKind kind);

// What tells the lists apart, in keys.
uint8_t Number(ListBy by);

}  // namespace hilt::storage
