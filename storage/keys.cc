#include "storage/keys.h"

#include <limits>

#include "base/check.h"
#include "base/hex.h"
#include "storage/numbers.h"

namespace hilt::storage {
namespace {

// In list keys: any status, any kind.
constexpr uint8_t kAny = 0;

// What tells the scopes of discrepancy lists apart.
constexpr uint8_t kScopeAll = 0;
constexpr uint8_t kScopePayment = 1;
constexpr uint8_t kScopeWatchAccount = 2;

// What tells lists of open discrepancies from those of resolved ones.
constexpr uint8_t kOpen = 1;
constexpr uint8_t kResolved = 2;

constexpr size_t kMaxSourceName = 64;

constexpr uint64_t kSignBit = uint64_t{1} << 63;

uint64_t OrderedMicros(absl::Time time) {
  return static_cast<uint64_t>(absl::ToUnixMicros(time)) ^ kSignBit;
}

absl::Time TimeOf(uint64_t ordered) {
  return absl::FromUnixMicros(static_cast<int64_t>(ordered ^ kSignBit));
}

void AppendScope(const DiscrepancyScope& scope, KeyWriter& key) {
  if (const auto* payment = std::get_if<domain::PaymentId>(&scope)) {
    key.Byte(kScopePayment).Raw(*payment);
  } else {
    key.Byte(kScopeWatchAccount).Raw(std::get<solana::Pubkey>(scope));
  }
}

}  // namespace

absl::StatusOr<Uuid> ParseUuid(std::string_view text) {
  const absl::StatusOr<domain::PaymentId> id = domain::ParsePaymentId(text);
  if (!id.ok()) return id.status();
  return Uuid{id->bytes};
}

std::string ToString(const Uuid& uuid) { return domain::ToString(domain::PaymentId{uuid.bytes}); }

KeyWriter& KeyWriter::Byte(uint8_t value) {
  key_.push_back(static_cast<char>(value));
  return *this;
}

KeyWriter& KeyWriter::U64(uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) Byte(static_cast<uint8_t>(value >> shift));
  return *this;
}

KeyWriter& KeyWriter::Text(std::string_view text) {
  HILT_CHECK(text.size() <= std::numeric_limits<uint32_t>::max());
  for (int shift = 24; shift >= 0; shift -= 8) Byte(static_cast<uint8_t>(text.size() >> shift));
  key_.append(text);
  return *this;
}

KeyWriter& KeyWriter::Time(absl::Time time) { return U64(OrderedMicros(time)); }
KeyWriter& KeyWriter::TimeNewestFirst(absl::Time time) { return U64(~OrderedMicros(time)); }

std::string_view KeyReader::Take(size_t size) {
  if (!ok_ || rest_.size() < size) {
    ok_ = false;
    return {};
  }
  const std::string_view taken = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return taken;
}

uint8_t KeyReader::Byte() {
  const std::string_view byte = Take(1);
  return byte.empty() ? uint8_t{0} : static_cast<uint8_t>(byte[0]);
}

uint64_t KeyReader::U64() {
  uint64_t value = 0;
  for (const char byte : Take(8)) value = value << 8 | static_cast<uint8_t>(byte);
  return value;
}

std::string KeyReader::Text() {
  size_t size = 0;
  for (const char byte : Take(4)) size = size << 8 | static_cast<uint8_t>(byte);
  return std::string(Take(size));
}

absl::Time KeyReader::Time() { return TimeOf(U64()); }
absl::Time KeyReader::TimeNewestFirst() { return TimeOf(~U64()); }

std::string AfterPrefix(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xff') end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(static_cast<uint8_t>(end.back()) + 1);
  return end;
}

ScanRange PrefixRange(std::string prefix, size_t limit) {
  ScanRange range;
  range.end = AfterPrefix(prefix);
  range.begin = std::move(prefix);
  range.limit = limit;
  return range;
}

std::string HexOf(std::string_view key) {
  return base::HexEncode(std::vector<uint8_t>(key.begin(), key.end()));
}

std::string TablePrefix(Table table) { return KeyWriter(table).Done(); }

std::string IdentityKey() { return TablePrefix(Table::kIdentity); }

std::string PaymentKey(const domain::PaymentId& id) {
  return KeyWriter(Table::kPayments).Raw(id).Done();
}

std::string NonceKey(const domain::Nonce& nonce) {
  return KeyWriter(Table::kNonces).Raw(nonce).Done();
}

std::string SignaturePrefix(const solana::Signature& signature) {
  return KeyWriter(Table::kSignatures).Raw(signature).Done();
}

std::string SignatureKey(const solana::Signature& signature, const domain::PaymentId& payment) {
  return KeyWriter(Table::kSignatures).Raw(signature).Raw(payment).Done();
}

std::string IdempotencyRowKey(std::string_view client, std::string_view key) {
  return KeyWriter(Table::kIdempotency).Text(client).Text(key).Done();
}

std::string EventKey(domain::EventSeq seq) {
  return KeyWriter(Table::kEvents).U64(seq.value()).Done();
}

std::string DiscrepancyKey(const Uuid& id) {
  return KeyWriter(Table::kDiscrepancies).Raw(id).Done();
}

std::string SummedKey(const Uuid& id) { return KeyWriter(Table::kSummed).Raw(id).Done(); }

std::string TotalKey(uint8_t of) { return KeyWriter(Table::kTotals).Byte(of).Done(); }

std::string HintKey(const solana::Signature& signature) {
  return KeyWriter(Table::kHints).Raw(signature).Done();
}

std::string HintDueKey(absl::Time next_at, const solana::Signature& signature) {
  return KeyWriter(Table::kHintsDue).Time(next_at).Raw(signature).Done();
}

std::string UnverifiablePrefix(const domain::PaymentId& payment) {
  return KeyWriter(Table::kUnverifiable).Raw(payment).Done();
}

std::string UnverifiableKey(const domain::PaymentId& payment, const solana::Signature& signature) {
  return KeyWriter(Table::kUnverifiable).Raw(payment).Raw(signature).Done();
}

std::string WatchKey(const solana::Pubkey& account) {
  return KeyWriter(Table::kWatches).Raw(account).Done();
}

std::string WatchEndKey(absl::Time until, const solana::Pubkey& account) {
  return KeyWriter(Table::kWatchesByEnd).Time(until).Raw(account).Done();
}

std::string UnmatchedKey(const domain::Nonce& nonce) {
  return KeyWriter(Table::kUnmatched).Raw(nonce).Done();
}

std::string CursorKey(std::string_view source) {
  return KeyWriter(Table::kCursors).Text(source).Done();
}

bool IsSourceName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxSourceName &&
         std::all_of(name.begin(), name.end(), [](char c) { return ' ' <= c && c <= '~'; });
}

std::string BadElementKey(uint64_t number) {
  return KeyWriter(Table::kBadElements).U64(number).Done();
}

std::string ExpiryKey(absl::Time expires_at, const domain::PaymentId& payment) {
  return KeyWriter(Table::kExpiry).Time(expires_at).Raw(payment).Done();
}

std::string UnfinalKey(domain::Slot slot, const domain::PaymentId& payment) {
  return KeyWriter(Table::kUnfinal).U64(slot.value()).Raw(payment).Done();
}

std::string ListPrefix(ListBy by, std::string_view id,
                       std::optional<domain::PaymentStatus> status) {
  KeyWriter key(Table::kLists);
  return key.Byte(Number(by)).Text(id).Byte(status ? Number(*status) : kAny).Done();
}

std::string ListPosition(absl::Time created_at, const domain::PaymentId& payment) {
  return KeyWriter(std::string()).TimeNewestFirst(created_at).Raw(payment).Done();
}

std::string DiscrepancyListPrefix(const DiscrepancyList& list) {
  KeyWriter key(Table::kDiscrepancyLists);
  if (list.scope) {
    AppendScope(*list.scope, key);
  } else {
    key.Byte(kScopeAll);
  }
  return key.Byte(list.open ? kOpen : kResolved).Byte(list.kind ? Number(*list.kind) : kAny).Done();
}

std::string DiscrepancyPosition(absl::Time opened_at, const Uuid& id) {
  return KeyWriter(std::string()).Time(opened_at).Raw(id).Done();
}

std::string DiscrepancyCountKey(const DiscrepancyScope& scope, domain::DiscrepancyKind kind) {
  KeyWriter key(Table::kDiscrepancyCounts);
  AppendScope(scope, key);
  return key.Byte(Number(kind)).Done();
}

uint8_t Number(ListBy by) {
  switch (by) {
    case ListBy::kMerchant:
      return 1;
    case ListBy::kProduct:
      return 2;
    case ListBy::kPayer:
      return 3;
  }
  base::CheckFailed("a ListBy outside its enum", __FILE__, __LINE__);
}

}  // namespace hilt::storage
